"""What stands beside the sidebar: the chat, or the place for models, which is made when it is first wanted."""

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal

from app.library.shelf.catalog import Shelf
from app.ui.background import Background
from app.ui.look import Look
from app.ui.main_window import MainWindow
from app.wiring import App

if TYPE_CHECKING:
    from app.ui.models.page import Tab
    from app.ui.models.presenter import ModelsPresenter


class Places(QObject):
    made = Signal(object)
    """The ModelsPresenter, once: to be tied to the rest of the window."""

    def __init__(self, window: MainWindow, app: Callable[[], App], background: Background, *, language: str) -> None:
        """App has the settings as they are now."""
        super().__init__(window)
        self._window = window
        self._app = app
        self._background = background
        self._language = language
        self._look = Look()
        self._shelf: Shelf | None = None
        self.models: ModelsPresenter | None = None
        window.arranged.connect(self._show_sidebar_button)
        window.installEventFilter(self)

    @property
    def is_models_shown(self) -> bool:
        return self.models is not None and not self._window.is_chat_shown

    def show_models(self, tab: "Tab | None" = None) -> None:
        """With the keyboard in its search."""
        models = self.models or self._make()
        if tab:
            models.page.turn_to(tab)
        self._window.show_place(models.page)
        self._window.sidebar.show_place(is_models=True)
        models.page.take_focus()
        models.look_at_machine()
        models.changed.emit()

    def find_model(self) -> None:
        """Where those begin who have none."""
        self.show_models(importlib.import_module("app.ui.models.page").Tab.FIND)

    def show_chat(self) -> None:
        self._window.show_chat()
        self._window.sidebar.show_place(is_models=False)

    def show_shelf(self, shelf: Shelf) -> None:
        """What lies on the disk now."""
        self._shelf = shelf
        if self.models:
            self.models.show_shelf(shelf)

    def tell(self, words: str) -> None:
        """Something that concerns the place for models."""
        if self.models:
            self.models.page.notices.show_notice("told", words)

    def renew_downloads(self) -> None:
        """Something has come, or is paused, or failed."""
        if self.models:
            self.models.renew_downloads()

    def dress(self, look: Look) -> None:
        self._look = look
        if self.models:
            self.models.dress(look)

    def leave(self) -> None:
        if self.models:
            self.models.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When the window comes back, another program may have brought a model or taken memory."""
        if event.type() == QEvent.Type.WindowActivate and self.models and self.is_models_shown:
            self.models.look_at_machine()
            self.models.changed.emit()
        return super().eventFilter(watched, event)

    def _make(self) -> "ModelsPresenter":
        # not imported above: the page is not needed for chatting, and would cost every start some 50 ms
        page = importlib.import_module("app.ui.models.page").ModelsPage()
        models: ModelsPresenter = importlib.import_module("app.ui.models.presenter").ModelsPresenter(
            page, self._app, self._background, language=self._language
        )
        self.models = models
        models.dress(self._look)
        models.page.left.connect(self.show_chat)
        models.page.sidebar_wanted.connect(self._window.switch_sidebar)
        self.made.emit(models)
        self._show_sidebar_button()
        if self._shelf:
            models.show_shelf(self._shelf)
        return models

    def _show_sidebar_button(self) -> None:
        if self.models:
            self.models.page.show_sidebar_button(is_shown=self._window.is_sidebar_button_needed)
