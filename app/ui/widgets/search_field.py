"""The field above a list in which one types what to look for."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class SearchField(QLineEdit):
    """Down leads from it into what was found, Esc ends the search."""

    def __init__(self, words: str, found: QWidget, *, name: str, parent: QWidget | None = None) -> None:
        """Words stand in it while it is empty; name is what a screen reader calls it."""
        super().__init__(parent)
        self._found = found
        self.setPlaceholderText(words)
        self.setAccessibleName(name)

    @property
    def wanted(self) -> str:
        return self.text().strip()

    def start(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self._found.isVisible():
            self._found.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
