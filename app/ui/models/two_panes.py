"""A list and what it opens: side by side where there is room, one after the other where there is not."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button
from app.words.catalog import _

_BOTH: Final = 760
"""px at 100 % from which on both stand side by side."""

_LIST: Final = 320


class TwoPanes(QWidget):
    def __init__(self, listed: QWidget, pane: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._list = listed
        self._pane = QWidget()
        self._back = Button(_("Back to the list"), kind="link", icon="back")
        self._back.clicked.connect(self.show_list)
        self._is_open = False
        self._has_list = True
        inside = QVBoxLayout(self._pane)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(tokens.SPACE_1)
        top = QHBoxLayout()
        top.addWidget(self._back)
        top.addStretch()
        inside.addLayout(top)
        inside.addWidget(pane, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_4)
        row.addWidget(listed)
        row.addWidget(self._pane, 1)

    @property
    def is_narrow(self) -> bool:
        return self.width() < self._look.px(_BOTH)

    def open_pane(self) -> None:
        """Where only one has room, the pane is it from now on."""
        self._is_open = True
        self._arrange()

    def keep_list(self, *, is_kept: bool) -> None:
        """Without it there is the pane alone, however much room there is."""
        self._has_list = is_kept
        self._arrange()

    def show_list(self) -> None:
        self._is_open = False
        self._arrange()
        self._list.setFocus()

    def dress(self, look: Look) -> None:
        self._look = look
        self._back.setIconSize(QSize(look.px(16), look.px(16)))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.is_narrow
        is_alone = narrow or not self._has_list
        self._back.setVisible(narrow and self._has_list)
        self._list.setVisible(self._has_list and not (is_alone and self._is_open))
        self._pane.setVisible(not is_alone or self._is_open or not self._has_list)
        wide = self._look.px(_LIST)
        self._list.setMinimumWidth(0 if narrow else wide)
        self._list.setMaximumWidth(16_777_215 if narrow else wide)
