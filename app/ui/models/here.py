"""The tab "On this computer": every model in the folders, and the one that is looked at."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.models.cards import CardList
from app.ui.models.model_pane import ModelPane
from app.ui.models.two_panes import TwoPanes
from app.ui.models.values import Card
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.blank import Blank, BlankView
from app.ui.widgets.controls import Button
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.undo import Undo
from app.words.catalog import _

_LEAST: Final = 150
"""px at 100 % that the search needs beside the button."""


class HereView(QWidget):
    opened = Signal(str)
    """A model's path."""
    folder_wanted = Signal()
    """Models are to be looked for in another folder too."""
    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[Card, ...] = ()
        self.list = CardList(_("Models on this computer"))
        self.field = SearchField(_("Search models"), self.list, name=_("Search the models on this computer"))
        self.pane = ModelPane()
        self.undo = Undo()
        self._add = Button(_("Add a folder…"), icon="folder")
        self._panes = TwoPanes(self.list, self.pane)
        self._blank = BlankView()
        self._pages = QStackedWidget()
        self._build()

    def show_models(self, cards: Sequence[Card]) -> None:
        self._cards = tuple(cards)
        self._filter()

    def show_blank(self, blank: Blank) -> None:
        """Instead of a list."""
        self._blank.show_blank(blank)
        self._pages.setCurrentWidget(self._blank)

    def open_model(self, path: str) -> None:
        """Its pane comes to the front; what stands in it is shown by the pane itself."""
        self.list.choose(path)
        self._panes.open_pane()

    def dress(self, look: Look) -> None:
        for part in (self.list, self.pane, self.undo, self._panes):
            part.dress(look)
        self._top.need(look.px(_LEAST))
        self._add.setIconSize(QSize(look.px(16), look.px(16)))

    def _build(self) -> None:
        self.field.textChanged.connect(self._filter)
        self.list.opened.connect(self.opened)
        self._blank.acted.connect(self.acted)
        self._add.clicked.connect(self.folder_wanted)
        top = QWidget()
        self._top = Beside(top, self.field, self._add, least=_LEAST)
        self._pages.addWidget(self._panes)
        self._pages.addWidget(self._blank)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, tokens.SPACE_3)
        column.setSpacing(tokens.SPACE_3)
        column.addWidget(top)
        column.addWidget(self.undo)
        column.addWidget(self._pages, 1)

    def _filter(self) -> None:
        wanted = self.field.wanted.casefold()
        found = [card for card in self._cards if wanted in card.words.casefold()]
        self.list.show_cards(found)
        if found or not wanted:
            self._pages.setCurrentWidget(self._panes)
        else:
            self.show_blank(Blank(_("No model here has “{words}” in its name.").format(words=self.field.wanted)))
