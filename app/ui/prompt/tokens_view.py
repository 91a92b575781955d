"""Tokens that one can go through: each tells what it is, to the eye, the pointer, the keys and a screen reader."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui.prompt.accessible import TokensInterface
from app.ui.prompt.shown_token import ShownToken
from app.ui.prompt.token_canvas import A_STEP, MARGIN, TokenCanvas
from app.ui.prompt.token_words import token_words, tool_tip
from app.ui.widgets.painted_list import install


class TokensView(TokenCanvas):
    """Arrows, Home and End (with Ctrl: of all) move through the tokens; Enter or a click presses one."""

    pressed = Signal(int)
    find_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Name is what a screen reader calls it."""
        super().__init__(parent)
        install()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    def show_tokens(self, shown: Sequence[ShownToken]) -> None:
        super().show_tokens(shown)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.ObjectReorder))

    def move_to(self, token: int) -> None:
        """Make it the current one, and see it."""
        if not self.shown:
            return
        self.current = max(0, min(token, len(self.shown) - 1))
        self.ensure_seen(self.current)
        self._tell_current()
        self.viewport().update()

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
            self.hover(None)
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
        self.hover(self.token_at(event.position().toPoint()))

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
        page = max(1, int(self.viewport().height() // self.painter.line_height) - 1)
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
        line = self.lines.line_of(self.current) + by
        while line >= len(self.lines.lines) and not self.lines.is_complete:
            self.lines.go_on(A_STEP)
        line = max(0, min(line, len(self.lines.lines) - 1))
        one = self.lines.at(line, box.center().x() - MARGIN if x is None else x)
        return one.token if one else self.current

    # For screen readers

    def accessible_interface(self) -> QAccessibleInterface:
        return TokensInterface(self, self)

    @property
    def item_count(self) -> int:
        return len(self.shown)

    @property
    def focused_item(self) -> int:
        return self.current

    def global_rect_of(self, item: int) -> QRect:
        box = self.rect_of(item)
        return QRect(self.viewport().mapToGlobal(box.topLeft()), box.size())

    def is_seen(self, item: int) -> bool:
        return self.viewport().rect().intersects(self.rect_of(item))

    def item_at_global(self, place: QPoint) -> int | None:
        return self.token_at(self.viewport().mapFromGlobal(place))

    def _tell_current(self) -> None:
        if not self.shown or not self.hasFocus():
            return
        self.setAccessibleDescription(". ".join(token_words(self.shown[self.current], self.current, len(self.shown))))
        event = QAccessibleEvent(self, QAccessible.Event.Focus)
        event.setChild(self.current)
        QAccessible.updateAccessibility(event)
