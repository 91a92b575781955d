"""Holds the settings while the window lives: the page that changes them, the keys that do, and their saving."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.settings import Appearance, Settings
from app.domain.storage_errors import StorageError
from app.library.network.connections import Connections
from app.library.network.token import Tokens, TokenSource
from app.ui.sheets.connections import ConnectionsSheet
from app.ui.sheets.settings import SettingsDialog
from app.ui.theme.dressing import Dressing
from app.ui.theme.look import Wish
from app.ui.window.main_window import MainWindow
from app.words.hub import token_place

_SAVE_AFTER_MS: Final = 400
_SIZES: Final = (75, 90, 100, 110, 125, 150, 175, 200)


class SettingsPresenter(QObject):
    changed = Signal(object, object)
    """The Settings before, and as they are now."""
    model_outdated = Signal()
    """The model is to be loaded with other settings."""
    folder_wanted = Signal()
    machine_wanted = Signal()
    about_wanted = Signal(object)
    """From this widget."""
    failed = Signal(object)
    """A StorageError: they count, but could not be saved."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        dressing: Dressing,
        *,
        save: Callable[[Settings], None],
        tokens: Tokens,
        connections: Connections,
        offers_updates: bool,
    ) -> None:
        super().__init__(window)
        self._tokens = tokens
        self._connections = connections
        self._offers_updates = offers_updates
        self.settings = settings
        self._window = window
        self._dressing = dressing
        self._save_to = save
        self._page: SettingsDialog | None = None
        self._save_soon = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._save_soon.timeout.connect(self._save)

    def change(self, settings: Settings) -> None:
        """Let these count from now on."""
        before, self.settings = self.settings, settings
        if settings != before:
            self._save_soon.start()
            self._dressing.wear(wish_of(settings))
            self.changed.emit(before, settings)

    def leave(self) -> None:
        """Save what waits."""
        if self._save_soon.isActive():
            self._save()

    def show_page(self) -> None:
        before = self.settings.running
        self._page = page = SettingsDialog(
            self.settings, self._dressing.look, offers_updates=self._offers_updates, parent=self._window
        )
        page.changed.connect(self.change)
        page.folder_wanted.connect(self.folder_wanted)
        page.token_given.connect(self.take_token)
        page.token_forgotten.connect(self._forget_token)
        page.machine_wanted.connect(self._leave_for_machine)
        page.connections_wanted.connect(self._show_connections)
        page.about_wanted.connect(lambda: self.about_wanted.emit(page))
        self._show_token()
        page.finished.connect(lambda: self._end_page(is_outdated=self.settings.running != before))
        page.open()

    def add_folder(self, folder: str) -> None:
        folders = self.settings.models.folders
        if folder not in folders:
            self.change(replace(self.settings, models=replace(self.settings.models, folders=(*folders, folder))))
        if self._page:
            self._page.show_folders(self.settings.models.folders)

    def remember_model(self, path: str) -> None:
        self.change(replace(self.settings, models=replace(self.settings.models, last=path)))

    def go_online(self) -> None:
        self.change(replace(self.settings, network=replace(self.settings.network, offline=False)))

    def take_token(self, token: str) -> TokenSource:
        """For Hugging Face; where it is kept now."""
        source = self._tokens.keep(token)
        self._show_token()
        return source

    def resize_text(self, by: int) -> None:
        """One step larger (1) or smaller (-1)."""
        size = self.settings.appearance.text_size
        steps = [step for step in _SIZES if (step > size if by > 0 else step < size)]
        if steps:
            self.set_text_size(steps[0] if by > 0 else steps[-1])

    def set_text_size(self, size: int = Appearance.text_size) -> None:
        appearance = replace(self.settings.appearance, text_size=size)
        self.change(replace(self.settings, appearance=appearance))

    def _forget_token(self) -> None:
        self._tokens.forget()
        self._show_token()

    def _show_token(self) -> None:
        if self._page:
            source = self._tokens.source
            self._page.show_token(is_kept=source is not TokenSource.NONE, remark=token_place(source.value))

    def _leave_for_machine(self) -> None:
        """It stands in the place for models."""
        if self._page:
            self._page.accept()
        self.machine_wanted.emit()

    def _show_connections(self) -> None:
        ConnectionsSheet(self._connections.read(), self._dressing.look, parent=self._page or self._window).open()

    def _end_page(self, *, is_outdated: bool) -> None:
        self._page = None
        if is_outdated:
            self.model_outdated.emit()

    def _save(self) -> None:
        self._save_soon.stop()
        try:
            self._save_to(self.settings)
        except StorageError as error:
            self.failed.emit(error)


def wish_of(settings: Settings) -> Wish:
    look = settings.appearance
    return Wish(look.theme.value, look.high_contrast, look.text_size, look.column_width)
