"""A table of an answer: a card that fits the column, or scrolls sideways where it cannot."""

import math

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QTextDocument

from app.ui.conversation.blocks import Block
from app.ui.conversation.builder import build
from app.ui.conversation.card import draw_card
from app.ui.conversation.document_segment import DocumentSegment
from app.ui.conversation.segment import Marks, Span
from app.ui.conversation.sideways import BAR_HEIGHT, Sideways
from app.ui.conversation.style import Style
from app.ui.theme import tokens

# A column may be squeezed to about this many px before the table scrolls instead.
_COLUMN = 150


class TableSegment(DocumentSegment):
    def __init__(self, block: Block, style: Style, *, is_dim: bool = False) -> None:
        super().__init__(block, style, is_dim=is_dim)
        self.sideways = Sideways()

    def write(self, document: QTextDocument) -> None:
        build(document, self.block, self.style)

    def estimate(self, width: int) -> int:
        row = self.style.line_height + 2 * self.style.px(tokens.SPACE_1 + 2) + 1
        return max(1, self.block.source.strip().count("\n")) * row

    def measure(self) -> int:
        document = self.document
        columns = self.block.source.lstrip().split("\n", 1)[0].strip().strip("|").count("|") + 1
        document.setTextWidth(-1)
        natural = math.ceil(document.idealWidth()) + 1
        room = self.width - 2
        document.setTextWidth(max(room, min(natural, columns * self.style.px(_COLUMN))))
        size = document.size().toSize()
        self.origin = QPoint(1, 1)
        self.sideways.fit(content=size.width(), room=room)
        return size.height() + 2 + (2 * BAR_HEIGHT if self.sideways.is_needed else 0)

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        card = QRect(0, 0, self.width, self.height)
        draw_card(painter, card, style=self.style, ground=self.style.theme.surface)
        painter.save()
        painter.setClipRect(card.adjusted(1, 1, -1, -1), Qt.ClipOperation.IntersectClip)
        painter.translate(-self.sideways.offset, 0)
        super().draw(painter, clip.translated(self.sideways.offset, 0), marks)
        painter.restore()
        self.sideways.draw(painter, self.track, self.style)

    @property
    def track(self) -> QRect:
        """Where the bar moves that scrolls this table sideways."""
        pad = self.style.px(tokens.SPACE_3)
        return QRect(pad, self.height - 2 * BAR_HEIGHT, self.width - 2 * pad, BAR_HEIGHT)

    def position_at(self, point: QPoint) -> int:
        return super().position_at(point + QPoint(self.sideways.offset, 0))

    def markdown(self, span: Span) -> str:
        """Within one cell its text; more than that is the table, of which there are no halves in Markdown."""
        cells = [self.document.findBlock(position) for position in span]
        return super().markdown(span) if cells[0] == cells[1] else self.block.source.rstrip()

    def scroll_sideways(self, distance: int) -> bool:
        return self.sideways.move_to(self.sideways.offset + distance)

    @property
    def grip(self) -> QRect:
        return self.sideways.grip(self.track)

    def pull_sideways(self, distance: int) -> bool:
        return self.sideways.drag(distance, track=self.track)
