"""The one line that stands for what is folded away: a model's reasoning, a system prompt."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF

from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.segment import Marks, Segment, Spot, Unfold, draw_focus
from app.ui.conversation.style import Style
from app.ui.theme import tokens
from app.words.catalog import n_


class FoldSegment(Segment):
    """The whole line opens and closes; it says how much there is."""

    def __init__(self, title: str, text: str, style: Style, *, is_open: bool) -> None:
        super().__init__(Block(Kind.PLAIN, ""), style)
        self._title = title
        self._is_open = is_open
        self.count(text)

    def count(self, text: str) -> None:
        """The text that is folded away has grown to this."""
        words = len(text.split())
        self._amount = n_("{n} word", "{n} words", words).format(n=f"{words:,}")

    def estimate(self, width: int) -> int:
        return self.style.px(tokens.SPACE_2) * 2 + self.style.small_line_height

    def measure(self) -> int:
        return self.estimate(self.width)

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        style = self.style
        rect = QRect(0, 0, self.width, self.height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.line, 1))
        painter.setBrush(style.nothing)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), tokens.RADIUS_FOLD, tokens.RADIUS_FOLD)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.ink_second)
        left = style.px(tokens.SPACE_3)
        painter.drawPolygon(self._triangle(left))
        painter.restore()
        painter.setPen(style.ink if marks.hovered else style.ink_second)
        painter.setFont(style.small_font)
        text = rect.adjusted(left + style.px(14), 0, -left, 0)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, middle, self._title)
        gap = QFontMetrics(style.small_font).horizontalAdvance(self._title + " ")
        painter.setPen(style.ink_second)
        painter.drawText(text.adjusted(gap, 0, 0, 0), middle, "· " + self._amount)
        if marks.focused:
            draw_focus(painter, rect.adjusted(1, 1, -1, -1), style)

    def _triangle(self, left: int) -> QPolygonF:
        half = self.style.px(4)
        middle = QPointF(left + half, self.height / 2)
        if self._is_open:
            return QPolygonF(
                [middle + QPointF(-half, -half / 2), middle + QPointF(half, -half / 2), middle + QPointF(0, half)]
            )
        return QPolygonF(
            [middle + QPointF(-half / 2, -half), middle + QPointF(half, 0), middle + QPointF(-half / 2, half)]
        )

    def spots(self) -> list[Spot]:
        return [
            Spot(
                QRect(0, 0, self.width, self.height),
                f"{self._title}, {self._amount}",
                Unfold(self.key, opens=not self._is_open),
            )
        ]
