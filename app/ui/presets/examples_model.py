"""The examples of a preset as rows for Qt's table view: switched on and off, moved by drag and drop."""

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum
from itertools import accumulate
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, Qt, Signal

from app.domain.preset import Example
from app.ui.widgets.row_list import AnyIndex
from app.words.catalog import _
from app.words.numbers import count

_ROOT: Final = QModelIndex()
_KIND: Final = "application/x-maru-example"
_GLIMPSE: Final = 200
"""Characters of a text that are seen in its cell."""


class Column(IntEnum):
    ON = 0
    QUESTION = 1
    REASONING = 2
    ANSWER = 3
    TOKENS = 4


class ExamplesModel(QAbstractTableModel):
    """Changes nothing by itself: it tells what is wanted, and shows what it is given."""

    wanted = Signal(object, int)
    """All Examples as they should be, and the row that one then looks at."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.examples: tuple[Example, ...] = ()
        self._tokens: tuple[int, ...] = ()
        self._places: tuple[int, ...] = ()
        """Of each example: how many are sent before it."""

    def show_examples(self, examples: Sequence[Example]) -> None:
        if self.examples == examples:
            return
        self._places = tuple(accumulate((one.is_active for one in examples), initial=0))
        if len(examples) == len(self.examples):
            self.examples = tuple(examples)
            self.dataChanged.emit(self.index(0, 0), self.index(len(examples) - 1, Column.TOKENS))
        else:
            self.beginResetModel()
            self.examples = tuple(examples)
            self.endResetModel()

    def show_tokens(self, each: Sequence[int]) -> None:
        """Of the examples that are sent, in their order; none while they are not known."""
        if self._tokens != tuple(each):
            self._tokens = tuple(each)
            if self.examples:
                column = Column.TOKENS
                self.dataChanged.emit(self.index(0, column), self.index(len(self.examples) - 1, column))

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.examples)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        example, column = self.examples[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.CheckStateRole and column is Column.ON:
            return Qt.CheckState.Checked if example.enabled else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.TOKENS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.ON:
            words = _("Example {number}, on") if example.enabled else _("Example {number}, off")
            return words.format(number=index.row() + 1)
        return self._text(index.row(), column) if role == Qt.ItemDataRole.DisplayRole else None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 - Qt's
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.toggle(index.row())
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return ("", _("Question"), _("Reasoning"), _("Answer"), _("Tokens"))[section]

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == Column.ON else flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_KIND]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        mime = QMimeData()
        mime.setData(_KIND, str(indexes[0].row()).encode())
        return mime

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex) -> bool:
        """False: the view is not to take the row away, it is moved already."""
        if data.hasFormat(_KIND):
            start = int(bytes(data.data(_KIND).data()))
            target = row if row >= 0 else parent.row() if parent.isValid() else len(self.examples)
            self.move(start, target - 1 if target > start else target)
        return False

    def toggle(self, row: int) -> None:
        self._replace(row, enabled=not self.examples[row].enabled)

    def move(self, row: int, target: int) -> None:
        """To this row, as it is counted then."""
        if 0 <= row < len(self.examples) and 0 <= target < len(self.examples) and target != row:
            examples = [*self.examples]
            examples.insert(target, examples.pop(row))
            self.wanted.emit(tuple(examples), target)

    def add(self, examples: Sequence[Example]) -> None:
        self.wanted.emit((*self.examples, *examples), len(self.examples))

    def remove(self, row: int) -> None:
        examples = (*self.examples[:row], *self.examples[row + 1 :])
        self.wanted.emit(examples, min(row, len(examples) - 1))

    def rewrite(self, row: int, field: str, text: str) -> None:
        self._replace(row, **{field: text})

    def _replace(self, row: int, **changes: Any) -> None:  # noqa: ANN401 - fields of Example
        changed = replace(self.examples[row], **changes)
        self.wanted.emit((*self.examples[:row], changed, *self.examples[row + 1 :]), row)

    def _text(self, row: int, column: Column) -> str:
        example = self.examples[row]
        match column:
            case Column.QUESTION:
                return _glimpse(example.question)
            case Column.REASONING:
                return _glimpse(example.reasoning)
            case Column.ANSWER:
                return _glimpse(example.answer)
            case Column.TOKENS if example.is_active:
                place = self._places[row]
                return count(self._tokens[place]) if place < len(self._tokens) else ""
        return ""


def _glimpse(text: str) -> str:
    return " ".join(text[:_GLIMPSE].split())
