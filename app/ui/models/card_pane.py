"""The right side of a list of models: one of them on a card that scrolls, or what there is to say instead."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.models.turning import Turning
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.blank import Blank, BlankView
from app.ui.widgets.controls import Card, Shelf


class CardPane(Shelf):
    acted = Signal(str)
    """The id of a way out of what is in the way."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.page = QWidget()
        self.blank = BlankView()
        self.blank.acted.connect(self.acted)
        self._card = Card()
        self._pages = Turning()

    def turn_to_page(self) -> None:
        """The model."""
        self._pages.turn_to(self.page)

    def show_blank(self, blank: Blank) -> None:
        self.blank.show_blank(blank)
        self._pages.turn_to(self.blank)

    def dress(self, look: Look) -> None:
        self._card.dress(look)

    def lay_out(self) -> None:
        """Once the page is complete, so that Tab goes through it first."""
        self._pages.add_page(self.page)
        self._pages.add_page(self.blank)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(tokens.SPACE_5, tokens.SPACE_4, tokens.SPACE_5, tokens.SPACE_5)
        inside.addWidget(self._pages)
        around = QWidget()
        outside = QVBoxLayout(around)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self._card)
        outside.addStretch()
        self.setWidget(around)
