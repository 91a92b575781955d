"""Stands where there is nothing to show (yet): one sentence, what can be done, and a field where a token is needed."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.widgets.controls import Button
from app.ui.widgets.flow import Flow
from app.ui.widgets.tab_order import follow
from app.ui.widgets.token_field import TokenField


@dataclass(frozen=True)
class WayOut:
    """A button under a sentence; id comes back when it is pressed."""

    id: str
    words: str


@dataclass(frozen=True)
class Blank:
    """What stands where there is nothing to show (yet): one sentence, and what can be done."""

    words: str
    ways: tuple[WayOut, ...] = ()
    wants_token: bool = False
    """A field for the Hub's token stands below it."""


class BlankView(QWidget):
    acted = Signal(str)
    """The id of the way out that was pressed."""
    token_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        self._words.setObjectName("muted")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = QWidget()
        self._buttons = Flow(self._row, gap=tokens.SPACE_2)
        self._token = TokenField()
        self._token.given.connect(self.token_given)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_2, tokens.SPACE_5, tokens.SPACE_2, tokens.SPACE_5)
        column.setSpacing(tokens.SPACE_3)
        column.addWidget(self._words)
        column.addWidget(self._row)
        column.addWidget(self._token)
        column.addStretch()

    def show_blank(self, blank: Blank) -> None:
        self._words.setText(blank.words)
        self._words.setAccessibleName(blank.words)
        self._token.setVisible(blank.wants_token)
        while item := self._buttons.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        for at, way in enumerate(blank.ways):
            button = Button(way.words, kind="" if at else "primary")
            button.clicked.connect(partial(self.acted.emit, way.id))
            self._buttons.addWidget(button)
        follow(self, [self._row, self._token])
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, blank.words))
