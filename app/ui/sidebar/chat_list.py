"""The list of chats: open, rename in place, delete, by mouse and by keyboard."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.sidebar.headed_list import HeadedList
from app.ui.sidebar.model import ChatItem, ChatListModel
from app.ui.theme import icons, tokens
from app.words.catalog import _


class ChatList(HeadedList[ChatItem]):
    def __init__(self, model: ChatListModel, *, parent: QWidget | None = None) -> None:
        super().__init__(model, name=_("Chats"), parent=parent)
        self._empty_words = ""
        self.setTextElideMode(Qt.TextElideMode.ElideNone)

    def show_empty_words(self, words: str) -> None:
        """What stands in the list when it has no row."""
        self._empty_words = words
        self.setAccessibleDescription(words)
        self.viewport().update()

    def rename(self, chat_id: str) -> None:
        index = self.items.index_of(chat_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.edit(index)

    def event(self, event: QEvent) -> bool:
        """While the list has the keyboard, F2 is its own and not the window's."""
        is_ours = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2
        if event.type() == QEvent.Type.ShortcutOverride and is_ours and self.currentIndex().isValid():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2 and self.chosen:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.items.rowCount() or not self._empty_words:
            return
        with QPainter(self.viewport()) as painter:
            painter.setPen(self.palette().color(icons.QUIET))
            room = self.viewport().rect().adjusted(tokens.SPACE_2, tokens.SPACE_4, -tokens.SPACE_2, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._empty_words)

    def menu_of(self, item: ChatItem) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon("text"), _("Open")).triggered.connect(lambda: self.opened.emit(item.key))
        rename = menu.addAction(icons.icon("rename"), _("Rename") + "\tF2")
        rename.triggered.connect(lambda: self.rename(item.key))
        delete = menu.addAction(icons.icon("bin"), _("Move to the bin") + "\tDel")
        delete.triggered.connect(lambda: self.deleted.emit(item.key))
        return menu
