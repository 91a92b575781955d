"""The list of chats: open, rename in place, delete, by mouse and by keyboard."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from app.ui.sidebar.delegate import ChatDelegate
from app.ui.sidebar.model import AnyIndex, ChatListModel
from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.words.catalog import _


class ChatList(QListView):
    opened = Signal(str)
    deleted = Signal(str)

    def __init__(self, model: ChatListModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chats = model
        self._empty_words = ""
        self._delegate = ChatDelegate(self, self)
        self._under_mouse = QPersistentModelIndex()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Chats"))
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.clicked.connect(self._open)

    def dress(self, look: Look) -> None:
        self._delegate.dress(look)
        self.setFont(look.font())
        self.doItemsLayout()

    def show_empty_words(self, words: str) -> None:
        """What stands in the list when it has no row."""
        self._empty_words = words
        self.setAccessibleDescription(words)
        self.viewport().update()

    def rename(self, chat_id: str) -> None:
        index = self._chats.index_of(chat_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.edit(index)

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

    def event(self, event: QEvent) -> bool:
        """While the list has the keyboard, F2 is its own and not the window's."""
        is_ours = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2
        if event.type() == QEvent.Type.ShortcutOverride and is_ours and self.currentIndex().isValid():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # the Enter that ends the editing of a title comes by here too
        is_editing = self.state() is QAbstractItemView.State.EditingState
        chat = None if is_editing else self._chats.chat(self.currentIndex())
        match Qt.Key(event.key()):
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if chat:
                self.opened.emit(chat.id)
            case Qt.Key.Key_F2 if chat:
                self.edit(self.currentIndex())
            case Qt.Key.Key_Delete if chat:
                self.deleted.emit(chat.id)
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        chat = self._chats.chat(index)
        if chat is None:
            return
        menu = self._menu(chat.id)
        menu.popup(
            self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()) if by_keyboard else event.globalPos()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._chats.rowCount() or not self._empty_words:
            return
        with QPainter(self.viewport()) as painter:
            painter.setPen(self.palette().color(icons.QUIET))
            room = self.viewport().rect().adjusted(tokens.SPACE_2, tokens.SPACE_4, -tokens.SPACE_2, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._empty_words)

    def _menu(self, chat_id: str) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon("text"), _("Open")).triggered.connect(lambda: self.opened.emit(chat_id))
        rename = menu.addAction(icons.icon("rename"), _("Rename") + "\tF2")
        rename.triggered.connect(lambda: self.rename(chat_id))
        delete = menu.addAction(icons.icon("bin"), _("Move to the bin") + "\tDel")
        delete.triggered.connect(lambda: self.deleted.emit(chat_id))
        return menu

    def _open(self, index: AnyIndex) -> None:
        chat = self._chats.chat(index)
        if chat:
            self.opened.emit(chat.id)
