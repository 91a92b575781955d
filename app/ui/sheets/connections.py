"""Every connection that this program has made: when, to which host, and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from app.domain.hub import Connection
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button
from app.words.catalog import _
from app.words.hub import reason

_ROOT: Final = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class ConnectionsSheet(QDialog):
    def __init__(self, connections: Sequence[Connection], look: Look, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Connections"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QLabel(
            _(
                "Maru connects for models, to search, to look at and to fetch them, and to look for a new version of "
                "itself where you want that. What you write is never sent."
            )
            if connections
            else _("Maru has made no connection.")
        )
        words.setWordWrap(True)
        table = QTableView()
        table.setObjectName("boxed")
        table.setModel(ConnectionModel(connections, self))
        table.setAccessibleName(_("Connections, the newest first"))
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(look.px(28))
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        table.setVisible(bool(connections))
        close = Button(_("Close"), kind="primary")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_5, tokens.SPACE_4, tokens.SPACE_5, tokens.SPACE_4)
        column.setSpacing(tokens.SPACE_3)
        column.addWidget(words)
        column.addWidget(table, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignHCenter)
        room = parent.window().size()
        self.resize(min(look.px(560), room.width()), min(look.px(480 if connections else 160), room.height()))


class ConnectionModel(QAbstractTableModel):
    """The newest first; a row is put into words when it is seen."""

    def __init__(self, connections: Sequence[Connection], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._connections = tuple(reversed(connections))

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._connections)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else 3

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        one = self._connections[index.row()]
        when = datetime.fromtimestamp(one.time).astimezone()
        return (f"{when:%Y-%m-%d %H:%M:%S}", one.host, reason(one.reason))[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("When"), _("Host"), _("Why"))[section]
        return None
