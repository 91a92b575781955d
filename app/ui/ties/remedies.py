"""What the window does when a button under a failure is pressed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.domain.engine_errors import EngineDied
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.model_errors import ModelError
from app.domain.network_errors import NotAllowed
from app.library.network.network import Network
from app.paths import Paths
from app.ui.chat.model_presenter import ModelPresenter
from app.ui.chat.presenter import ChatPresenter
from app.ui.ties.places import Places
from app.ui.ties.settings_presenter import SettingsPresenter
from app.words.catalog import _
from app.words.remedies import Remedy

_USUAL_CONTEXT: Final = 8192
_SMALLEST_CONTEXT: Final = 512

Again = Callable[[], object]


class Remedies:
    def __init__(
        self,
        chat: ChatPresenter,
        models: ModelPresenter,
        settings: SettingsPresenter,
        places: Places,
        *,
        network: Callable[[], Network],
        paths: Paths,
    ) -> None:
        self._chat = chat
        self._models = models
        self._settings = settings
        self._places = places
        self._network = network
        self._paths = paths

    def help_turn(self, remedy: str, turn_id: str) -> None:
        """For an answer that failed. What makes another try possible is followed by it."""
        fault = self._chat.session.conversation.turn(turn_id).fault
        error = from_fault(fault) if fault else MaruError()
        self.help_again(remedy, error, partial(self._chat.retry, turn_id))

    def help(self, remedy: str, error: MaruError) -> None:
        """For a failure that belongs to no answer."""
        self.help_again(remedy, error, self._models.model.load)

    def help_again(self, remedy: str, error: MaruError, again: Again) -> None:
        """With what is to be tried again afterwards."""
        self._deeds(error, again=again)[Remedy(remedy)]()

    def _deeds(self, error: MaruError, *, again: Again) -> dict[Remedy, Again]:
        """One for each remedy there is; a test insists."""
        show = partial(_show, self._place_of(error))
        change = partial(self._change_model, again)
        return {
            Remedy.CHOOSE_MODEL: self._choose_model,
            Remedy.FIND_MODEL: self._places.find_model,
            Remedy.ADD_FOLDER: self._models.ask_folder,
            Remedy.SHOW_FILE: show,
            Remedy.SHOW_FOLDER: show,
            Remedy.FREE_SPACE: show,
            Remedy.OPEN_LOG: partial(_show, self._log_of(error)),
            Remedy.RETRY: again,
            Remedy.SMALLER_CONTEXT: lambda: change(context=self._context(0.5)),
            Remedy.LARGER_CONTEXT: lambda: change(context=self._context(2.0)),
            Remedy.CHANGE_SETTING: self._settings.show_page,
            Remedy.GO_ONLINE: partial(self._go_online, again),
            Remedy.OPEN_PAGE: partial(_browse, error),
            Remedy.RESUME_DOWNLOAD: partial(self._resume, error),
            Remedy.FEWER_LAYERS: lambda: change(gpu_layers=self._layers() // 2),
            Remedy.USE_CPU: lambda: change(gpu_layers=0),
        }

    def _choose_model(self) -> None:
        """In the list that drops down from the head of the chat."""
        self._places.show_chat()
        self._models.offer()

    def _change_model(self, again: Again, **changes: int) -> None:
        """How the model in use is loaded, which happens at once."""
        self._models.change_settings(**changes)
        if again != self._models.model.load:  # which the change has brought about already
            again()

    def _context(self, factor: float) -> int:
        context = self._models.model.settings.context or _USUAL_CONTEXT
        return max(_SMALLEST_CONTEXT, int(context * factor))

    def _layers(self) -> int:
        """As many as were tried to be put on the GPU."""
        tried = self._models.model.settings.gpu_layers
        return tried if tried > 0 else self._models.layer_count

    def _go_online(self, again: Again) -> None:
        self._settings.go_online()
        if self._network().offline:
            self._places.tell(_("Maru was started offline (--offline or HF_HUB_OFFLINE) and stays so until it ends."))
        else:
            again()

    def _resume(self, error: MaruError) -> None:
        """The download that the file belongs to; where there is none, a place to find the file again."""
        self._places.find_model()
        models = self._places.models
        if models and isinstance(error, ModelError):
            models.resume_file(error.path)

    def _log_of(self, error: MaruError) -> Path:
        return Path(error.log_path) if isinstance(error, EngineDied) and error.log_path else self._paths.logs

    def _place_of(self, error: MaruError) -> Path:
        """The folder in the system's file manager."""
        place = getattr(error, "path", "")
        if not place:
            return self._paths.logs
        path = Path(place)
        return path if path.is_dir() else path.parent


def _show(place: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))


def _browse(error: MaruError) -> None:
    if isinstance(error, NotAllowed) and error.url:
        QDesktopServices.openUrl(QUrl(error.url))
