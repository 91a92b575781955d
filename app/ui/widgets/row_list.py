"""A list of painted rows, which knows the one under the mouse and the one that has the keyboard."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

AnyIndex = QModelIndex | QPersistentModelIndex


class RowList(QListView):
    """A delegate asks the list itself: the option that Qt hands it says the same through classes that load slowly."""

    def __init__(self, model: QAbstractItemModel, *, name: str, parent: QWidget | None = None) -> None:
        """Name is what a screen reader calls it."""
        super().__init__(parent)
        self._under_mouse = QPersistentModelIndex()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def is_under_mouse(self, index: AnyIndex) -> bool:
        return self._under_mouse == index

    def has_keyboard(self, index: AnyIndex) -> bool:
        return self.hasFocus() and self.currentIndex() == index

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._note_mouse(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._note_mouse(QModelIndex())

    def _note_mouse(self, index: QModelIndex) -> None:
        if self._under_mouse != index:
            self._under_mouse = QPersistentModelIndex(index)
            self.viewport().update()
