"""The foot of the sidebar: the places of the program, and the settings."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.sidebar.side_button import SideButton, shown
from app.ui.theme.look import Look
from app.ui.widgets.place import Place
from app.words.catalog import _


class Foot(QWidget):
    place_wanted = Signal(Place)
    settings_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = {
            Place.MODELS: SideButton(_("Models"), kind="place", icon="models"),
            Place.PRESETS: SideButton(_("Presets"), kind="place", icon="presets"),
            Place.COMPLETION: SideButton(_("Completion"), kind="place", icon="completion"),
            Place.COMPARE: SideButton(_("Compare"), kind="place", icon="compare"),
        }
        self._hints = {
            Place.MODELS: _("Find and look after models (Ctrl+Shift+M)"),
            Place.PRESETS: _("Write and try presets (Ctrl+Shift+P)"),
            Place.COMPLETION: _("Let a model go on with a text (Ctrl+Shift+T)"),
            Place.COMPARE: _("Compare presets and models (Ctrl+Shift+D)"),
        }
        self._counts: dict[Place, int] = {}
        self._fetching = ""
        self._settings = SideButton(_("Settings"), kind="place", icon="settings", aside=shown("Ctrl+,"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for place, button in self._places.items():
            button.setCheckable(True)
            button.setToolTip(self._hints[place])
            button.clicked.connect(partial(self._want, place))
            column.addWidget(button)
        column.addWidget(self._settings)
        self._settings.clicked.connect(self.settings_wanted)

    def show_count(self, place: Place, count: int) -> None:
        """How many there are; nothing is said of none."""
        self._counts[place] = count
        self._show_asides()

    def show_fetching(self, words: str, *, full: str = "") -> None:
        """How far the downloads are, instead of the count; empty while nothing is fetched."""
        self._fetching = words
        self._places[Place.MODELS].setToolTip(full or self._hints[Place.MODELS])
        self._show_asides()

    def show_place(self, shown: Place | None) -> None:
        """Which of them stands beside the sidebar."""
        for place, button in self._places.items():
            button.setChecked(place is shown)

    def dress(self, look: Look) -> None:
        for button in (*self._places.values(), self._settings):
            button.dress(look)

    def _show_asides(self) -> None:
        for place, button in self._places.items():
            count = self._counts.get(place, 0)
            words = f"{count:,}" if count else ""
            button.show_aside((self._fetching or words) if place is Place.MODELS else words)

    def _want(self, place: Place) -> None:
        self._places[place].setChecked(True)  # a click on the place where one is does not leave it
        self.place_wanted.emit(place)
