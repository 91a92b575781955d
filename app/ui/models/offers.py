"""The files of a repository by quantization: size, memory, verdict, and one button each."""

from collections.abc import Sequence
from enum import Enum, auto
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.ui.models.deeds import DeedButton
from app.ui.models.values import OfferLine
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.chips import Chip, ChipLabel, Tone
from app.ui.widgets.controls import Button, ElidedLabel, hairline
from app.ui.widgets.flow import Flow
from app.words.catalog import _

_COLUMNS: Final = 540
"""px at 100 % from which on there are columns; below, an offer takes two lines."""
_LINES: Final = 260
"""px at 100 % from which on the button stands beside its offer; below, it stands under it."""


class _Shape(Enum):
    COLUMNS = auto()
    LINES = auto()
    STACKED = auto()


class OfferTable(QWidget):
    remade = Signal()
    """There are other buttons now."""
    wished = Signal(str, object)
    """A quantization, and the Deed that was asked for."""
    chosen = Signal(str)
    """The memory of this quantization is to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._shape = _Shape.COLUMNS
        self._rows: dict[str, _Row] = {}
        self._lines: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.SPACE_3)
        self._grid.setVerticalSpacing(tokens.SPACE_2)
        self._heads = [QLabel(self) for _column in range(4)]
        for head in self._heads:
            head.setObjectName("group")

    def show_offers(self, offers: Sequence[OfferLine], *, chosen: str, context_words: str) -> None:
        """Rows that stay keep the keyboard, so that progress can be shown often."""
        words = (_("Quantization"), _("File"), context_words or _("In memory"), _("On this computer"))
        for head, said in zip(self._heads, words, strict=True):
            head.setText(said)
        if list(self._rows) != [offer.quantization for offer in offers]:
            self._make_rows(offers)
        for offer in offers:
            self._rows[offer.quantization].show_offer(offer, is_chosen=offer.quantization == chosen)

    def dress(self, look: Look) -> None:
        self._look = look
        for row in self._rows.values():
            row.dress(look)
        self._choose_shape()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_shape()

    def _make_rows(self, offers: Sequence[OfferLine]) -> None:
        for row in self._rows.values():
            row.remove()
        self._rows = {}
        for offer in offers:
            row = _Row(offer.quantization, self)
            row.deed.wished.connect(partial(self.wished.emit, offer.quantization))
            row.name.clicked.connect(partial(self.chosen.emit, offer.quantization))
            row.dress(self._look)
            self._rows[offer.quantization] = row
        self._arrange()
        self.remade.emit()

    def _choose_shape(self) -> None:
        wide = self.width()
        shape = _Shape.COLUMNS if wide >= self._look.px(_COLUMNS) else _Shape.LINES
        shape = _Shape.STACKED if wide < self._look.px(_LINES) else shape
        if shape is not self._shape:
            self._shape = shape
            self._arrange()

    def _arrange(self) -> None:
        while self._grid.takeAt(0):
            pass
        for line in self._lines:
            line.deleteLater()
        self._lines = []
        has_columns = self._shape is _Shape.COLUMNS
        for at, head in enumerate(self._heads):
            head.setVisible(has_columns)
            if has_columns:
                self._grid.addWidget(head, 0, at)
        at = 1
        for row in self._rows.values():
            self._lines.append(hairline(self))
            self._grid.addWidget(self._lines[-1], at, 0, 1, 5)
            row.place(self._grid, at + 1, self._shape)
            at += 5
        self._grid.setColumnStretch(3, 1 if has_columns else 0)
        self._grid.setColumnStretch(1, 0 if has_columns else 1)


class _Row:
    """The widgets of one offer, which the table places in its grid."""

    def __init__(self, quantization: str, table: QWidget) -> None:
        self._head = QWidget(table)  # before the deed, which Tab reaches after the name in it
        self.name = Button(quantization, kind="name", parent=self._head)
        self.name.setCheckable(True)
        self.name.setToolTip(_("Show what it takes in memory"))
        self.deed = DeedButton(quantization, parent=table)
        self._recommended = ChipLabel(Chip(_("recommended"), Tone.GOOD))
        self._size = QLabel(table)
        self._memory = QLabel(table)
        self._verdict = ChipLabel(None)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._progress = ElidedLabel()
        self._progress.setObjectName("small")
        self._state = QWidget(table)
        state = QVBoxLayout(self._state)
        state.setContentsMargins(0, 0, 0, 0)
        state.setSpacing(2)
        for part in (self._verdict, self._bar, self._progress):
            state.addWidget(part)
        head = Flow(self._head, gap=tokens.SPACE_1)
        head.addWidget(self.name)
        head.addWidget(self._recommended)

    def show_offer(self, offer: OfferLine, *, is_chosen: bool) -> None:
        self._recommended.setVisible(offer.is_recommended)
        self._size.setText(offer.size)
        self._memory.setText(offer.memory or "…")
        is_fetched = offer.progress is not None
        self._verdict.show_chip(None if is_fetched else offer.verdict)
        self._bar.setVisible(is_fetched)
        self._progress.setVisible(is_fetched)
        if offer.progress:
            self._bar.setValue(round(offer.progress.fraction * 1000))
            self._bar.setAccessibleName(offer.progress.words)
            self._progress.setText(offer.progress.words)
        self.deed.show_deed(offer.deed, is_first=offer.is_recommended)
        self.name.setChecked(is_chosen)
        parts = [offer.quantization, offer.size, offer.memory, offer.verdict.words if offer.verdict else ""]
        if offer.is_recommended:
            parts.insert(1, _("recommended"))
        self.name.setAccessibleName(", ".join(filter(None, parts)))

    def place(self, grid: QGridLayout, at: int, shape: _Shape) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        if shape is _Shape.COLUMNS:
            for column, part in enumerate((self._head, self._size, self._memory, self._state)):
                grid.addWidget(part, at, column, middle)
            grid.addWidget(self.deed, at, 4, middle | Qt.AlignmentFlag.AlignRight)
        else:
            is_stacked = shape is _Shape.STACKED
            grid.addWidget(self._head, at, 0, 1, 5 if is_stacked else 3)
            grid.addWidget(self._size, at + 1, 0, middle)
            grid.addWidget(self._memory, at + 1, 1, middle)
            if is_stacked:
                grid.addWidget(self._state, at + 2, 0, 1, 5)
                grid.addWidget(self.deed, at + 3, 0, 1, 5, Qt.AlignmentFlag.AlignLeft)
            else:
                grid.addWidget(self._state, at + 1, 2, 1, 3, middle)
                grid.addWidget(self.deed, at, 4, middle | Qt.AlignmentFlag.AlignRight)
        for part in (self._head, self.deed, self._size, self._memory, self._state):
            part.show()

    def dress(self, look: Look) -> None:
        self._recommended.dress(look)
        self._verdict.dress(look)
        self._bar.setFixedHeight(look.px(5))
        self._bar.setMaximumWidth(look.px(160))

    def remove(self) -> None:
        for part in (self._head, self.deed, self._size, self._memory, self._state):
            part.setParent(None)
            part.deleteLater()
