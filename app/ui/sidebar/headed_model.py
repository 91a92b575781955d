"""Rows under headings for Qt's list view, as the lists in the sidebar show them."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from app.ui.widgets.row_list import AnyIndex


class Item(Protocol):
    """What stands in a row; no two have the same key."""

    @property
    def key(self) -> str: ...


@dataclass(frozen=True)
class Heading:
    words: str


class Roles(IntEnum):
    LINE = Qt.ItemDataRole.UserRole
    IS_OPEN = Qt.ItemDataRole.UserRole + 1
    IS_BUSY = Qt.ItemDataRole.UserRole + 2


ItemT = TypeVar("ItemT", bound=Item)

_ROOT: Final = QModelIndex()


class HeadedModel(QAbstractListModel, Generic[ItemT]):
    """Moves rows instead of starting over, so that a title being typed survives a chat that comes to the top."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[ItemT | Heading] = []
        self._open = ""

    def show_items(self, items: Iterable[tuple[str, ItemT]]) -> None:
        """Each with the heading that it stands under, if any; those of one heading stand together."""
        wanted: list[ItemT | Heading] = []
        above = ""
        for heading, item in items:
            if heading != above:
                above = heading
                wanted.append(Heading(heading))
            wanted.append(item)
        keys = {_key(line) for line in wanted}
        self._drop(at for at, line in enumerate(self._lines) if _key(line) not in keys)
        for at, line in enumerate(wanted):
            self._place(at, line)
        self._drop(range(len(wanted), len(self._lines)))  # a heading that stood in two places

    def show_open(self, key: str) -> None:
        """Mark the one that is looked at."""
        before, self._open = self._open, key
        for at, line in enumerate(self._lines):
            if not isinstance(line, Heading) and line.key in {before, key}:
                self.dataChanged.emit(self.index(at), self.index(at))

    def index_of(self, key: str) -> QModelIndex:
        """Invalid when it is not in the list."""
        found = (at for at, line in enumerate(self._lines) if not isinstance(line, Heading) and line.key == key)
        return self.index(next(found, -1))

    def item(self, index: AnyIndex) -> ItemT | None:
        line = self._lines[index.row()] if index.isValid() else None
        return None if isinstance(line, Heading) else line

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        line = self._lines[index.row()]
        if role == Roles.LINE:
            return line
        if isinstance(line, Heading):
            is_text = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
            return line.words if is_text else None
        return line.key == self._open if role == Roles.IS_OPEN else self.tell(line, role)

    @abstractmethod
    def tell(self, item: ItemT, role: int) -> str | bool | None:
        """What Qt calls data, of a row that is no heading."""

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.item(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _drop(self, rows: Iterable[int]) -> None:
        for at in sorted(rows, reverse=True):
            self.beginRemoveRows(_ROOT, at, at)
            del self._lines[at]
            self.endRemoveRows()

    def _place(self, at: int, line: ItemT | Heading) -> None:
        came_from = next((n for n in range(at, len(self._lines)) if _key(self._lines[n]) == _key(line)), None)
        if came_from is None:
            self.beginInsertRows(_ROOT, at, at)
            self._lines.insert(at, line)
            self.endInsertRows()
            return
        if came_from != at:
            self.beginMoveRows(_ROOT, came_from, came_from, _ROOT, at)
            self._lines.insert(at, self._lines.pop(came_from))
            self.endMoveRows()
        if self._lines[at] != line:
            self._lines[at] = line
            self.dataChanged.emit(self.index(at), self.index(at))


def _key(line: Item | Heading) -> str:
    return f"heading {line.words}" if isinstance(line, Heading) else f"item {line.key}"
