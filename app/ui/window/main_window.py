"""The frame of the window: the sidebar, a chat (header, middle, composer, quiet line) or a place, and a side panel."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.paths import MODEL, PACK, PRESET
from app.ui.composer.composer import Composer
from app.ui.header.header import Header
from app.ui.sidebar.sidebar import Sidebar
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.theme.style import sheet
from app.ui.widgets.controls import Card, Shade
from app.ui.widgets.dropped import dropped_files
from app.ui.widgets.quiet_line import QuietLine
from app.words.catalog import _

_SMALLEST: Final = (360, 420)
_USUAL: Final = (1280, 800)
SCROLL_BAR: Final = 10
"""px that the conversation's scroll bar takes at the right; what lies below keeps to the same middle."""


class MainWindow(QWidget):
    """It is on the screen before anything else of the program is loaded, so it needs little.

    Below DRAWER_BELOW px the sidebar is a drawer over the conversation, closed until it is asked for; below
    PANEL_OVER_BELOW px so is the side panel, at the right.
    """

    closed = Signal()
    escaped = Signal()
    """Esc, and nothing in the window had a use for it."""

    arranged = Signal()
    """The sidebar came or went."""

    side_left = Signal()
    """The side panel lay over the chat, and the person wants the chat."""

    files_dropped = Signal(tuple)
    """Absolute paths; of models, presets and packs only."""

    painted = Signal()
    """It is on the screen for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(_("Maru"))
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)
        self.header = Header()
        self.composer = Composer()
        self.quiet_line = QuietLine()
        self._middle: QWidget = QWidget()
        self._main = QWidget()
        self._places = QStackedWidget()
        self._column = QVBoxLayout(self._main)
        self._under = QHBoxLayout()
        self._row = QHBoxLayout(self)
        self._shade = Shade(self)
        self._side: QWidget | None = None
        self.sidebar = Sidebar(self)
        self._look = Look()
        self._wants_sidebar = True
        self._is_drawer_open = False
        self._was_painted = False
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

    @property
    def is_side_above(self) -> bool:
        """There is no room for the side panel beside the chat: it lies over it."""
        return self.width() < tokens.PANEL_OVER_BELOW * (1 + (self._look.scale - 1) / 2)

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
        if self.sidebar.isVisible() and self.is_narrow:
            self.sidebar.list.setFocus()
        elif self.is_chat_shown:
            self.composer.setFocus()

    def close_drawer(self) -> None:
        """The drawer was for choosing something, and it is chosen."""
        if self._is_drawer_open:
            self._is_drawer_open = False
            self._arrange()

    def hold(self, middle: QWidget) -> None:
        """From now on this stands between header and composer."""
        self._column.replaceWidget(self._middle, middle)
        self._middle.deleteLater()
        self._middle = middle
        QWidget.setTabOrder(self.header, middle)
        QWidget.setTabOrder(middle, self.composer)

    def show_side(self, side: QWidget | None) -> None:
        """This panel at the right of the chat, or none."""
        if self._side and self._side is not side:
            self._row.removeWidget(self._side)
            self._side.hide()
        self._side = side
        if side:
            side.setParent(self)
            QWidget.setTabOrder(self.composer, side)
        self._arrange()

    def show_place(self, place: QWidget) -> None:
        """Instead of the chat, which stays as it is behind it."""
        if self._places.indexOf(place) < 0:
            self._places.addWidget(place)
        self._places.setCurrentWidget(place)
        self._arrange()

    def show_chat(self) -> None:
        if not self.is_chat_shown:
            self._places.setCurrentWidget(self._main)
            self.composer.setFocus()
            self._arrange()

    @property
    def is_chat_shown(self) -> bool:
        return self._places.currentWidget() is self._main

    @property
    def is_sidebar_button_needed(self) -> bool:
        """The sidebar is away or a drawer, so that what stands beside it must offer the way to it."""
        return self.is_narrow or not self._wants_sidebar

    def dress(self, look: Look, *, column_width: int = tokens.READING_WIDTH) -> None:
        """Theme and text size, for everything but the conversation, which has a style of its own."""
        self._look = look
        self.setStyleSheet(sheet(look))
        for part in (self.sidebar, self.header, self.composer, self.quiet_line, self._shade):
            part.dress(look)
        self.composer.setMaximumWidth(look.px(column_width) + 2 * Card.SHADOW)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._shade.isVisible():
            self._leave_drawers()
        else:
            self.escaped.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _opened(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.files_dropped.emit(_opened(event))

    def _build(self) -> None:
        self.setAcceptDrops(True)
        self._main.setObjectName("main")
        edge = tokens.SPACE_6 - Card.SHADOW
        self._under.setContentsMargins(edge, 0, edge + SCROLL_BAR, 0)
        self._under.addStretch(1)
        self._under.addWidget(self.composer, 1000)
        self._under.addStretch(1)
        column = self._column
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._middle, 1)
        column.addLayout(self._under)
        column.addSpacing(2)
        column.addWidget(self.quiet_line)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.sidebar)
        self._places.addWidget(self._main)
        self._row.addWidget(self._places, 1)
        QWidget.setTabOrder(self.sidebar, self.header)
        QWidget.setTabOrder(self.header, self.composer)

    def _connect(self) -> None:
        self._shade.pressed.connect(self._leave_drawers)
        self.sidebar.collapsed.connect(self.switch_sidebar)
        self.header.sidebar_wanted.connect(self.switch_sidebar)
        for chosen in (self.sidebar.opened, self.sidebar.new_wanted, self.sidebar.place_wanted):
            chosen.connect(self.close_drawer)

    def _leave_drawers(self) -> None:
        if self._is_drawer_open:
            self.close_drawer()
        else:
            self.side_left.emit()

    def _arrange(self) -> None:
        self._is_drawer_open = self._is_drawer_open and self.is_narrow
        is_side_above = self._arrange_side()
        if is_side_above or self._is_drawer_open:
            self._shade.setGeometry(self.rect())
            self._shade.raise_()
        if is_side_above and self._side:
            self._side.raise_()
        self._arrange_sidebar()
        self._shade.setVisible(is_side_above or self._is_drawer_open)
        self.header.show_sidebar_button(is_shown=self.is_sidebar_button_needed)
        self.arranged.emit()

    def _arrange_sidebar(self) -> None:
        is_narrow = self.is_narrow
        is_inside = self._row.indexOf(self.sidebar) >= 0
        if is_narrow and is_inside:
            self._row.removeWidget(self.sidebar)
        elif not is_narrow and not is_inside:
            self._row.insertWidget(0, self.sidebar)
        if is_narrow:
            self.sidebar.setGeometry(0, 0, self.sidebar.width(), self.height())
            self.sidebar.raise_()
        self.sidebar.setVisible(self._is_drawer_open if is_narrow else self._wants_sidebar)

    def _arrange_side(self) -> bool:
        """Whether the panel lies above the chat now."""
        side = self._side
        if side is None:
            return False
        is_above = self.is_side_above
        is_inside = self._row.indexOf(side) >= 0
        width = min(round(tokens.PANEL_WIDTH * (1 + (self._look.scale - 1) / 2)), self.width() - tokens.SPACE_6)
        side.setFixedWidth(width)
        if is_above and is_inside:
            self._row.removeWidget(side)
        elif not is_above and not is_inside:
            self._row.addWidget(side)
        if is_above:
            side.setGeometry(self.width() - width, 0, width, self.height())
        side.setVisible(self.is_chat_shown)
        return is_above and self.is_chat_shown


def _opened(event: QDropEvent) -> tuple[str, ...]:
    files = map(str, dropped_files(event))
    return tuple(file for file in files if file.lower().endswith((MODEL, PRESET, PACK)))
