"""A list whose items are painted, as a screen reader hears it: Qt sees one widget there, this tells of its items."""

from abc import abstractmethod
from functools import cache
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleObject, QWindow
from PySide6.QtWidgets import QWidget


class PaintedItems(Protocol):
    """What a screen reader may ask a view; places and rectangles are those of the screen."""

    @property
    def item_count(self) -> int: ...
    @property
    def focused_item(self) -> int: ...
    def global_rect_of(self, item: int) -> QRect: ...
    def is_seen(self, item: int) -> bool: ...
    def item_at_global(self, place: QPoint) -> int | None: ...


ViewT = TypeVar("ViewT", bound=PaintedItems)


class PaintedPart(QAccessibleInterface):
    """Something to read that is no widget and holds nothing else."""

    def object(self) -> QObject | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]  # may be None, the stubs forget it
        return self.parent().window()

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be written."""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = True
        state.invalid = not self.isValid()
        return state


class ItemInterface(PaintedPart, Generic[ViewT]):
    """One item. Its index may have become stale: a reader asks when it likes."""

    def __init__(self, widget: QWidget, view: ViewT, index: int) -> None:
        super().__init__()
        self.widget = widget
        self.view = view
        self.index = index

    def isValid(self) -> bool:
        return self.index < self.view.item_count

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self.widget)

    def rect(self) -> QRect:
        return self.view.global_rect_of(self.index) if self.isValid() else QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = super().state()
        if self.isValid():
            state.focusable = True
            state.focused = self.view.focused_item == self.index and self.widget.hasFocus()
            state.offscreen = not self.view.is_seen(self.index)
        return state


class ListInterface(QAccessibleObject, Generic[ViewT]):
    """Its heirs give it a name, and make its items."""

    def __init__(self, widget: QWidget, view: ViewT) -> None:
        super().__init__(widget)
        self.widget = widget
        self.view = view
        self._items: dict[int, ItemInterface[ViewT]] = {}

    @abstractmethod
    def make_item(self, index: int) -> ItemInterface[ViewT]: ...

    def childCount(self) -> int:
        return self.view.item_count

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        if not 0 <= index < self.view.item_count:
            return None
        if index not in self._items:
            self._items[index] = self.make_item(index)
            QAccessible.registerAccessibleInterface(self._items[index])
        return self._items[index]

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        index = self.view.item_at_global(QPoint(x, y))
        return None if index is None else self.child(index)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.index if isinstance(child, ItemInterface) else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # may be None, the stubs forget it
        return self.child(self.view.focused_item) if self.widget.hasFocus() else None

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self.widget.parent() or self.widget.window())

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be written."""

    def rect(self) -> QRect:
        return QRect(self.widget.mapToGlobal(QPoint(0, 0)), self.widget.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.List

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.focused = self.widget.hasFocus()
        state.readOnly = True
        return state

    def window(self) -> QWindow | None:  # type: ignore[override]  # may be None, the stubs forget it
        return self.widget.window().windowHandle()


@cache
def install() -> None:
    """Tell Qt once to ask a widget for its accessible_interface, where it has one."""
    QAccessible.installFactory(_interface)


def _interface(_class_name: str, owner: QObject) -> QAccessibleInterface | None:
    make = getattr(owner, "accessible_interface", None)
    return make() if make else None
