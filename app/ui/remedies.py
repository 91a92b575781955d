"""What the window does when a button under a failure is pressed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.domain.errors import EngineDied, MaruError, ModelError, StorageError, from_fault
from app.paths import Paths
from app.ui.chat_presenter import ChatPresenter
from app.ui.model_presenter import ModelPresenter
from app.ui.settings_presenter import SettingsPresenter
from app.words.remedies import Remedy

_USUAL_CONTEXT: Final = 8192
_SMALLEST_CONTEXT: Final = 512


class Remedies:
    def __init__(
        self, chat: ChatPresenter, models: ModelPresenter, settings: SettingsPresenter, *, paths: Paths
    ) -> None:
        self._chat = chat
        self._models = models
        self._settings = settings
        self._paths = paths

    def help_turn(self, remedy: str, turn_id: str) -> None:
        """For an answer that failed. What makes another try possible is followed by it."""
        fault = self._chat.session.conversation.turn(turn_id).fault
        error = from_fault(fault) if fault else MaruError()
        self._deeds(error, again=partial(self._chat.retry, turn_id))[Remedy(remedy)]()

    def help(self, remedy: str, error: MaruError) -> None:
        """For a failure that belongs to no answer."""
        self._deeds(error, again=self._models.model.load)[Remedy(remedy)]()

    def _deeds(self, error: MaruError, *, again: Callable[[], None]) -> dict[Remedy, Callable[[], None]]:
        """One for each remedy there is; a test insists."""
        show = partial(_show, self._place_of(error))
        return {
            Remedy.CHOOSE_MODEL: self._models.offer,
            Remedy.ADD_FOLDER: self._models.ask_folder,
            Remedy.SHOW_FILE: show,
            Remedy.SHOW_FOLDER: show,
            Remedy.FREE_SPACE: show,
            Remedy.OPEN_LOG: show,
            Remedy.RETRY: again,
            Remedy.SMALLER_CONTEXT: partial(self._use_context, 0.5, again),
            Remedy.LARGER_CONTEXT: partial(self._use_context, 2.0, again),
            Remedy.CHANGE_SETTING: self._settings.show_page,
            Remedy.GO_ONLINE: self._settings.show_page,
            Remedy.OPEN_PAGE: show,
            Remedy.RESUME_DOWNLOAD: show,
            Remedy.FEWER_LAYERS: self._settings.show_page,
            Remedy.USE_CPU: self._settings.show_page,
        }

    def _use_context(self, factor: float, again: Callable[[], None]) -> None:
        context = self._settings.settings.running.context or _USUAL_CONTEXT
        self._settings.use_context(max(_SMALLEST_CONTEXT, int(context * factor)))
        if again != self._models.model.load:  # which the new context has brought about already
            again()

    def _place_of(self, error: MaruError) -> Path:
        """The folder in the system's file manager; the log itself where one is known."""
        if isinstance(error, EngineDied) and error.log_path:
            return Path(error.log_path)
        if isinstance(error, ModelError | StorageError):
            path = Path(error.path)
            return path if path.is_dir() else path.parent
        return self._paths.logs


def _show(place: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
