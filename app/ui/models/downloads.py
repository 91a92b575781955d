"""What is being fetched, at the foot of the page: how far it is, how long it takes, and what went wrong."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.ui.models.deeds import DeedButton
from app.ui.models.values import DownloadLine
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import Button, ElidedLabel, IconButton, Shelf
from app.ui.widgets.undo import Undo
from app.words.catalog import _, n_

_MOST_HIGH: Final = 200
"""px at 100 % that the list takes at most; more is scrolled."""


class DownloadsBar(QFrame):
    wished = Signal(str, object)
    """The id of a download, and the Deed that was asked for."""
    acted = Signal(str, str)
    """The id of a download, and the way out of its trouble that was pressed."""
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("downloads")
        self._look = Look()
        self._lines: dict[str, _Line] = {}
        self.undo = Undo()
        self.undo.withdrawn.connect(self._come_or_go)
        self._title = Button("", kind="fold")
        self._title.setCheckable(True)
        self._title.setChecked(True)
        self._title.toggled.connect(self._fold)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, tokens.SPACE_3, 0)
        self._column.setSpacing(tokens.SPACE_2)
        self._area = Shelf()
        self._area.setWidget(self._inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_5, tokens.SPACE_2, tokens.SPACE_2, tokens.SPACE_2)
        column.setSpacing(tokens.SPACE_1)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._area)
        column.addWidget(self.undo)
        self.hide()

    def show_downloads(self, lines: Sequence[DownloadLine]) -> None:
        """Lines that stay keep the keyboard, so that progress can be shown often."""
        if [line.id for line in lines] != list(self._lines):
            self._make_lines(lines)
        for line in lines:
            self._lines[line.id].show_download(line)
        words = n_("{count} download", "{count} downloads", len(lines)).format(count=len(lines))
        self._title.setText(words)
        self._title.setAccessibleName(words)
        self._title.setVisible(bool(lines))
        self._fold(is_open=self._title.isChecked())
        self._come_or_go()
        self._fit()

    def _come_or_go(self) -> None:
        """Where nothing is fetched there is no strip."""
        self.setVisible(bool(self._lines) or self.undo.is_offered)

    def dress(self, look: Look) -> None:
        self._look = look
        self.undo.dress(look)
        for line in self._lines.values():
            line.dress(look)
        self._fit()

    def _make_lines(self, lines: Sequence[DownloadLine]) -> None:
        wanted = {line.id for line in lines}
        for gone in self._lines.keys() - wanted:
            old = self._lines.pop(gone)
            old.setParent(None)
            old.deleteLater()
        kept = self._lines
        self._lines = {line.id: kept.get(line.id) or self._made(line) for line in lines}
        for at, widget in enumerate(self._lines.values()):
            self._column.insertWidget(at, widget)
            widget.show()  # Qt shows it later by itself, which is too late to be measured

    def _made(self, line: DownloadLine) -> "_Line":
        widget = _Line(line.name)
        widget.deed.wished.connect(partial(self.wished.emit, line.id))
        widget.acted.connect(partial(self.acted.emit, line.id))
        widget.remove.clicked.connect(partial(self.removed.emit, line.id))
        widget.dress(self._look)
        return widget

    def _fold(self, is_open: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._area.setVisible(is_open and bool(self._lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its lines, whose sentences need more of them in a narrow window."""
        wide = self.width() - tokens.SPACE_5 - tokens.SPACE_2
        column = self._column
        high = column.totalHeightForWidth(wide) if column.hasHeightForWidth() else column.totalSizeHint().height()
        self._area.setFixedHeight(min(high + 2, self._look.px(_MOST_HIGH)))


class _Line(QWidget):
    acted = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._way = ""
        self._name = ElidedLabel(name)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(name)
        self._remark = ElidedLabel()
        self._remark.setObjectName("small")
        self._trouble = QLabel()
        self._trouble.setWordWrap(True)
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        self._help = Button("")
        self._help.clicked.connect(lambda: self.acted.emit(self._way))
        self.deed = DeedButton(name)
        self.remove = IconButton("close", _("Remove {name} from the downloads").format(name=name))
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (self._name, self._bar, self._remark):
            words.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_2)
        row.addLayout(words, 1)
        row.addWidget(self.deed)
        row.addWidget(self.remove)
        trouble = QWidget()
        Beside(trouble, self._trouble, self._help, least=200)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_1)
        column.addLayout(row)
        column.addWidget(trouble)

    def show_download(self, line: DownloadLine) -> None:
        self._bar.setValue(round(line.fraction * 1000))
        self._remark.setText(line.remark)
        self._bar.setAccessibleDescription(line.remark)
        self._trouble.setText(line.trouble)
        self._trouble.setVisible(bool(line.trouble))
        self._way = line.way.id if line.way else ""
        self._help.setText(line.way.words if line.way else "")
        self._help.setAccessibleName(self._help.text())
        self._help.setVisible(line.way is not None)
        self.deed.show_deed(line.deed)

    def dress(self, look: Look) -> None:
        self._bar.setFixedHeight(look.px(5))
        self.remove.dress(look, side=28)
