"""The left side of the window: a new chat, the search, the chats by day, and the places at the foot."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.controls import Button, IconButton
from app.ui.look import Look
from app.ui.sidebar.chat_list import ChatList
from app.ui.sidebar.model import ChatItem, ChatListModel
from app.ui.sidebar.undo_bar import UndoBar
from app.ui.theme import tokens
from app.words.catalog import _


class Sidebar(QFrame):
    new_wanted = Signal()
    opened = Signal(str)
    renamed = Signal(str, str)
    deleted = Signal(str)
    undone = Signal(str)
    searched = Signal(str)
    models_wanted = Signal()
    settings_wanted = Signal()
    collapsed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(_("Chats and places"))
        self._model = ChatListModel(self)
        self.list = ChatList(self._model)
        self.undo_bar = UndoBar()
        self._mark = _Mark()
        self._collapse = IconButton("sidebar", _("Hide the chats (Ctrl+B)"))
        self._new = SideButton(_("New chat"), kind="new", icon="plus", aside=_shown("Ctrl+N"))
        self.search = QLineEdit()
        self._models = SideButton(_("Models"), kind="place", icon="models")
        self._models.setCheckable(True)
        self._model_count = 0
        self._fetching = ""
        self._settings = SideButton(_("Settings"), kind="place", icon="settings", aside=_shown("Ctrl+,"))
        self._build()
        self._connect()

    def show_chats(self, chats: tuple[ChatItem, ...]) -> None:
        """What is there, or what the search has found; newest first."""
        self._model.show_chats(chats)
        wanted = self.search.text().strip()
        self.list.show_empty_words(
            _("No title has “{words}” in it.").format(words=wanted) if wanted else _("Your chats will stand here.")
        )

    def show_open(self, chat_id: str) -> None:
        self._model.show_open(chat_id)
        self.list.setCurrentIndex(self._model.index_of(chat_id))

    def show_model_count(self, count: int) -> None:
        self._model_count = count
        self._show_models_aside()

    def show_fetching(self, words: str, *, full: str = "") -> None:
        """How far the downloads are, instead of the count; empty while nothing is fetched."""
        self._fetching = words
        self._models.setToolTip(full)
        self._show_models_aside()

    def show_place(self, *, is_models: bool) -> None:
        """Which of the places at the foot stands beside the sidebar."""
        self._models.setChecked(is_models)

    def start_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def dress(self, look: Look) -> None:
        self.list.dress(look)
        self.undo_bar.dress(look)
        self._collapse.dress(look)
        self._mark.dress(look)
        for button in (self._new, self._models, self._settings):
            button.dress(look)
        # wider with large text, but by half of it: the conversation needs the room more
        self.setFixedWidth(round(tokens.SIDEBAR_WIDTH * (1 + (look.scale - 1) / 2)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the search into the list, Esc ends the search."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        brand = QLabel(_("Maru"))
        brand.setObjectName("brand")
        top = QHBoxLayout()
        top.setContentsMargins(tokens.SPACE_2, 0, 0, tokens.SPACE_2)
        top.setSpacing(tokens.SPACE_2)
        top.addWidget(self._mark)
        top.addWidget(brand)
        top.addStretch()
        top.addWidget(self._collapse)
        self.search.setObjectName("search")
        self.search.setPlaceholderText(_("Search chats"))
        self.search.setAccessibleName(_("Search the titles of chats"))
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_3, 10, tokens.SPACE_3, tokens.SPACE_3)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._new)
        column.addSpacing(10)
        column.addWidget(self.search)
        column.addSpacing(tokens.SPACE_1)
        column.addWidget(self.list, 1)
        column.addWidget(self.undo_bar)
        column.addSpacing(tokens.SPACE_2)
        column.addWidget(self._models)
        column.addSpacing(2)
        column.addWidget(self._settings)

    def _connect(self) -> None:
        self.search.installEventFilter(self)
        self.search.textChanged.connect(lambda: self.searched.emit(self.search.text().strip()))
        self._collapse.clicked.connect(self.collapsed)
        self._new.clicked.connect(self.new_wanted)
        self.list.opened.connect(self.opened)
        self.list.deleted.connect(self.deleted)
        self._model.renamed.connect(self.renamed)
        self.undo_bar.undone.connect(self.undone)
        self._models.clicked.connect(self._want_models)
        self._settings.clicked.connect(self.settings_wanted)

    def _show_models_aside(self) -> None:
        self._models.show_aside(self._fetching or (f"{self._model_count:,}" if self._model_count else ""))

    def _want_models(self) -> None:
        self._models.setChecked(True)  # a click on the place where one is does not leave it
        self.models_wanted.emit()


def _shown(keys: str) -> str:
    """As this system writes it: Ctrl N, ⌘N."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ")


class SideButton(Button):
    """A button as wide as the sidebar, with a quiet word at its right: a shortcut, a count."""

    def __init__(self, words: str, *, kind: str, icon: str, aside: str = "") -> None:
        super().__init__(words, kind=kind, icon=icon)
        self._aside = aside
        self._look = Look()
        if kind == "place":
            self.setIcon(icons.icon(icon))

    def show_aside(self, words: str) -> None:
        self._aside = words
        self.setAccessibleDescription(words)
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setIconSize(QSize(look.px(16), look.px(16)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setFont(self._look.font(tokens.TEXT_TINY))
            painter.setPen(self._look.theme.ink_second)
            room = self.rect().adjusted(0, 0, -tokens.SPACE_3, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._aside)


class _Mark(QWidget):
    """The three boards of the floor."""

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedSize(look.px(22), look.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        side = self.width() / 22
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.drawRoundedRect(self.rect(), 6 * side, 6 * side)
            painter.setBrush(theme.on_accent)
            for at in (5.0, 9.75, 14.5):
                painter.drawRoundedRect(QRectF(4 * side, at * side, 14 * side, 2.6 * side), side, side)
