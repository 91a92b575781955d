"""Every key of a model file, searchable."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.words.catalog import _

_ROOT: Final = QModelIndex()
_LONGEST: Final = 2_000
"""Letters of a value that are shown; a template may have many thousands, and it is shown elsewhere."""


class KeyModel(QAbstractTableModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: tuple[tuple[str, str], ...] = ()

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        self.beginResetModel()
        self._keys = tuple(keys)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else 2

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid():
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            words = self._keys[index.row()][index.column()][:_LONGEST]
            return words.replace("\n", " ⏎ ") if role == Qt.ItemDataRole.DisplayRole else words
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Key"), _("Value"))[section]
        return None


class KeysView(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = KeyModel(self)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self.keys)
        self._found.setFilterKeyColumn(-1)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Search the keys"))
        self.field.setAccessibleName(_("Search the keys"))
        self.field.textChanged.connect(self._found.setFilterFixedString)
        self.table = QTableView()
        self.table.setObjectName("boxed")
        self.table.setModel(self._found)
        self.table.setAccessibleName(_("Every key of the file"))
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setHighlightSections(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(self.field)
        column.addWidget(self.table, 1)

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        self.keys.show_keys(keys)

    def dress(self, look: Look) -> None:
        self.table.verticalHeader().setDefaultSectionSize(look.px(28))
        self.table.horizontalHeader().resizeSection(0, look.px(230))
        self.table.setMinimumHeight(look.px(260))
