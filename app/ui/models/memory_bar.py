"""What a model would take of the free memory, as a bar with its numbers, and the arithmetic for those who ask."""

from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.models.values import Memory
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.theme.tokens import Theme
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import YieldingButton
from app.ui.widgets.flow import Flow
from app.ui.widgets.shares import ShareMark, SharesBar
from app.words.catalog import _


class MemoryBar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setWordWrap(True)
        fills = [partial(_fill, part) for part in range(3)]
        self._bar = SharesBar(fills)
        self._legend = [ShareMark(fill) for fill in fills]
        self._remark = QLabel()
        self._arithmetic = QLabel()
        self._arithmetic.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._title, self._remark, self._arithmetic):
            label.setObjectName("small")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._ask = YieldingButton(_("How is this counted?"), kind="link")
        self._ask.setCheckable(True)
        self._ask.toggled.connect(self._arithmetic.setVisible)
        self._arithmetic.hide()
        marks = QWidget()
        flow = Flow(marks, gap=tokens.SPACE_3)
        for mark in self._legend:
            mark.label.setWordWrap(True)
            flow.addWidget(mark)
        foot = QWidget()
        Beside(foot, self._remark, self._ask, least=120)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        for part in (self._title, self._bar, marks):
            column.addWidget(part)
        column.addWidget(foot)
        column.addWidget(self._arithmetic)

    def show_memory(self, memory: Memory | None) -> None:
        self.setVisible(memory is not None)
        if memory is None:
            return
        self._title.setText(memory.title)
        shares = (memory.weights, memory.cache, memory.working)
        self._bar.show_shares([share.size_bytes for share in shares], limit=memory.free_bytes)
        for mark, share in zip(self._legend, shares, strict=True):
            mark.label.setText(share.words)
        self._bar.setAccessibleName(", ".join((memory.title, *(share.words for share in shares))))
        self._remark.setText(memory.remark)
        self._arithmetic.setText(memory.arithmetic)
        self._ask.setVisible(bool(memory.arithmetic))

    def dress(self, look: Look) -> None:
        self._bar.dress(look)
        for mark in self._legend:
            mark.dress(look)


def _fill(part: int, painter: QPainter, box: QRectF, theme: Theme) -> None:
    """Weights, cache or working memory."""
    painter.fillRect(box, QColor((theme.accent, theme.amber, theme.warm)[part]))
