"""Shows tokens, up to some 100,000 of them: only what is seen is painted, and lines are laid out piece by piece."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from app.ui.conversation.accessible import install
from app.ui.look import Look
from app.ui.prompt.accessible import TokensInterface
from app.ui.prompt.lines import Lines
from app.ui.prompt.shown_token import ShownToken
from app.ui.prompt.token_painter import Marks, TokenPainter
from app.ui.prompt.token_words import token_words, tool_tip
from app.ui.theme import tokens

AT_ONCE: Final = 4_000
"""So many tokens are laid out before anything else happens."""
_A_STEP: Final = 1_000
"""And so many more whenever nothing else is to be done: some 6 ms."""
_SETTLE_MS: Final = 80
"""A width that changes all the time (a window that is drawn larger) is waited for."""
_MARGIN: Final = tokens.SPACE_1


class TokensView(QAbstractScrollArea):
    """Arrows, Home and End (with Ctrl: of all) move through the tokens; Enter or a click presses one."""

    pressed = Signal(int)
    find_wanted = Signal()
    moved = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Name is what a screen reader calls it."""
        super().__init__(parent)
        install()
        self.setObjectName("tokens")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._look = Look()
        self._painter = TokenPainter(self._look)
        self.shown: Sequence[ShownToken] = ()
        self._lines = Lines((), self._painter.measure, width=1)
        self.current = 0
        self._hovered: int | None = None
        self._found: Collection[int] = frozenset()
        self._next_piece = QTimer(self)
        self._next_piece.setSingleShot(True)
        self._next_piece.timeout.connect(self._go_on)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE_MS)
        self._settled.timeout.connect(self._lay_out)

    def show_tokens(self, shown: Sequence[ShownToken]) -> None:
        """From the beginning, where they are others than those before."""
        is_same = len(shown) == len(self.shown)
        self.shown = shown
        self._found = frozenset()
        self._hovered = None
        self.current = self.current if is_same else 0
        self._lay_out(keeps_place=is_same)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.ObjectReorder))

    def show_found(self, found: Collection[int]) -> None:
        """Mark these tokens."""
        self._found = found
        self.viewport().update()

    def move_to(self, token: int) -> None:
        """Make it the current one, and see it."""
        if not self.shown:
            return
        self.current = max(0, min(token, len(self.shown) - 1))
        self._ensure_seen(self.current)
        self._tell_current()
        self.moved.emit(self.current)
        self.viewport().update()

    def dress(self, look: Look) -> None:
        if look != self._look:
            self._look = look
            self._painter = TokenPainter(look)
            self._lay_out()

    def rect_of(self, token: int) -> QRect:
        """Of the token's beginning, in the viewport."""
        self._lay_out_to(token)
        line = self._lines.line_of(token)
        one = next(one for one in self._lines.lines[line] if one.token == token)
        high = self._painter.line_height
        return QRectF(one.left + _MARGIN, self._top_of(line), one.width, high).toRect()

    def token_at(self, place: QPoint) -> int | None:
        """Place is in the viewport."""
        line = int((place.y() - _MARGIN + self._scrolled) // self._painter.line_height)
        if not 0 <= line < len(self._lines.lines):
            return None
        x = place.x() - _MARGIN
        one = self._lines.at(line, x)
        return one.token if one and one.left <= x <= one.left + one.width else None

    @property
    def laid_out(self) -> int:
        """How many tokens have their place by now."""
        return self._lines.done

    @property
    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def _top_of(self, line: int) -> float:
        return _MARGIN + line * self._painter.line_height - self._scrolled

    # Laying out

    def _lay_out(self, *, keeps_place: bool = True) -> None:
        top = self._first_seen() if keeps_place else 0
        width = self.viewport().width() - 2 * _MARGIN
        self._settled.stop()
        self._lines = Lines(self.shown, self._painter.measure, width=width, inset=self._painter.inset)
        self._lines.go_on(max(AT_ONCE, top + AT_ONCE if top else 0))
        self._measure()
        if self.shown:
            self.verticalScrollBar().setValue(int(self._lines.line_of(top) * self._painter.line_height) if top else 0)
        self.viewport().update()
        self._next_piece.start(0)

    def _go_on(self) -> None:
        if not self._lines.is_complete:
            self._lines.go_on(_A_STEP)
            self._measure()
            self._next_piece.start(0)

    def _lay_out_to(self, token: int) -> None:
        if self._lines.done <= token:
            self._lines.go_on(token + 1 - self._lines.done)
            self._measure()

    def _measure(self) -> None:
        high = self._painter.line_height
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, int(len(self._lines.lines) * high) + 2 * _MARGIN - self.viewport().height()))
        bar.setSingleStep(int(high))
        bar.setPageStep(self.viewport().height())

    def _first_seen(self) -> int:
        """The token at the top; 0 where nothing is scrolled."""
        lines = self._lines.lines[int(self._scrolled // self._painter.line_height) :] if self._scrolled else []
        return next((line[0].token for line in lines if line), 0)

    def _ensure_seen(self, token: int) -> None:
        box = self.rect_of(token)
        room = self.viewport().height()
        bar = self.verticalScrollBar()
        if box.top() < 0:
            bar.setValue(bar.value() + box.top() - _MARGIN)
        elif box.bottom() > room:
            bar.setValue(bar.value() + box.bottom() - room + _MARGIN)

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        high = self._painter.line_height
        first = max(0, int((event.rect().top() - _MARGIN + self._scrolled) // high))
        last = int((event.rect().bottom() - _MARGIN + self._scrolled) // high)
        marks = Marks(self.current if self.hasFocus() else None, self._hovered, self._found)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._painter.font)
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.translate(QPointF(_MARGIN, 0))
            for line, fragments in enumerate(self._lines.lines[first : last + 1], first):
                self._painter.paint_line(painter, self._top_of(line), fragments, self.shown, marks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() == event.oldSize().width():
            self._measure()
        elif len(self.shown) <= AT_ONCE:
            self._lay_out()
        else:
            self._settled.start()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            token = self.token_at(event.pos())
            if token is None:
                QToolTip.hideText()
            else:
                words = tool_tip(self.shown[token], token, len(self.shown))
                QToolTip.showText(event.globalPos(), words, self.viewport(), self.rect_of(token))
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        """Ctrl+F is meant for the tokens while they have the keyboard, not for the chat."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Find)
        ):
            event.accept()
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.token_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        token = self.token_at(event.position().toPoint())
        if token is not None and event.button() == Qt.MouseButton.LeftButton:
            self.move_to(token)
            self.pressed.emit(token)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.find_wanted.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and self.shown:
            self.pressed.emit(self.current)
        else:
            target = self._target(event)
            if target is None:
                super().keyPressEvent(event)
            else:
                self.move_to(target)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell_current()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _target(self, event: QKeyEvent) -> int | None:
        """Where a key leads; None for one that leads nowhere."""
        is_whole = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        page = max(1, int(self.viewport().height() // self._painter.line_height) - 1)
        ways = {
            Qt.Key.Key_Left: lambda: self.current - 1,
            Qt.Key.Key_Right: lambda: self.current + 1,
            Qt.Key.Key_Home: lambda: 0 if is_whole else self._in_line(0, x=-1),
            Qt.Key.Key_End: lambda: len(self.shown) - 1 if is_whole else self._in_line(0, x=1e9),
            Qt.Key.Key_Up: lambda: self._in_line(-1),
            Qt.Key.Key_Down: lambda: self._in_line(1),
            Qt.Key.Key_PageUp: lambda: self._in_line(-page),
            Qt.Key.Key_PageDown: lambda: self._in_line(page),
        }
        way = ways.get(Qt.Key(event.key()))
        return way() if way else None

    def _in_line(self, by: int, *, x: float | None = None) -> int:
        """The token so many lines further, below or above the current one."""
        if not self.shown:
            return 0
        box = self.rect_of(self.current)
        line = self._lines.line_of(self.current) + by
        while line >= len(self._lines.lines) and not self._lines.is_complete:
            self._lines.go_on(_A_STEP)
        line = max(0, min(line, len(self._lines.lines) - 1))
        one = self._lines.at(line, box.center().x() - _MARGIN if x is None else x)
        return one.token if one else self.current

    def _hover(self, token: int | None) -> None:
        if token != self._hovered:
            self._hovered = token
            self.viewport().update()

    # For screen readers

    def accessible_interface(self) -> QAccessibleInterface:
        return TokensInterface(self, self)

    def global_rect_of(self, token: int) -> QRect:
        box = self.rect_of(token)
        return QRect(self.viewport().mapToGlobal(box.topLeft()), box.size())

    def is_seen(self, token: int) -> bool:
        return self.viewport().rect().intersects(self.rect_of(token))

    def token_at_global(self, place: QPoint) -> int | None:
        return self.token_at(self.viewport().mapFromGlobal(place))

    def _tell_current(self) -> None:
        if not self.shown or not self.hasFocus():
            return
        self.setAccessibleDescription(". ".join(token_words(self.shown[self.current], self.current, len(self.shown))))
        event = QAccessibleEvent(self, QAccessible.Event.Focus)
        event.setChild(self.current)
        QAccessible.updateAccessibility(event)
