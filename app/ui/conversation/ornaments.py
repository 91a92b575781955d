"""What is drawn beside the text of lists and quotes: marks of items, bars of quotes, the ground of code inside."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTextBlock, QTextDocument, QTextFormat

from app.ui.conversation.builder import IS_CODE, MARK
from app.ui.conversation.style import Style
from app.ui.theme import tokens

# How far each level of a list is indented.
INDENT: Final = 24
_BEFORE_TEXT: Final = 8
_BAR: Final = 3
_DOT: Final = 5
_BOX: Final = 13


@dataclass(frozen=True, slots=True)
class ListMark:
    """What stands before an item; rect is the room before its first line."""

    text: str
    rect: QRect
    depth: int


@dataclass(frozen=True, slots=True)
class Ornaments:
    marks: tuple[ListMark, ...]
    bars: tuple[QRect, ...]
    grounds: tuple[QRect, ...]

    def draw(self, painter: QPainter, clip: QRect, style: Style) -> None:
        for ground in self.grounds:
            painter.fillRect(ground, QColor(style.theme.code))
        for bar in self.bars:
            painter.fillRect(bar, style.line)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(style.text_font)
        for mark in self.marks:
            if mark.rect.intersects(clip):
                _draw_mark(painter, mark, style)
        painter.restore()


def find_ornaments(document: QTextDocument, style: Style, *, width: int) -> Ornaments:
    """Look through a document that is laid out."""
    marks: list[ListMark] = []
    bars: list[QRect] = []
    grounds: list[QRect] = []
    step = style.px(tokens.SPACE_4)
    block = document.begin()
    while block.isValid():
        form = block.blockFormat()
        top, bottom = _extent(block, document)
        left = round(form.indent() * document.indentWidth() + form.leftMargin())
        for depth in range(int(form.property(QTextFormat.Property.BlockQuoteLevel) or 0)):
            _extend(bars, QRect(depth * step, top, style.px(_BAR), bottom - top))
        if form.property(IS_CODE):
            pad = style.px(tokens.SPACE_2)
            _extend(grounds, QRect(left - pad, top - pad // 2, width - left + pad, bottom - top + pad))
        if text := form.property(MARK):
            line = QRect(left - style.px(INDENT), top, style.px(INDENT - _BEFORE_TEXT), round(form.lineHeight()))
            marks.append(ListMark(str(text), line, form.indent()))
        block = block.next()
    return Ornaments(tuple(marks), tuple(bars), tuple(grounds))


def _extent(block: QTextBlock, document: QTextDocument) -> tuple[int, int]:
    """From the top of the text to where the space of the next block begins."""
    layout = document.documentLayout()
    top = layout.blockBoundingRect(block).top()
    following = block.next()
    bottom = document.size().height()
    if following.isValid():
        bottom = layout.blockBoundingRect(following).top() - following.blockFormat().topMargin()
    return round(top), round(bottom)


def _extend(rects: list[QRect], rect: QRect) -> None:
    """Add a rect; one that follows in the same place only makes the last one longer."""
    known = rects[-1] if rects else None
    if known and known.left() == rect.left() and rect.top() - known.bottom() <= tokens.SPACE_4:
        known.setBottom(rect.bottom())
    else:
        rects.append(rect)


def _draw_mark(painter: QPainter, mark: ListMark, style: Style) -> None:
    painter.setPen(style.ink_second)
    if not mark.text.startswith("-"):
        # A long number reaches to the left.
        room = mark.rect.adjusted(-mark.rect.width(), 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, mark.text)
    elif "[" in mark.text:
        _draw_box(painter, mark, style, is_checked="x" in mark.text)
    else:
        size = style.px(_DOT)
        dot = QRectF(0, 0, size, size)
        dot.moveCenter(QPointF(mark.rect.right() - size, _middle(mark.rect, style)))
        is_ring = mark.depth % 2 == 0
        painter.setPen(QPen(style.ink_second, 1.2) if is_ring else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(style.nothing if is_ring else style.ink_second)
        painter.drawEllipse(dot)


def _draw_box(painter: QPainter, mark: ListMark, style: Style, *, is_checked: bool) -> None:
    size = style.px(_BOX)
    box = QRectF(0, 0, size, size)
    box.moveCenter(QPointF(mark.rect.right() - size / 2 + 1, _middle(mark.rect, style)))
    painter.setPen(QPen(style.accent if is_checked else style.ink_third, 1.2))
    painter.setBrush(style.accent if is_checked else style.nothing)
    painter.drawRoundedRect(box, 3, 3)
    if is_checked:
        painter.setPen(QPen(QColor(style.theme.on_accent), size / 8))
        painter.setBrush(style.nothing)
        tick = [QPointF(0.25, 0.52), QPointF(0.43, 0.7), QPointF(0.76, 0.32)]
        painter.drawPolyline(QPolygonF([box.topLeft() + point * size for point in tick]))


def _middle(line: QRect, style: Style) -> float:
    """Half the height of small letters, which stand at the bottom of their line."""
    return line.bottom() - style.px(tokens.TEXT_BODY) * 0.58
