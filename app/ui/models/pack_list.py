"""The packs that were added to the engine, each with what it is for, whether it is used, and a button to remove it."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from app.ui.models.values import PackLine, Progress
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.chips import Chip, ChipLabel, Tone
from app.ui.widgets.controls import Button, ElidedLabel, hairline
from app.ui.widgets.flow import Flow
from app.ui.widgets.tab_order import follow
from app.words.catalog import _

_LEAST: Final = 200
"""px at 100 % that words need to stand beside their button."""


class PackList(QWidget):
    removed = Signal(str)
    """The id of a pack."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._rows: dict[str, _Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SPACE_3)

    def show_packs(self, lines: Sequence[PackLine]) -> None:
        """Rows that stay keep the keyboard."""
        for gone in self._rows.keys() - {line.id for line in lines}:
            old = self._rows.pop(gone)
            old.setParent(None)
            old.deleteLater()
        kept = self._rows
        self._rows = {line.id: kept.get(line.id) or self._made(line) for line in lines}
        for at, line in enumerate(lines):
            self._column.insertWidget(at, self._rows[line.id])
            self._rows[line.id].show_pack(line)
        follow(self, self._rows.values())

    def dress(self, look: Look) -> None:
        self._look = look

    def _made(self, line: PackLine) -> "_Row":
        row = _Row(self._look)
        row.remove.clicked.connect(partial(self.removed.emit, line.id))
        return row


class _Row(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._title = _label("", "part")
        self._chip = ChipLabel()
        self._chip.dress(look)
        self._remark, self._reason = (_label("", "small", wraps=True) for _part in range(2))
        self.remove = Button(_("Remove"))
        head = QWidget()
        flow = Flow(head, gap=tokens.SPACE_2)
        flow.addWidget(self._title)
        flow.addWidget(self._chip)
        words = QWidget()
        said = QVBoxLayout(words)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(2)
        for part in (head, self._remark, self._reason):
            said.addWidget(part)
        inside = QWidget()
        Beside(inside, words, self.remove, least=look.px(_LEAST))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_3)
        column.addWidget(hairline())
        column.addWidget(inside)

    def show_pack(self, line: PackLine) -> None:
        chip = _chip(line)
        self._title.setText(line.title)
        self._chip.show_chip(chip)
        self._remark.setText(line.remark)
        self._reason.setText(line.reason)
        self._reason.setVisible(bool(line.reason))
        self.remove.setAccessibleName(_("Remove {name}").format(name=line.title))
        heard = (chip.words if chip else "", line.remark, line.reason)
        self.remove.setAccessibleDescription(", ".join(filter(None, heard)))


class PackProgress(QWidget):
    """One that is being added: how far it is, and the way to stop it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ElidedLabel()
        self._amount = _label("", "small")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self.stop = Button(_("Stop"))
        said = QWidget()
        column = QVBoxLayout(said)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_1)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        column.addWidget(self._amount)
        self._row = Beside(self, said, self.stop, least=_LEAST)

    def show_progress(self, words: str, progress: Progress) -> None:
        self._words.setText(words)
        self._amount.setText(progress.words)
        self._bar.setValue(round(progress.fraction * 1000))
        self._bar.setAccessibleName(words)
        self._bar.setAccessibleDescription(progress.words)

    def dress(self, look: Look) -> None:
        self._row.need(look.px(_LEAST))


def _chip(line: PackLine) -> Chip | None:
    if line.is_used is None:
        return None
    return Chip(_("used"), Tone.GOOD) if line.is_used else Chip(_("not used"), Tone.PARTLY)


def _label(words: str, name: str, *, wraps: bool = False) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    return label
