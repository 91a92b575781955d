"""Segments of running text: Markdown paragraphs, headings, lists and quotes, and plain text as it was typed."""

from typing import Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QTextBlock, QTextCursor, QTextDocument, QTextFormat

from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.builder import IS_CODE, build
from app.ui.conversation.document_segment import DocumentSegment
from app.ui.conversation.segment import Marks, Segment
from app.ui.conversation.style import Style
from app.ui.theme import tokens

# A Chinese, Japanese or Korean character takes the room of about this many Latin ones.
_WIDE: Final = 1.9


def estimated_lines(text: str, *, width: int, letter_width: float) -> int:
    """How many lines a text of this length about takes; looks at the length, not at every character."""
    sample = text[:2_000]
    wide = sum(character >= "\u1100" for character in sample) / max(1, len(sample))
    letters = len(text) * (1 + (_WIDE - 1) * wide)
    return 1 + text.count("\n") + int(letters * letter_width / max(1, width))


class ProseSegment(DocumentSegment):
    """One Markdown block that is no card of its own."""

    def __init__(self, block: Block, style: Style, *, is_dim: bool = False) -> None:
        super().__init__(block, style, is_dim=is_dim)
        self._bars: list[QRect] = []
        self._grounds: list[QRect] = []

    def write(self, document: QTextDocument) -> None:
        document.setIndentWidth(self.style.px(tokens.SPACE_5 + 2))
        build(document, self.block, self.style)

    def estimate(self, width: int) -> int:
        lines = estimated_lines(self.block.source.strip(), width=width, letter_width=self.style.letter_width)
        return lines * self.style.line_height

    def measure(self) -> int:
        height = super().measure()
        if self.block.kind in {Kind.LIST, Kind.QUOTE}:
            self._find_decorations()
        return height

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        for ground in self._grounds:
            painter.fillRect(ground, QColor(self.style.theme.code))
        for bar in self._bars:
            painter.fillRect(bar, self.style.line)
        super().draw(painter, clip, marks)

    def _find_decorations(self) -> None:
        """The bars beside quotes, as long as the blocks that follow each other; the grounds of code inside."""
        self._bars.clear()
        self._grounds.clear()
        block = self.document.begin()
        while block.isValid():
            form = block.blockFormat()
            rect = self._block_rect(block)
            for depth in range(int(form.property(QTextFormat.Property.BlockQuoteLevel) or 0)):
                left = depth * self.style.px(tokens.SPACE_4)
                _extend(self._bars, QRect(left, rect.top(), self.style.px(3), rect.height()))
            if form.property(IS_CODE):
                _extend(self._grounds, rect)
            block = block.next()

    def _block_rect(self, block: QTextBlock) -> QRect:
        found: QRectF = self.document.documentLayout().blockBoundingRect(block)
        left = int(found.left())
        return QRect(left, int(found.top()), self.width - left, int(found.height()))


def _extend(rects: list[QRect], rect: QRect) -> None:
    """Add a rect, joined with the last one in the same place when only the space of a paragraph lies between."""
    for known in reversed(rects):
        if known.left() == rect.left() and known.width() == rect.width() and rect.top() - known.bottom() < 20:
            known.setBottom(rect.bottom())
            return
    rects.append(rect)


class PlainSegment(DocumentSegment):
    """Text as it was typed, every space and line of it."""

    def write(self, document: QTextDocument) -> None:
        cursor = QTextCursor(document)
        cursor.setBlockFormat(self.style.block(self.style.line_height))
        cursor.insertText(self._shown, self.style.text)

    @property
    def _shown(self) -> str:
        # A piece ends with the line end that parts it from the next one.
        return self.block.body.removesuffix("\n")

    def estimate(self, width: int) -> int:
        lines = estimated_lines(self._shown, width=width, letter_width=self.style.letter_width)
        return lines * self.style.line_height

    def grow(self, block: Block) -> bool:
        if block.kind is not Kind.PLAIN or not block.body.startswith(self.block.body):
            return False
        if self._document is not None:
            cursor = QTextCursor(self._document)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            shown = self._shown
            self.block = block
            cursor.insertText(self._shown[len(shown) :])
        self.block = block
        self.is_laid_out = False
        return True


class RuleSegment(Segment):
    """A hairline across the column."""

    def estimate(self, width: int) -> int:
        return 1

    def measure(self) -> int:
        return 1

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        painter.fillRect(QRect(0, 0, self.width, 1), self.style.line)
