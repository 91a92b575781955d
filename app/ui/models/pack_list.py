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
        self._lines: tuple[PackLine, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SPACE_3)

    def show_packs(self, lines: Sequence[PackLine]) -> None:
        """Nothing that stays is made anew, so that the keyboard keeps its place."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        while item := self._column.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        rows = [_Row(line, self._look) for line in lines]
        for row, line in zip(rows, lines, strict=True):
            row.remove.clicked.connect(partial(self.removed.emit, line.id))
            self._column.addWidget(hairline())
            self._column.addWidget(row)
        follow(self, rows)

    def dress(self, look: Look) -> None:
        self._look = look


class _Row(QWidget):
    def __init__(self, line: PackLine, look: Look) -> None:
        super().__init__()
        words = QWidget()
        head = QWidget()
        flow = Flow(head, gap=tokens.SPACE_2)
        flow.addWidget(_label(line.title, "part"))
        chip_words = "" if line.is_used is None else _("used") if line.is_used else _("not used")
        if chip_words:
            chip = ChipLabel(Chip(chip_words, Tone.GOOD if line.is_used else Tone.PARTLY))
            chip.dress(look)
            flow.addWidget(chip)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(head)
        for said in filter(None, (line.remark, line.reason)):
            column.addWidget(_label(said, "small", wraps=True))
        self.remove = Button(_("Remove"))
        self.remove.setAccessibleName(_("Remove {name}").format(name=line.title))
        self.remove.setAccessibleDescription(", ".join(filter(None, (chip_words, line.remark, line.reason))))
        Beside(self, words, self.remove, least=look.px(_LEAST))


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


def _label(words: str, name: str, *, wraps: bool = False) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    return label
