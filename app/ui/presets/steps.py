"""Undo and redo of the open preset, as buttons beside its name."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import IconButton
from app.words.catalog import _


class Steps(QWidget):
    undone = Signal()
    redone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undo = IconButton("undo", _("Undo (Ctrl+Z)"))
        self._redo = IconButton("redo", _("Redo (Ctrl+Shift+Z)"))
        self._undo.clicked.connect(self.undone)
        self._redo.clicked.connect(self.redone)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_1)
        row.addWidget(self._undo)
        row.addWidget(self._redo)
        self.show_steps(can_undo=False, can_redo=False)

    def show_steps(self, *, can_undo: bool, can_redo: bool) -> None:
        self._undo.setEnabled(can_undo)
        self._redo.setEnabled(can_redo)

    def dress(self, look: Look) -> None:
        for button in (self._undo, self._redo):
            button.dress(look)
