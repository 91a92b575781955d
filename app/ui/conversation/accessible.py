"""The conversation as a screen reader hears it: a list with an item for each message, and in it what is folded away."""

import re
from collections.abc import Sequence
from typing import Final, Protocol

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from app.ui.conversation import verdict_words as words
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.structured import lacks
from app.ui.widgets.painted_list import ItemInterface, ListInterface, PaintedItems, PaintedPart
from app.words.catalog import _

# A screen reader would read a million characters.
_LONGEST_NAME: Final = 10_000
# Read aloud they are only noise.
_MARKS: Final = re.compile(r"[*`]+|^#+ ", re.MULTILINE)


class Rows(PaintedItems, Protocol):
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def floating(self) -> Sequence[QWidget]: ...


def row_name(row: Row) -> str:
    """How a message is introduced."""
    text = _MARKS.sub("", row.text[:_LONGEST_NAME]).strip()
    if row.role is RowRole.USER:
        return _("You: {text}").format(text=text)
    if row.role is RowRole.ASSISTANT:
        said = " ".join(filter(None, (words.verdict_words(row), text, *(() if row.paths else lacks(row)))))
        return _("Answer: {text}").format(text=said or row.error)
    if row.role is RowRole.SYSTEM:
        return _("System prompt: {text}").format(text=text)
    return text


def row_parts(row: Row) -> list[str]:
    """What else a message holds, also while it is folded away: reasoning, a draft and its review, every path."""
    named = [(_("Reasoning"), row.reasoning), *zip((_("Draft"), _("Review")), row.drafts, strict=False)]
    named += [(words.path_words(number, row), path.text) for number, path in enumerate(row.paths)]
    return [f"{name}: {_MARKS.sub('', text[:_LONGEST_NAME]).strip()}" for name, text in named if text.strip()]


class PartInterface(PaintedPart):
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

    def parent(self) -> QAccessibleInterface:
        return self._above

    def text(self, kind: QAccessible.Text) -> str:
        return self._said if kind is QAccessible.Text.Name else ""

    def rect(self) -> QRect:
        return self._above.rect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.StaticText


class RowInterface(ItemInterface[Rows]):
    """One message."""

    def __init__(self, widget: QWidget, view: Rows, index: int) -> None:
        super().__init__(widget, view, index)
        self._parts: dict[int, PartInterface] = {}

    @property
    def parts(self) -> list[str]:
        return row_parts(self.view.rows[self.index]) if self.isValid() else []

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        if not 0 <= index < len(self.parts):
            return None
        if index not in self._parts:
            self._parts[index] = PartInterface(self, index)
            QAccessible.registerAccessibleInterface(self._parts[index])
        return self._parts[index]

    def childCount(self) -> int:
        return len(self.parts)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.index if isinstance(child, PartInterface) else -1

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        row = self.view.rows[self.index]
        if kind is QAccessible.Text.Name:
            return row_name(row)
        return row.note if kind is QAccessible.Text.Description else ""

    def state(self) -> QAccessible.State:
        state = super().state()
        state.busy = self.isValid() and self.view.rows[self.index].is_streaming
        return state


class ViewInterface(ListInterface[Rows]):
    """The list; behind the messages come the buttons that lie over them."""

    def make_item(self, index: int) -> RowInterface:
        return RowInterface(self.widget, self.view, index)

    def childCount(self) -> int:
        return super().childCount() + len(self.view.floating)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        count = self.view.item_count
        above = self.view.floating[index - count : index - count + 1] if index >= count else []
        return QAccessible.queryAccessibleInterface(above[0]) if above else super().child(index)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        owner, floating = child.object(), self.view.floating
        return self.view.item_count + floating.index(owner) if owner in floating else super().indexOfChild(child)

    def text(self, kind: QAccessible.Text) -> str:
        return _("Conversation") if kind is QAccessible.Text.Name else ""
