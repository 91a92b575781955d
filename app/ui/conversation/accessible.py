"""The conversation as a screen reader sees it: a list with one item for each message, and in it what is folded away."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Protocol

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleObject, QWindow
from PySide6.QtWidgets import QWidget

from app.ui.conversation import verdict_words as words
from app.ui.conversation.row import Row, RowRole
from app.words.catalog import _

# A screen reader would read a million characters.
_LONGEST_NAME: Final = 10_000
# Read aloud they are only noise.
_MARKS: Final = re.compile(r"[*`]+|^#+ ", re.MULTILINE)


class Listed(Protocol):
    """What a screen reader may ask the view."""

    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def floating(self) -> Sequence[QWidget]: ...
    @property
    def focused_row(self) -> int: ...
    def global_row_rect(self, index: int) -> QRect: ...
    def is_row_seen(self, index: int) -> bool: ...
    def row_at_global(self, point: QPoint) -> int | None: ...


def row_name(row: Row) -> str:
    """How a message is introduced."""
    text = _MARKS.sub("", row.text[:_LONGEST_NAME]).strip()
    if row.role is RowRole.USER:
        return _("You: {text}").format(text=text)
    if row.role is RowRole.ASSISTANT:
        said = " ".join(filter(None, (words.verdict_words(row), text)))
        return _("Answer: {text}").format(text=said or row.error)
    if row.role is RowRole.SYSTEM:
        return _("System prompt: {text}").format(text=text)
    return text


def row_parts(row: Row) -> list[str]:
    """What else a message holds, also while it is folded away: reasoning, a draft and its review, every path."""
    named = [(_("Reasoning"), row.reasoning), *zip((_("Draft"), _("Review")), row.drafts, strict=False)]
    named += [(words.path_words(number, row), path.text) for number, path in enumerate(row.paths)]
    return [f"{name}: {_MARKS.sub('', text[:_LONGEST_NAME]).strip()}" for name, text in named if text.strip()]


class PartInterface(QAccessibleInterface):
    """A part of a message beside its text."""

    def __init__(self, above: "RowInterface", index: int) -> None:
        super().__init__()
        self._above = above
        self.index = index

    @property
    def _said(self) -> str:
        parts = self._above.parts
        return parts[self.index] if self.index < len(parts) else ""

    def isValid(self) -> bool:
        return bool(self._said)

    def object(self) -> QObject | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]  # may be None, the stubs forget it
        return self._above.window()

    def parent(self) -> QAccessibleInterface:
        return self._above

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        return self._said if kind is QAccessible.Text.Name else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be written."""

    def rect(self) -> QRect:
        return self._above.rect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.StaticText

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = True
        state.invalid = not self.isValid()
        return state


class RowInterface(QAccessibleInterface):
    """One message. Its index may have become stale: a reader asks when it likes."""

    def __init__(self, widget: QWidget, listed: Listed, index: int) -> None:
        super().__init__()
        self._widget = widget
        self._listed = listed
        self._parts: dict[int, PartInterface] = {}
        self.index = index

    @property
    def parts(self) -> list[str]:
        row = self._row()
        return row_parts(row) if row else []

    def _row(self) -> Row | None:
        rows = self._listed.rows
        return rows[self.index] if self.index < len(rows) else None

    def isValid(self) -> bool:
        return self._row() is not None

    def object(self) -> QObject | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]  # may be None, the stubs forget it
        return self._widget.window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._widget)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        if not 0 <= index < len(self.parts):
            return None
        if index not in self._parts:
            self._parts[index] = PartInterface(self, index)
            QAccessible.registerAccessibleInterface(self._parts[index])
        return self._parts[index]

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def childCount(self) -> int:
        return len(self.parts)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.index if isinstance(child, PartInterface) else -1

    def text(self, kind: QAccessible.Text) -> str:
        row = self._row()
        if row is None:
            return ""
        if kind is QAccessible.Text.Name:
            return row_name(row)
        return row.note if kind is QAccessible.Text.Description else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be written."""

    def rect(self) -> QRect:
        return self._listed.global_row_rect(self.index) if self.isValid() else QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        state.focusable = True
        state.readOnly = True
        state.focused = self._listed.focused_row == self.index and self._widget.hasFocus()
        state.offscreen = not self._listed.is_row_seen(self.index)
        state.busy = self._listed.rows[self.index].is_streaming
        return state


class ViewInterface(QAccessibleObject):
    """The list; behind the messages come the buttons that lie over them."""

    def __init__(self, widget: QWidget, listed: Listed) -> None:
        super().__init__(widget)
        self._widget = widget
        self._listed = listed
        self._rows: dict[int, RowInterface] = {}

    def childCount(self) -> int:
        return len(self._listed.rows) + len(self._listed.floating)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        count = len(self._listed.rows)
        if 0 <= index < count:
            if index not in self._rows:
                self._rows[index] = RowInterface(self._widget, self._listed, index)
                QAccessible.registerAccessibleInterface(self._rows[index])
            return self._rows[index]
        above = self._listed.floating[index - count : index - count + 1] if index >= count else []
        return QAccessible.queryAccessibleInterface(above[0]) if above else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        index = self._listed.row_at_global(QPoint(x, y))
        return None if index is None else self.child(index)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, RowInterface):
            return child.index
        owner = child.object()
        floating = self._listed.floating
        return len(self._listed.rows) + floating.index(owner) if owner in floating else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        return self.child(self._listed.focused_row) if self._widget.hasFocus() else None

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._widget.parent() or self._widget.window())

    def text(self, kind: QAccessible.Text) -> str:
        return _("Conversation") if kind is QAccessible.Text.Name else ""

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


@cache
def install() -> None:
    """Tell Qt once how to look at a conversation."""
    QAccessible.installFactory(_interface)


def _interface(_class_name: str, owner: QObject) -> QAccessibleInterface | None:
    make = getattr(owner, "accessible_interface", None)
    return make() if make else None
