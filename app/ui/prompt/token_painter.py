"""Paints the lines of tokens that are seen, and nothing else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.domain.generation import PartKind
from app.ui.prompt import heat, parts
from app.ui.prompt.lines import Fragment
from app.ui.prompt.shown_token import LINE_END, ShownToken
from app.ui.theme import tokens
from app.ui.theme.fonts import fixed_font
from app.ui.theme.look import Look

_LINE: float = 1.8
"""Height of a line, as a multiple of the font's size."""


@dataclass(frozen=True)
class Marks:
    """What is special for the moment: tokens by their index."""

    current: int | None = None
    hovered: int | None = None
    found: Collection[int] = field(default_factory=frozenset)


class TokenPainter:
    """Knows the font, and with it how wide a text is and how high a line."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.font = fixed_font(scale=look.scale)
        self._metrics = QFontMetricsF(self.font)
        self._widths: dict[str, float] = {}
        self._space = self.measure(" ")
        self.line_height = float(round(self.font.pixelSize() * _LINE))
        self.inset = float(look.px(6))
        self._shade = QColor(look.theme.bubble)
        self._shade.setAlphaF(0.6)

    def measure(self, text: str) -> float:
        """px; the same pieces come again and again."""
        width = self._widths.get(text)
        if width is None:
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width

    def paint_line(
        self, painter: QPainter, top: float, fragments: Sequence[Fragment], shown: Sequence[ShownToken], marks: Marks
    ) -> None:
        for one in fragments:
            box = QRectF(one.left, top + 1, one.width, self.line_height - 2)
            token = shown[one.token]
            self._paint_ground(painter, box, one, token, is_found=one.token in marks.found)
            self._paint_text(painter, box, one, token)
            if one.token in {marks.current, marks.hovered}:
                self._paint_ring(painter, box, is_current=one.token == marks.current)

    def _paint_ground(
        self, painter: QPainter, box: QRectF, one: Fragment, token: ShownToken, *, is_found: bool
    ) -> None:
        theme = self._look.theme
        painter.setPen(Qt.PenStyle.NoPen)
        if is_found:
            painter.setBrush(QColor(theme.found))
            painter.drawRoundedRect(box, 3, 3)
        elif token.probability is not None:
            self._paint_heat(painter, box, heat.band(token.probability))
        elif token.kind is PartKind.CONTROL:
            painter.setBrush(QColor(theme.warm_soft))
            painter.drawRoundedRect(box.adjusted(1, 0, -1, 0), tokens.RADIUS_SMALL, tokens.RADIUS_SMALL)
        elif one.token % 2:
            painter.setBrush(self._shade)
            painter.drawRoundedRect(box, 3, 3)

    def _paint_heat(self, painter: QPainter, box: QRectF, band: heat.Band) -> None:
        theme, high = self._look.theme, self._look.px(band.line)
        room = box.adjusted(0.5, 0, -0.5, 0)
        painter.fillRect(room, band.ground(theme))
        painter.fillRect(QRectF(room.left(), room.bottom() - high, room.width(), high), QColor(theme.warm))

    def _paint_text(self, painter: QPainter, box: QRectF, one: Fragment, token: ShownToken) -> None:
        theme = self._look.theme
        left = box.left() + (self.inset if token.kind is PartKind.CONTROL else 0)
        base = box.center().y() + (self._metrics.ascent() - self._metrics.descent()) / 2
        painter.setPen(QColor(parts.ink(token.kind, theme)))
        text = one.text.rstrip(LINE_END)
        painter.drawText(QPointF(left, base), text)
        if len(text) < len(one.text):
            painter.setPen(QColor(theme.ink_third))
            painter.drawText(QPointF(left + self.measure(text), base), one.text[len(text) :])
        if " " in text and token.kind is not PartKind.CONTROL:
            self._paint_spaces(painter, text, QPointF(left, box.center().y()))

    def _paint_spaces(self, painter: QPainter, text: str, start: QPointF) -> None:
        """A faint dot in each."""
        colour = QColor(self._look.theme.ink_third)
        colour.setAlphaF(0.55)
        dot = max(1.0, self._look.scale * 1.2)
        for at, character in enumerate(text):
            if character == " ":
                x = start.x() + self.measure(text[:at]) + (self._space - dot) / 2
                painter.fillRect(QRectF(x, start.y(), dot, dot), colour)

    def _paint_ring(self, painter: QPainter, box: QRectF, *, is_current: bool) -> None:
        theme = self._look.theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.focus if is_current else theme.ink_third), 2 if is_current else 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
