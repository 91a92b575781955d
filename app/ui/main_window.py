"""The window: its parts and their places. It knows neither chats nor models; app/ui/presenter.py does."""

from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.commands import Command, groups
from app.ui.composer.composer import Composer
from app.ui.controls import Card, Shade
from app.ui.find_bar import FindBar
from app.ui.header.header import Header
from app.ui.header.model_picker import ModelPicker
from app.ui.look import Look
from app.ui.message_editor import MessageEditor
from app.ui.notices import Notices
from app.ui.quiet_line import QuietLine
from app.ui.sidebar.sidebar import Sidebar
from app.ui.style import sheet
from app.ui.theme import tokens
from app.ui.welcome import Welcome
from app.words.catalog import _

_SMALLEST: Final = (360, 420)
SCROLL_BAR: Final = 10
"""px that the conversation's scroll bar takes at the right; what lies below keeps to the same middle."""
_USUAL: Final = (1280, 800)


class MainWindow(QWidget):
    """Below DRAWER_BELOW px the sidebar is a drawer over the conversation, closed until it is asked for."""

    commanded = Signal(Command)
    closed = Signal()
    escaped = Signal()
    """Esc, and nothing in the window had a use for it."""

    def __init__(self, conversation: QWidget) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(_("Maru"))
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)
        self.conversation = conversation
        self.header = Header()
        self.notices = Notices()
        self.welcome = Welcome()
        self.find_bar = FindBar()
        self.composer = Composer()
        self.quiet_line = QuietLine()
        self._pages = QStackedWidget()
        self.editor = MessageEditor(self._pages)
        self._main = QWidget()
        self._under = QHBoxLayout()
        self._row = QHBoxLayout(self)
        self._shade = Shade(self)
        self.sidebar = Sidebar(self)
        self.picker = ModelPicker(self)
        self._look = Look()
        self._wants_sidebar = True
        self._is_drawer_open = False
        self._build()
        self._connect()

    @property
    def wants_sidebar(self) -> bool:
        """Whether the person wants to see the chats where there is room for them."""
        return self._wants_sidebar

    @property
    def is_narrow(self) -> bool:
        # large text makes the sidebar wider, by half of it (see Sidebar.dress)
        return self.width() < tokens.DRAWER_BELOW * (1 + (self._look.scale - 1) / 2)

    def show_sidebar(self, *, is_wanted: bool) -> None:
        self._wants_sidebar = is_wanted
        self._arrange()

    def switch_sidebar(self) -> None:
        """Show the chats where they are hidden, hide them where they are seen."""
        if self.is_narrow:
            self._is_drawer_open = not self._is_drawer_open
        else:
            self._wants_sidebar = not self._wants_sidebar
        self._arrange()
        (self.sidebar.list if self.sidebar.isVisible() and self.is_narrow else self.composer).setFocus()

    def close_drawer(self) -> None:
        """The drawer was for choosing something, and it is chosen."""
        if self._is_drawer_open:
            self._is_drawer_open = False
            self._arrange()

    def show_conversation(self, *, is_shown: bool) -> None:
        """Otherwise the welcome stands in its place."""
        self._pages.setCurrentWidget(self.conversation if is_shown else self.welcome)

    def edit_message(self, turn_id: str, text: str, *, place: QRect, is_question: bool) -> None:
        """Open the editor over the message; place is where it stands, in the conversation's coordinates."""
        self.editor.edit(turn_id, text, is_question=is_question)
        self.place_editor(place)

    def place_editor(self, place: QRect) -> None:
        room = self._pages.rect()
        width = min(place.width() + 2 * Card.SHADOW, room.width())
        self.editor.setFixedWidth(width)
        self.editor.adjustSize()
        height = min(self.editor.height(), room.height())
        top = min(max(place.top() - tokens.SPACE_3, 0), room.height() - height)
        self.editor.move(place.center().x() - width // 2, max(0, top))

    def dress(self, look: Look, *, column_width: int = tokens.READING_WIDTH) -> None:
        """Theme and text size, for everything but the conversation, which has a style of its own."""
        self._look = look
        self.setStyleSheet(sheet(look))
        for part in (
            self.sidebar,
            self.header,
            self.notices,
            self.find_bar,
            self.welcome,
            self.composer,
            self.quiet_line,
        ):
            part.dress(look)
        self.picker.dress(look)
        self._shade.dress(look)
        self.editor.dress(look)
        self.composer.setMaximumWidth(look.px(column_width) + 2 * Card.SHADOW)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._is_drawer_open:
            self.close_drawer()
        else:
            self.escaped.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _build(self) -> None:
        self._main.setObjectName("main")
        self._pages.addWidget(self.conversation)
        self._pages.addWidget(self.welcome)
        edge = tokens.SPACE_6 - Card.SHADOW
        self._under.setContentsMargins(edge, 0, edge + SCROLL_BAR, 0)
        self._under.addStretch(1)
        self._under.addWidget(self.composer, 1000)
        self._under.addStretch(1)
        column = QVBoxLayout(self._main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.notices)
        column.addWidget(self.find_bar)
        column.addWidget(self._pages, 1)
        column.addLayout(self._under)
        column.addSpacing(2)
        column.addWidget(self.quiet_line)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.sidebar)
        self._row.addWidget(self._main, 1)
        for before, after in (
            (self.sidebar, self.header),
            (self.header, self.notices),
            (self.notices, self.find_bar),
            (self.find_bar, self._pages),
            (self._pages, self.composer),
        ):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        for group in groups():
            for item in group.shortcuts:
                for keys in item.keys:
                    shortcut = QShortcut(QKeySequence(keys), self)
                    shortcut.activated.connect(partial(self.commanded.emit, item.command))
        self._shade.pressed.connect(self.close_drawer)
        self.sidebar.collapsed.connect(self.switch_sidebar)
        self.header.sidebar_wanted.connect(self.switch_sidebar)
        for chosen in (self.sidebar.opened, self.sidebar.new_wanted, self.sidebar.models_wanted):
            chosen.connect(self.close_drawer)

    def _arrange(self) -> None:
        is_narrow = self.is_narrow
        self._is_drawer_open = self._is_drawer_open and is_narrow
        is_seen = self._is_drawer_open if is_narrow else self._wants_sidebar
        is_inside = self._row.indexOf(self.sidebar) >= 0
        if is_narrow and is_inside:
            self._row.removeWidget(self.sidebar)
        elif not is_narrow and not is_inside:
            self._row.insertWidget(0, self.sidebar)
        if is_narrow:
            self.sidebar.setGeometry(0, 0, self.sidebar.width(), self.height())
            self._shade.setGeometry(self.rect())
            self._shade.raise_()
            self.sidebar.raise_()
        self.sidebar.setVisible(is_seen)
        self._shade.setVisible(is_narrow and is_seen)
        self.header.show_sidebar_button(is_shown=is_narrow or not is_seen)
