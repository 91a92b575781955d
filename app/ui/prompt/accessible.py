"""The tokens as a screen reader sees them: a list with one item for each."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleObject, QWindow
from PySide6.QtWidgets import QWidget

from app.ui.prompt.shown_token import ShownToken
from app.ui.prompt.token_words import token_name, token_words


class Listed(Protocol):
    """What a screen reader may ask the view."""

    @property
    def shown(self) -> Sequence[ShownToken]: ...
    @property
    def current(self) -> int: ...
    def global_rect_of(self, token: int) -> QRect: ...
    def is_seen(self, token: int) -> bool: ...
    def token_at_global(self, place: QPoint) -> int | None: ...


class TokenInterface(QAccessibleInterface):
    """One token. Its index may have become stale: a reader asks when it likes."""

    def __init__(self, widget: QWidget, listed: Listed, index: int) -> None:
        super().__init__()
        self._widget = widget
        self._listed = listed
        self.index = index

    def isValid(self) -> bool:
        return self.index < len(self._listed.shown)

    def object(self) -> QObject | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]  # may be None, the stubs forget it
        return self._widget.window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._widget)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        token = self._listed.shown[self.index]
        if kind is QAccessible.Text.Name:
            return token_name(token)
        words = token_words(token, self.index, len(self._listed.shown))
        return ". ".join(words) if kind is QAccessible.Text.Description else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be written."""

    def rect(self) -> QRect:
        return self._listed.global_rect_of(self.index) if self.isValid() else QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        state.focusable = True
        state.readOnly = True
        state.focused = self._listed.current == self.index and self._widget.hasFocus()
        state.offscreen = not self._listed.is_seen(self.index)
        return state


class TokensInterface(QAccessibleObject):
    def __init__(self, widget: QWidget, listed: Listed) -> None:
        super().__init__(widget)
        self._widget = widget
        self._listed = listed
        self._items: dict[int, TokenInterface] = {}

    def childCount(self) -> int:
        return len(self._listed.shown)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        if not 0 <= index < len(self._listed.shown):
            return None
        if index not in self._items:
            self._items[index] = TokenInterface(self._widget, self._listed, index)
            QAccessible.registerAccessibleInterface(self._items[index])
        return self._items[index]

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        index = self._listed.token_at_global(QPoint(x, y))
        return None if index is None else self.child(index)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.index if isinstance(child, TokenInterface) else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        return self.child(self._listed.current) if self._widget.hasFocus() else None

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._widget.parent() or self._widget.window())

    def text(self, kind: QAccessible.Text) -> str:
        if kind is QAccessible.Text.Name:
            return self._widget.accessibleName()
        return self._widget.accessibleDescription() if kind is QAccessible.Text.Description else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be written."""

    def rect(self) -> QRect:
        return QRect(self._widget.mapToGlobal(QPoint(0, 0)), self._widget.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.List

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.focused = self._widget.hasFocus()
        state.readOnly = True
        return state

    def window(self) -> QWindow | None:  # type: ignore[override]  # may be None, the stubs forget it
        return self._widget.window().windowHandle()
