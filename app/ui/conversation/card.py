"""The card around code and tables: a rounded ground with a hairline, of which a segment may be only a part."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.ui.conversation.style import Style
from app.ui.theme import tokens

_BEYOND: Final = 2 * tokens.RADIUS_CARD


def draw_card(
    painter: QPainter, rect: QRect, *, style: Style, ground: str, begins: bool = True, ends: bool = True
) -> None:
    """Where the card goes on in the next segment, it has no corners and no line."""
    whole = QRectF(rect).adjusted(0.5, 0.5 if begins else -_BEYOND, -0.5, -0.5 if ends else _BEYOND)
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.line, 1))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(whole, tokens.RADIUS_FOLD, tokens.RADIUS_FOLD)
    painter.restore()
