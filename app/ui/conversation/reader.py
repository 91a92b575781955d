"""A canvas that is read with mouse and keyboard: pointing, walking, selecting, finding, copying."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from app.ui.conversation.canvas import Canvas
from app.ui.conversation.finding import Found, Search
from app.ui.conversation.keyboard import Keyboard
from app.ui.conversation.pointer import Pointer
from app.ui.conversation.row import Row
from app.ui.conversation.segment import Marks, OpenLink, Segment
from app.ui.conversation.selection import Selection
from app.ui.theme.tokens import Theme

_HOVER_AFTER_SCROLL_MS: Final = 60
_BY_KEYBOARD: Final = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


class Reader(Canvas):
    activated = Signal(int, object)
    """A row's index and the spot in it that was clicked, or chosen with Enter."""

    def __init__(self, theme: Theme, *, text_scale: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(theme, text_scale=text_scale, parent=parent)
        self.selection = Selection()
        self.search = Search()
        self.pointer = Pointer(self.pane, self.selection, self)
        self.keyboard = Keyboard(self.pane, self)
        self._after_scroll = QTimer(self, singleShot=True, interval=_HOVER_AFTER_SCROLL_MS)
        self._after_scroll.timeout.connect(self._hover_again)
        self.pointer.selected.connect(self.viewport().update)
        self.pointer.moved_sideways.connect(self.viewport().update)
        self.pointer.hovered.connect(self.show_hover)
        self.pointer.activated.connect(self.activated)
        self.pointer.scrolled.connect(self._scroll_by)
        self.keyboard.moved.connect(self.show_keyboard)
        self.keyboard.activated.connect(self.activated)
        self.keyboard.scrolled.connect(self._scroll_by)
        self.keyboard.pulled.connect(self._pull_sideways)
        self.keyboard.all_wanted.connect(self.select_all)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    # Rows

    def show_rows(self, rows: Iterable[Row]) -> None:
        self.selection.clear()
        self.keyboard.forget()
        super().show_rows(rows)
        self.search.current = None

    def update_rows(self, rows: Iterable[Row]) -> None:
        self.selection.clear()
        super().update_rows(rows)
        self.search.current = None
        self.keyboard.take_row(self.keyboard.row)

    def replace_row(self, row: Row) -> None:
        index = self.column.index(row.id)
        if index is not None and self.selection.touches(index):
            self.selection.clear()
        super().replace_row(row)

    def truncate(self, from_id: str) -> None:
        index = self.column.index(from_id)
        if index is not None and self.selection.range and self.selection.range[1].row >= index:
            self.selection.clear()
        super().truncate(from_id)
        self.keyboard.take_row(self.keyboard.row)

    # Finding

    def find_text(self, text: str, *, forward: bool = True) -> Found | None:
        """Show the next occurrence of a text and mark them all; None when the chat does not have it."""
        self.search.look_for(text, self.column)
        start = next((seen.row for seen in self.pane.seen()), 0)
        found = self.search.step(self.column, start=start, forward=forward)
        current = self.search.current
        if found and current:
            layout = self.column.layout(current.row)
            segment = layout.segments[layout.index_of(current.key)]
            segment.lay_out()
            y = segment.top_of(current.span[0])
            self._present(self.pane.reach(current.row, key=current.key, y=y, budget=self._budget()))
        self.viewport().update()
        return found

    def end_search(self) -> None:
        """Take the marks away."""
        self.search.clear()
        self.viewport().update()

    # Selecting

    @property
    def selected_text(self) -> str:
        """The selection as Markdown."""
        return self.selection.markdown(self.column)

    def select_all(self) -> None:
        if self.rows:
            self.selection.select_rows(0, len(self.rows) - 1)
            self.viewport().update()

    # What lies over the text

    def marks(self, row: int, segment: Segment) -> Marks:
        found, current = self.search.spans_in(row, segment)
        over, held = self.pointer.over, self.keyboard.held
        return Marks(
            selected=self.selection.span_in(row, segment),
            found=found,
            current=current,
            hovered=over.spot if over.segment is segment else None,
            focused=held.spot if held and held.segment is segment else None,
        )

    @property
    def focused_row(self) -> int:
        """Only while the keyboard is here, or at what floats above."""
        focus = QApplication.focusWidget()
        return self.keyboard.row if focus and (focus is self or self.isAncestorOf(focus)) else -1

    def global_rect_of(self, item: int) -> QRect:
        """Where a row stands on the screen of the computer."""
        rect = self.pane.row_rect(item)
        return QRect(self.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def arrange(self) -> None:
        self._after_scroll.start()

    def _hover_again(self) -> None:
        """What was scrolled under the pointer is hovered now."""
        if self.viewport().underMouse():
            self.pointer.hover(self.viewport().mapFromGlobal(self.cursor().pos()))

    def show_hover(self) -> None:
        """The pointer is over something else now."""
        self.viewport().setCursor(self.pointer.cursor)
        self.viewport().update()

    def show_keyboard(self) -> None:
        """The keyboard is at another row, or at another place in it."""
        held = self.keyboard.held
        if held:
            y = held.spot.rect.top()
            self._present(self.pane.reach(self.keyboard.row, key=held.segment.key, y=y, budget=self._budget()))
        elif self.keyboard.row >= 0:
            self._present(self.pane.reach(self.keyboard.row, budget=self._budget()))
        self.viewport().update()

    def _scroll_by(self, distance: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + distance)

    def _pull_sideways(self, distance: int) -> None:
        if self.keyboard.row >= 0:
            for segment in self.column.layout(self.keyboard.row).segments:
                segment.scroll_sideways(distance)
            self.viewport().update()

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.keyboard.forget()
            self.pointer.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.pointer.double_click(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.pointer.release(event)
            self._offer_selection()

    def _offer_selection(self) -> None:
        """Where the middle button pastes what is selected (X11, Wayland), it pastes this."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection() and self.selection.range:
            clipboard.setText(self.selected_text, clipboard.Mode.Selection)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta() if event.pixelDelta().isNull() else event.pixelDelta()
        hit = self.pane.hit(event.position().toPoint())
        if abs(delta.x()) > abs(delta.y()) and hit and hit.segment.scroll_sideways(-delta.x()):
            self.viewport().update()
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.press(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _BY_KEYBOARD:
            self.keyboard.enter()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  (Qt's name)
        if self.hasFocus() and self.keyboard.step_spot(forward=next):
            return True
        return super().focusNextPrevChild(next)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self.pointer.leave()
        elif event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.pointer.over.spot
            target = spot.deed.target if spot and isinstance(spot.deed, OpenLink) else ""
            QToolTip.showText(event.globalPos(), target, self.viewport())
            return True
        return super().viewportEvent(event)
