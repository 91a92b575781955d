"""The presets as rows for Qt's list view: a heading for each group, and the presets below it."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.ui.presets.values import ListedPreset
from app.ui.sidebar.model import Heading, Roles
from app.words.catalog import _

Line = ListedPreset | Heading
AnyIndex = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()


class PresetListModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._open = ""

    def show_presets(self, presets: Sequence[ListedPreset]) -> None:
        """In this order; those of one group stand together."""
        lines: list[Line] = []
        heading = ""
        for preset in presets:
            if preset.heading != heading:
                heading = preset.heading
                lines.append(Heading(heading))
            lines.append(preset)
        if tuple(lines) != self._lines:
            self.beginResetModel()
            self._lines = tuple(lines)
            self.endResetModel()

    def show_open(self, key: str) -> None:
        """Mark the preset that is looked at."""
        before, self._open = self._open, key
        for at, line in enumerate(self._lines):
            if isinstance(line, ListedPreset) and line.key in {before, key}:
                self.dataChanged.emit(self.index(at), self.index(at))

    def index_of(self, key: str) -> QModelIndex:
        """Invalid when it is not in the list."""
        found = (at for at, line in enumerate(self._lines) if isinstance(line, ListedPreset) and line.key == key)
        return self.index(next(found, -1))

    def preset(self, index: AnyIndex) -> ListedPreset | None:
        line = self._lines[index.row()] if index.isValid() else None
        return line if isinstance(line, ListedPreset) else None

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        line = self._lines[index.row()]
        if role == Roles.LINE:
            return line
        if isinstance(line, Heading):
            is_text = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
            return line.words if is_text else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.name
            case Qt.ItemDataRole.ToolTipRole:
                return line.what
            case Qt.ItemDataRole.AccessibleTextRole:
                return _("{name}, built in").format(name=line.name) if line.is_builtin else line.name
        return line.key == self._open if role == Roles.IS_OPEN else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.preset(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
