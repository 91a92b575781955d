"""The left side of the window: the chats by day, or what a place has to choose from, and the places at the foot."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.ui.sidebar.chat_list import ChatList
from app.ui.sidebar.foot import Foot
from app.ui.sidebar.model import ChatItem, ChatListModel
from app.ui.sidebar.side_button import SideButton, shown
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import IconButton
from app.ui.widgets.place import Place
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.undo import Undo
from app.words.catalog import _


class Sidebar(QFrame):
    new_wanted = Signal()
    opened = Signal(str)
    renamed = Signal(str, str)
    deleted = Signal(str)
    searched = Signal(str)
    place_wanted = Signal(Place)
    settings_wanted = Signal()
    collapsed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(_("Chats and places"))
        self._model = ChatListModel(self)
        self.list = ChatList(self._model)
        self.undo = Undo(hint=_("Bring the chat back (Ctrl+Z)"))
        self._mark = _Mark()
        self._collapse = IconButton("sidebar", _("Hide the chats (Ctrl+B)"))
        self._new = SideButton(_("New chat"), kind="new", icon="plus", aside=shown("Ctrl+N"))
        self.search = SearchField(_("Search chats"), self.list, name=_("Search the titles of chats"))
        self._chats = QWidget()
        self._parts = QStackedWidget()
        self._foot = Foot()
        self._build()
        self._connect()

    def show_chats(self, chats: tuple[ChatItem, ...]) -> None:
        """What is there, or what the search has found; newest first."""
        self._model.show_chats(chats)
        wanted = self.search.wanted
        self.list.show_empty_words(
            _("No title has “{words}” in it.").format(words=wanted) if wanted else _("Your chats will stand here.")
        )

    def show_open(self, chat_id: str) -> None:
        self._model.show_open(chat_id)
        self.list.setCurrentIndex(self._model.index_of(chat_id))

    def show_count(self, place: Place, count: int) -> None:
        """How many there are to choose from; nothing is said of none."""
        self._foot.show_count(place, count)

    def show_fetching(self, words: str, *, full: str = "") -> None:
        """How far the downloads are, instead of the count of models; empty while nothing is fetched."""
        self._foot.show_fetching(words, full=full)

    def show_place(self, place: Place | None, *, part: QWidget | None = None) -> None:
        """Which of the places stands beside the sidebar, with what it has to choose from instead of the chats."""
        self._foot.show_place(place)
        part = part or self._chats
        if self._parts.indexOf(part) < 0:
            self._parts.addWidget(part)
        self._parts.setCurrentWidget(part)

    def start_search(self) -> None:
        """Of chats, whatever place is shown."""
        self._parts.setCurrentWidget(self._chats)
        self.search.start()

    def dress(self, look: Look) -> None:
        self.list.dress(look)
        self.undo.dress(look)
        self._collapse.dress(look)
        self._mark.dress(look)
        self._new.dress(look)
        self._foot.dress(look)
        # wider with large text, but by half of it: the conversation needs the room more
        self.setFixedWidth(round(tokens.SIDEBAR_WIDTH * (1 + (look.scale - 1) / 2)))

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
        chats = QVBoxLayout(self._chats)
        chats.setContentsMargins(0, 0, 0, 0)
        chats.setSpacing(0)
        chats.addWidget(self._new)
        chats.addSpacing(10)
        chats.addWidget(self.search)
        chats.addSpacing(tokens.SPACE_1)
        chats.addWidget(self.list, 1)
        chats.addWidget(self.undo)
        self._parts.addWidget(self._chats)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_3, 10, tokens.SPACE_3, tokens.SPACE_3)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._parts, 1)
        column.addSpacing(tokens.SPACE_2)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda: self.searched.emit(self.search.wanted))
        self._collapse.clicked.connect(self.collapsed)
        self._new.clicked.connect(self.new_wanted)
        self.list.opened.connect(self.opened)
        self.list.deleted.connect(self.deleted)
        self._model.renamed.connect(self.renamed)
        self._foot.place_wanted.connect(self.place_wanted)
        self._foot.settings_wanted.connect(self.settings_wanted)


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
