"""The place "Compare": two to four columns beside each other, and below them what all are asked."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.comparing import FEWEST, MOST
from app.ui.compare.asking import Asking
from app.ui.compare.column_pane import ColumnPane
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Card, Shelf
from app.ui.widgets.notices import Notices
from app.ui.widgets.place import WorkingPage
from app.words.catalog import _

_ONE_LINE: Final = 620
"""px at 100 % from which on there is room for wide edges."""
_LEAST: Final = 280
"""px at 100 % of a column; four of them may be wider than the window, which then scrolls sideways."""
_WIDEST: Final = 900
"""px at 100 % of the field; columns take what there is."""


class ComparePage(WorkingPage):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Compare"), parent)
        self._look = Look()
        self.notices = Notices()
        self.columns: list[ColumnPane] = []
        self.asking = Asking()
        self._shelf = QWidget()
        self._row = QHBoxLayout(self._shelf)
        self._scroll = Shelf(scrolls_sideways=True)
        self._middle = QVBoxLayout()
        self._foot = QHBoxLayout()
        self._build()
        self.asking.stopped.connect(self.stopped)

    def take_focus(self) -> None:
        self.asking.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_columns(self, number: int) -> Sequence[ColumnPane]:
        """So many, of which those that were there stay; returns the new ones."""
        while len(self.columns) > number:
            gone = self.columns.pop()
            self._row.removeWidget(gone)
            gone.setParent(None)
            gone.deleteLater()
        made = []
        while len(self.columns) < number:
            pane = ColumnPane(len(self.columns) + 1)
            pane.dress(self._look)
            self._row.addWidget(pane, 1)
            self.columns.append(pane)
            made.append(pane)
        self._arrange()
        return made

    def show_running(self, *, is_running: bool, was_asked: bool, can_mark: bool) -> None:
        self.is_at_work = is_running
        can_add = len(self.columns) < MOST
        self.asking.show_running(is_running=is_running, was_asked=was_asked, can_add=can_add, can_mark=can_mark)
        for pane in self.columns:
            pane.show_busy(is_busy=is_running, can_remove=len(self.columns) > FEWEST)

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._look = look
        self.notices.dress(look)
        self.asking.dress(look)
        for pane in self.columns:
            pane.dress(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(tokens.SPACE_3)
        self._scroll.setWidget(self._shelf)
        self._foot.addStretch(1)
        self._foot.addWidget(self.asking, 1000)
        self._foot.addStretch(1)
        self._middle.setSpacing(tokens.SPACE_3)
        self._middle.addWidget(self._scroll, 1)
        self._middle.addLayout(self._foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header())
        column.addWidget(self.notices)
        column.addLayout(self._middle, 1)

    def _arrange(self) -> None:
        edge = tokens.SPACE_6 if self.width() >= self._look.px(_ONE_LINE) else tokens.SPACE_3
        self._middle.setContentsMargins(edge, tokens.SPACE_4, edge, tokens.SPACE_3)
        for pane in self.columns:
            pane.setMinimumWidth(min(self._look.px(_LEAST), self.width() - 2 * edge))
        self.asking.setMaximumWidth(self._look.px(_WIDEST) + 2 * Card.SHADOW)
