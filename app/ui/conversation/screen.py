"""Where things of a column stand on the screen, and what stands at a place there."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from PySide6.QtCore import QPoint, QRect

from app.ui.conversation.column import Column
from app.ui.conversation.row_layout import RowLayout
from app.ui.conversation.segment import Segment
from app.ui.conversation.selection import Place
from app.ui.theme import tokens

TOP: Final = tokens.SPACE_6
BOTTOM: Final = tokens.SPACE_2


class Seen(NamedTuple):
    """A row on the screen; without a layout there was no time yet to look into it."""

    row: int
    layout: RowLayout | None
    rect: QRect


class Hit(NamedTuple):
    """What lies at or nearest to a point: a segment, and the point in it."""

    row: int
    segment: Segment
    point: QPoint


class Screen:
    """Coordinates of the screen are px from the top of the viewport, those of the column from the top of the chat.

    ``y`` is where the screen begins in the column.
    """

    def __init__(self, column: Column) -> None:
        self.column = column
        self.height = 0
        self.left = 0
        self.y = 0

    @property
    def total(self) -> int:
        return TOP + self.column.heights.total + BOTTOM

    @property
    def greatest_y(self) -> int:
        return max(0, self.total - self.height)

    def top(self, row: int) -> int:
        return TOP + self.column.heights.top(row)

    def seen(self, top: int = 0, bottom: int | None = None) -> Iterator[Seen]:
        """The rows in a band of the screen, by default all of it."""
        if not self.column.rows:
            return
        end = self.height if bottom is None else bottom
        index = self.column.heights.at(self.y + top - TOP)
        y = self.top(index) - self.y
        while index < len(self.column.rows) and y < end:
            height = self.column.heights[index]
            yield Seen(index, self.column.known_layout(index), QRect(self.left, y, self.column.width, height))
            y += height
            index += 1

    def segments_in(self, seen: Seen) -> Iterator[tuple[Segment, QRect]]:
        """What of a row is on the screen, and where."""
        if seen.layout:
            top = seen.rect.top()
            for at in seen.layout.between(-top, self.height - top):
                yield seen.layout.segments[at], seen.layout.place(at).translated(seen.rect.topLeft())

    def hit(self, point: QPoint) -> Hit | None:
        """The segment at a point of the screen or the nearest one above or below it."""
        for seen in self.seen(min(point.y(), self.height - 1), point.y() + 1):
            if seen.layout and seen.layout.segments:
                local = point - seen.rect.topLeft()
                at = seen.layout.between(local.y(), local.y() + 1)[0]
                place = seen.layout.place(at)
                return Hit(seen.row, seen.layout.segments[at], local - place.topLeft())
        return None

    def place_at(self, point: QPoint) -> Place | None:
        """The position in the text that is nearest to a point of the screen."""
        hit = self.hit(point)
        if hit is None or not hit.segment.is_laid_out:
            return None
        return Place(hit.row, hit.segment.key, hit.segment.position_at(hit.point))

    def row_rect(self, index: int) -> QRect:
        """Where a row stands on the screen, perhaps far outside of it."""
        return QRect(self.left, self.top(index) - self.y, self.column.width, self.column.heights[index])

    def segment_rect(self, index: int, segment: Segment) -> QRect:
        layout = self.column.layout(index)
        return layout.place(layout.index_of(segment.key)).translated(self.row_rect(index).topLeft())
