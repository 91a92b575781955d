"""What stands beside the sidebar: the chat, or one of the places, each of which is made when it is first wanted."""

import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEvent, QObject, Signal

from app.library.shelf.catalog import Shelf
from app.ui.behind.background import Background
from app.ui.theme.look import Look
from app.ui.widgets.place import Place, PlacePresenter
from app.ui.window.main_window import MainWindow
from app.wiring import App

if TYPE_CHECKING:
    from app.ui.models.page import Tab
    from app.ui.models.presenter import ModelsPresenter

_MODULES: Final[Mapping[Place, str]] = {
    Place.MODELS: "app.ui.models.presenter",
    Place.PRESETS: "app.ui.presets.presenter",
    Place.COMPLETION: "app.ui.completion.presenter",
    Place.COMPARE: "app.ui.compare.presenter",
}
"""Each has a function make_place(app, background, *, language) -> PlacePresenter. They are not imported above: no place
is needed for chatting, and each would cost every start some 50 ms."""


class Places(QObject):
    made = Signal(Place, object)
    """A place and its PlacePresenter, once: to be tied to the rest of the window."""

    def __init__(self, window: MainWindow, app: Callable[[], App], background: Background, *, language: str) -> None:
        """App has the settings as they are now."""
        super().__init__(window)
        self._window = window
        self._app = app
        self._background = background
        self._language = language
        self._look = Look()
        self._shelf: Shelf | None = None
        self._made: dict[Place, PlacePresenter] = {}
        self._shown: Place | None = None
        window.arranged.connect(self._show_sidebar_button)
        window.installEventFilter(self)

    @property
    def shown(self) -> Place | None:
        """None while it is the chat."""
        return self._shown

    @property
    def models(self) -> "ModelsPresenter | None":
        """As soon as it is made."""
        return cast("ModelsPresenter | None", self._made.get(Place.MODELS))

    def presenter(self, place: Place) -> PlacePresenter:
        """Of this place, which is made for it if it must."""
        return self._made.get(place) or self._make(place)

    def show_place(self, place: Place) -> None:
        """With the keyboard where one begins there."""
        presenter = self.presenter(place)
        self._shown = place
        self._window.show_place(presenter.page)
        self._window.sidebar.show_place(place, part=presenter.sidebar_part)
        presenter.page.take_focus()
        presenter.come()

    def show_chat(self) -> None:
        self._shown = None
        self._window.show_chat()
        self._window.sidebar.show_place(None)

    def take_focus(self) -> None:
        """Of the place that is shown."""
        if self._shown:
            self.presenter(self._shown).page.take_focus()

    def undo(self) -> bool:
        """The last thing that was done in the place that is shown; False when there is nothing to take back."""
        return self._shown is not None and self.presenter(self._shown).undo()

    def take_over(self, before: "Places") -> None:
        """Show the place that another window showed, which is left already."""
        if before.shown:
            self.show_place(before.shown)
            self.presenter(before.shown).take_over(before.presenter(before.shown))

    def dress(self, look: Look) -> None:
        self._look = look
        for presenter in self._made.values():
            presenter.dress(look)

    def leave(self) -> None:
        for presenter in self._made.values():
            presenter.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When the window comes back, another program may have brought a model, taken memory or changed a file."""
        if event.type() == QEvent.Type.WindowActivate and self._shown:
            self.presenter(self._shown).come()
        return super().eventFilter(watched, event)

    # Models

    def show_models(self, tab: "Tab | None" = None) -> None:
        presenter = cast("ModelsPresenter", self.presenter(Place.MODELS))
        if tab:
            presenter.page.turn_to(tab)
        self.show_place(Place.MODELS)

    def find_model(self) -> None:
        """Where those begin who have none."""
        self.show_models(importlib.import_module("app.ui.models.page").Tab.FIND)

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

    def _make(self, place: Place) -> PlacePresenter:
        module = importlib.import_module(_MODULES[place])
        presenter: PlacePresenter = module.make_place(self._app, self._background, language=self._language)
        self._made[place] = presenter
        presenter.dress(self._look)
        presenter.page.left.connect(self.show_chat)
        presenter.page.sidebar_wanted.connect(self._window.switch_sidebar)
        self.made.emit(place, presenter)
        self._show_sidebar_button()
        if self._shelf and self.models and place is Place.MODELS:
            self.models.show_shelf(self._shelf)
        return presenter

    def _show_sidebar_button(self) -> None:
        for presenter in self._made.values():
            presenter.page.show_sidebar_button(is_shown=self._window.is_sidebar_button_needed)
