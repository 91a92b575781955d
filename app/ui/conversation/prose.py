"""Segments of running text: Markdown paragraphs, headings, lists and quotes, and plain text as it was typed."""

import math
import re
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QTextCursor, QTextDocument

from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.builder import build
from app.ui.conversation.document_segment import DocumentSegment
from app.ui.conversation.ornaments import INDENT, Ornaments, find_ornaments
from app.ui.conversation.segment import Marks, Segment
from app.ui.conversation.style import Style

_FROM_RIGHT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Hebrew, Arabic and their kin."""


class ProseSegment(DocumentSegment):
    """One Markdown block that is no card of its own."""

    def __init__(self, block: Block, style: Style, *, is_dim: bool = False) -> None:
        super().__init__(block, style, is_dim=is_dim)
        self._ornaments: Ornaments | None = None

    def write(self, document: QTextDocument) -> None:
        document.setIndentWidth(self.style.px(INDENT))
        build(document, self.block, self.style)

    def estimate(self, width: int) -> int:
        return self.style.lines(self.block.source.strip(), width=width) * self.style.line_height

    def measure(self) -> int:
        height = super().measure()
        if self.block.kind in {Kind.LIST, Kind.QUOTE}:
            self._ornaments = find_ornaments(self.document, self.style, width=self.width)
        return height

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        if self._ornaments:
            self._ornaments.draw(painter, clip, self.style)
        super().draw(painter, clip, marks)


class PlainSegment(DocumentSegment):
    """Text as it was typed, every space and line of it."""

    def measure(self) -> int:
        """Lines that are read from the right end where the longest one does, not at the edge of the whole room."""
        height = super().measure()
        if _FROM_RIGHT.search(self._shown):
            self.document.setTextWidth(math.ceil(self.document.idealWidth()))
        return height

    def write(self, document: QTextDocument) -> None:
        cursor = QTextCursor(document)
        cursor.setBlockFormat(self.style.block(self.style.line_height))
        cursor.insertText(self._shown, self.style.text)

    @property
    def _shown(self) -> str:
        # A piece ends with the line end that parts it from the next one.
        return self.block.body.removesuffix("\n")

    def estimate(self, width: int) -> int:
        return self.style.lines(self._shown, width=width) * self.style.line_height

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
