"""How much of a prompt each of its parts is: a bar, and a legend with words and numbers."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.generation import PartKind
from app.ui.prompt import parts
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.theme.tokens import Theme
from app.ui.widgets.flow import Flow
from app.ui.widgets.shares import ShareMark, SharesBar
from app.words.catalog import _
from app.words.numbers import count

_GAP: Final = 1.5
"""px between two shares."""


class ShareBar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        fills = {kind: partial(_fill, kind) for kind in parts.ORDER}
        self._bar = SharesBar(tuple(fills.values()), gap=_GAP)
        marks = QWidget()
        flow = Flow(marks, gap=tokens.SPACE_3)
        self._marks = {kind: ShareMark(fill) for kind, fill in fills.items()}
        for kind, mark in self._marks.items():
            mark.setToolTip(parts.meaning(kind))
            flow.addWidget(mark)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(self._bar)
        column.addWidget(marks)

    def show_shares(self, shares: Mapping[PartKind, int]) -> None:
        """Tokens of each part."""
        words = []
        for kind, mark in self._marks.items():
            share = shares.get(kind, 0)
            mark.setVisible(bool(share))
            mark.label.setText(f"{parts.name(kind)} {count(share)}")
            if share:
                words.append(mark.label.text())
        self._bar.show_shares([shares.get(kind, 0) for kind in self._marks])
        self._bar.setAccessibleName(_("Shares of the prompt, in tokens: {parts}").format(parts=", ".join(words)))

    def dress(self, look: Look) -> None:
        self._bar.dress(look)
        for mark in self._marks.values():
            mark.dress(look)


def _fill(kind: PartKind, painter: QPainter, box: QRectF, theme: Theme) -> None:
    """Control tokens share their colour with the question, as in the text; here they are hatched."""
    colour = QColor(parts.share(kind, theme))
    if kind is PartKind.CONTROL:
        painter.fillRect(box, QColor(theme.warm_soft))
        painter.fillRect(box, QBrush(colour, Qt.BrushStyle.BDiagPattern))
    else:
        painter.fillRect(box, colour)
