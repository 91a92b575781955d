"""Paints a band of the screen: paper, bubbles, segments, and pale lines where nothing was laid out yet."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.ui.conversation.pane import Pane
from app.ui.conversation.row_layout import RowLayout
from app.ui.conversation.screen import Seen
from app.ui.conversation.segment import Marks, Segment
from app.ui.conversation.style import Style
from app.ui.theme import tokens

MarksOf = Callable[[int, Segment], Marks]
"""What lies over a segment of a row."""

_SKELETON_LINES: Final = (1.0, 0.92, 0.97, 0.6)
_FOCUS_DISTANCE: Final = 8


def paint(painter: QPainter, band: QRect, *, pane: Pane, marks: MarksOf, focused_row: int) -> None:
    """Everything inside of band; focused_row is the index of the row that has the keyboard, or -1."""
    style = pane.column.style
    painter.setClipRect(band)
    painter.fillRect(band, QColor(style.theme.paper))
    for seen in pane.seen(band.top(), band.bottom() + 1):
        if seen.layout is None:
            _draw_skeleton(painter, seen.rect, style)
        else:
            _draw_row(painter, band, seen, seen.layout, marks)
            if seen.row == focused_row:
                _draw_focus(painter, seen, seen.layout)


def _draw_row(painter: QPainter, band: QRect, seen: Seen, layout: RowLayout, marks: MarksOf) -> None:
    corner = seen.rect.topLeft()
    if layout.is_bubble:
        _draw_bubble(painter, layout.bubble.translated(corner), layout.style)
    for inside in layout.insides:
        bar = inside.translated(corner)
        painter.fillRect(QRect(corner.x(), bar.top(), 2, bar.height()), layout.style.line)
    for at in layout.between(band.top() - corner.y(), band.bottom() + 1 - corner.y()):
        segment = layout.segments[at]
        place = layout.place(at).translated(corner)
        if not segment.is_laid_out:
            _draw_skeleton(painter, place, layout.style)
        elif place.intersects(band):
            painter.translate(place.topLeft())
            segment.draw(painter, band.translated(-place.topLeft()), marks(seen.row, segment))
            painter.translate(-place.topLeft())


def _draw_bubble(painter: QPainter, rect: QRect, style: Style) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.line, 1) if style.theme.is_high_contrast else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QColor(style.theme.bubble))
    painter.drawPath(_bubble_path(QRectF(rect)))
    painter.restore()


def _bubble_path(rect: QRectF) -> QPainterPath:
    """Round, but for the corner that points at the person."""
    radius, tail = float(tokens.RADIUS_BUBBLE), float(tokens.RADIUS_BUBBLE_TAIL)
    path = QPainterPath()
    path.moveTo(rect.left() + radius, rect.top())
    for corner, size, start in (
        (rect.topRight(), radius, 90),
        (rect.bottomRight(), tail, 0),
        (rect.bottomLeft(), radius, 270),
        (rect.topLeft(), radius, 180),
    ):
        left = corner.x() - (2 * size if corner.x() > rect.center().x() else 0)
        top = corner.y() - (2 * size if corner.y() > rect.center().y() else 0)
        path.arcTo(QRectF(left, top, 2 * size, 2 * size), start, -90)
    path.closeSubpath()
    return path


def _draw_skeleton(painter: QPainter, rect: QRect, style: Style) -> None:
    """Lines where text will stand in a moment."""
    step = style.line_height
    for number in range(rect.height() // step):
        width = int(rect.width() * _SKELETON_LINES[number % len(_SKELETON_LINES)])
        line = QRect(rect.left(), rect.top() + number * step + step // 4, width, step // 2)
        painter.fillRect(line, QColor(style.theme.code))


def _draw_focus(painter: QPainter, seen: Seen, layout: RowLayout) -> None:
    """A ring around the message that the keyboard is at."""
    inner = layout.bubble if layout.is_bubble else QRect(0, 0, layout.width, layout.height - layout.strip.height())
    ring = inner.translated(seen.rect.topLeft()).adjusted(-_FOCUS_DISTANCE, -4, _FOCUS_DISTANCE, 4)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(layout.style.focus, 2))
    painter.setBrush(layout.style.nothing)
    painter.drawRoundedRect(ring, tokens.RADIUS_FOLD, tokens.RADIUS_FOLD)
    painter.restore()
