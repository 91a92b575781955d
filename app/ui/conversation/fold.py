"""The one line that stands for what is folded away: a model's reasoning, a system prompt, one of several paths."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF

from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.segment import Key, Marks, Segment, Spot, Unfold, draw_focus
from app.ui.conversation.style import Style
from app.ui.theme import tokens
from app.words.catalog import n_


class FoldSegment(Segment):
    """The whole line opens and closes; it says how much there is."""

    def __init__(self, title: str, amount: str, style: Style, *, key: Key, is_open: bool) -> None:
        super().__init__(Block(Kind.PLAIN, ""), style)
        self.key = key
        self._title = title
        self._amount = amount
        self._is_open = is_open

    @property
    def name(self) -> str:
        """The line as it is read aloud."""
        return f"{self._title}, {self._amount}"

    def estimate(self, width: int) -> int:
        return self.style.px(tokens.SPACE_2) * 2 + self.style.small_line_height

    def measure(self) -> int:
        return self.estimate(self.width)

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        style = self.style
        rect = QRect(0, 0, self.width, self.height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw_ground(painter, rect)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.ink_second)
        left = style.px(tokens.SPACE_3)
        painter.drawPolygon(self._triangle(left))
        painter.restore()
        painter.setFont(style.small_font)
        text = rect.adjusted(left + style.px(14), 0, -left, 0)
        text.setRight(text.right() - self.draw_end(painter, text))
        metrics = QFontMetrics(style.small_font)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(style.small_font)
        painter.setPen(style.ink if marks.hovered else style.ink_second)
        painter.drawText(text, middle, metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, text.width()))
        painter.setPen(style.ink_second)
        text.setLeft(text.left() + metrics.horizontalAdvance(self._title + " "))
        painter.drawText(
            text, middle, metrics.elidedText("· " + self._amount, Qt.TextElideMode.ElideRight, text.width())
        )
        if marks.focused:
            draw_focus(painter, rect.adjusted(1, 1, -1, -1), style)

    def draw_ground(self, painter: QPainter, rect: QRect) -> None:
        """What lies under the line."""
        painter.setPen(QPen(self.style.line, 1))
        painter.setBrush(self.style.nothing)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), tokens.RADIUS_FOLD, tokens.RADIUS_FOLD)

    def draw_end(self, painter: QPainter, room: QRect) -> int:
        """What stands at the right; the px that it takes."""
        return 0

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
        return [Spot(QRect(0, 0, self.width, self.height), self.name, Unfold(self.key, opens=not self._is_open))]


class PathSegment(FoldSegment):
    """One of several paths: a plain line with its answer at the end, set apart where it differs from the majority's."""

    def __init__(
        self, title: str, amount: str, style: Style, *, key: Key, is_open: bool, mark: str, differs: bool
    ) -> None:
        super().__init__(title, amount, style, key=key, is_open=is_open)
        self._mark = mark
        self._differs = differs

    @property
    def name(self) -> str:
        return f"{super().name}, {self._mark}"

    def draw_ground(self, painter: QPainter, rect: QRect) -> None:
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), self.style.line)

    def draw_end(self, painter: QPainter, room: QRect) -> int:
        font = self.style.small_title_font
        metrics = QFontMetrics(font)
        mark = metrics.elidedText(self._mark, Qt.TextElideMode.ElideRight, room.width() // 2)
        painter.setFont(font)
        painter.setPen(QColor(self.style.theme.warm) if self._differs else self.style.ink_second)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark)
        return metrics.horizontalAdvance(mark) + self.style.px(tokens.SPACE_3)


def amount_of(text: str) -> str:
    """How much is folded away."""
    words = len(text.split())
    return n_("{n} word", "{n} words", words).format(n=f"{words:,}")
