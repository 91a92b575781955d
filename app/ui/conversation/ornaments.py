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
# Half the height of a letter, in font sizes.
_HALF_LETTER: Final = 0.33


@dataclass(frozen=True, slots=True)
class ListMark:
    """What stands before an item: up to right, on the baseline of the item's first line."""

    text: str
    right: int
    baseline: float
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
            if clip.top() - style.line_height < mark.baseline < clip.bottom() + style.line_height:
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
            line = block.layout().lineAt(0)
            baseline = document.documentLayout().blockBoundingRect(block).top() + line.y() + line.ascent()
            marks.append(ListMark(str(text), left - style.px(_BEFORE_TEXT), baseline, form.indent()))
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
    middle = mark.baseline - style.px(tokens.TEXT_BODY) * _HALF_LETTER
    if not mark.text.startswith("-"):
        width = painter.fontMetrics().horizontalAdvance(mark.text)
        painter.drawText(QPointF(mark.right - width, mark.baseline), mark.text)
    elif "[" in mark.text:
        _draw_box(painter, QPointF(mark.right - style.px(_BOX) / 2, middle), style, is_checked="x" in mark.text)
    else:
        size = style.px(_DOT)
        dot = QRectF(0, 0, size, size)
        dot.moveCenter(QPointF(mark.right - size, middle))
        is_ring = mark.depth % 2 == 0
        painter.setPen(QPen(style.ink_second, 1.2) if is_ring else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(style.nothing if is_ring else style.ink_second)
        painter.drawEllipse(dot)


def _draw_box(painter: QPainter, centre: QPointF, style: Style, *, is_checked: bool) -> None:
    size = style.px(_BOX)
    box = QRectF(0, 0, size, size)
    box.moveCenter(centre)
    painter.setPen(QPen(style.accent if is_checked else style.ink_third, 1.2))
    painter.setBrush(style.accent if is_checked else style.nothing)
    painter.drawRoundedRect(box, 3, 3)
    if is_checked:
        painter.setPen(QPen(QColor(style.theme.on_accent), size / 8))
        painter.setBrush(style.nothing)
        tick = [QPointF(0.25, 0.52), QPointF(0.43, 0.7), QPointF(0.76, 0.32)]
        painter.drawPolyline(QPolygonF([box.topLeft() + point * size for point in tick]))
