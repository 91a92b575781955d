"""A list in the sidebar: open and delete by mouse and by keyboard, and a menu for each row."""

from abc import abstractmethod
from typing import Generic

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from app.ui.sidebar.delegate import RowDelegate
from app.ui.sidebar.headed_model import HeadedModel, ItemT
from app.ui.theme.look import Look
from app.ui.widgets.row_list import AnyIndex, RowList


class HeadedList(RowList, Generic[ItemT]):
    opened = Signal(str)
    """A row's key."""
    deleted = Signal(str)

    def __init__(self, model: HeadedModel[ItemT], *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, name=name, parent=parent)
        self.items = model
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.clicked.connect(self._open)

    @abstractmethod
    def menu_of(self, item: ItemT) -> QMenu:
        """What can be done with it."""

    def dress(self, look: Look) -> None:
        self._delegate.dress(look)
        self.setFont(look.font())
        self.doItemsLayout()

    @property
    def chosen(self) -> ItemT | None:
        """None too while its title is edited: the Enter that ends the editing comes by the list."""
        is_editing = self.state() is QAbstractItemView.State.EditingState
        return None if is_editing else self.items.item(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.chosen
        match Qt.Key(event.key()):
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if item:
                self.opened.emit(item.key)
            case Qt.Key.Key_Delete if item:
                self.deleted.emit(item.key)
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        item = self.items.item(index)
        if item:
            below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            self.menu_of(item).popup(below if by_keyboard else event.globalPos())

    def _open(self, index: AnyIndex) -> None:
        item = self.items.item(index)
        if item:
            self.opened.emit(item.key)
