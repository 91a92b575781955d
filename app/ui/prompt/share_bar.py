"""How much of a prompt each of its parts is: a bar, and a legend with words and numbers."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.generation import PartKind
from app.ui.flow import Flow
from app.ui.look import Look
from app.ui.prompt import parts
from app.ui.theme import tokens
from app.ui.theme.tokens import Theme
from app.words.catalog import _
from app.words.numbers import count

_GAP: Final = 1.5
"""px between two shares."""


class ShareBar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = _Bar()
        marks = QWidget()
        flow = Flow(marks, gap=tokens.SPACE_3)
        self._marks = {kind: _Mark(kind) for kind in parts.ORDER}
        for mark in self._marks.values():
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
            mark.setVisible(bool(shares.get(kind)))
            mark.show_count(shares.get(kind, 0))
            if shares.get(kind):
                words.append(mark.words)
        self._bar.show_shares(shares)
        self._bar.setAccessibleName(_("Shares of the prompt, in tokens: {parts}").format(parts=", ".join(words)))

    def dress(self, look: Look) -> None:
        self._bar.dress(look)
        for mark in self._marks.values():
            mark.dress(look)


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._shares: Mapping[PartKind, int] = {}

    def show_shares(self, shares: Mapping[PartKind, int]) -> None:
        self._shares = shares
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedHeight(look.px(tokens.SPACE_3))

    def paintEvent(self, event: QPaintEvent) -> None:
        room = QRectF(self.rect())
        whole = max(1, sum(self._shares.values()))
        shape = QPainterPath()
        shape.addRoundedRect(room, room.height() / 2, room.height() / 2)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(shape)
            painter.fillRect(room, QColor(self._look.theme.line))
            left = room.left()
            for kind in parts.ORDER:
                wide = room.width() * self._shares.get(kind, 0) / whole
                gap = _GAP if wide > 2 * _GAP else 0
                _fill(painter, QRectF(left, room.top(), wide - gap, room.height()), kind, self._look.theme)
                left += wide


class _Mark(QWidget):
    """A square of a part's colour, its name and its number."""

    def __init__(self, kind: PartKind) -> None:
        super().__init__()
        self._kind = kind
        self._square = _Square(kind)
        self._label = QLabel()
        self._label.setObjectName("small")
        self.setToolTip(parts.meaning(kind))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_1 + 2)
        row.addWidget(self._square)
        row.addWidget(self._label)
        self.words = ""

    def show_count(self, number: int) -> None:
        self.words = f"{parts.name(self._kind)} {count(number)}"
        self._label.setText(self.words)

    def dress(self, look: Look) -> None:
        self._square.dress(look)


class _Square(QWidget):
    def __init__(self, kind: PartKind) -> None:
        super().__init__()
        self._kind = kind
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedSize(look.px(9), look.px(9))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            _fill(painter, QRectF(self.rect()), self._kind, self._look.theme)


def _fill(painter: QPainter, box: QRectF, kind: PartKind, theme: Theme) -> None:
    """Control tokens share their colour with the question, as in the text; here they are hatched."""
    colour = QColor(parts.share(kind, theme))
    if kind is PartKind.CONTROL:
        painter.fillRect(box, QColor(theme.warm_soft))
        painter.fillRect(box, QBrush(colour, Qt.BrushStyle.BDiagPattern))
    else:
        painter.fillRect(box, colour)
