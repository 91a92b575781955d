"""One row laid out: its segments from top to bottom, each measured when it is first seen, in a bubble or on paper."""

from bisect import bisect_left
from collections.abc import Iterator
from time import perf_counter
from typing import Final

from PySide6.QtCore import QRect

from app.ui.conversation.blocks import Kind
from app.ui.conversation.contents import Contents, is_inset
from app.ui.conversation.ending import EndingSegment
from app.ui.conversation.fold import FoldSegment, PathSegment
from app.ui.conversation.heights import Heights
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.section import Folds, PortionSegment
from app.ui.conversation.segment import Key, Segment
from app.ui.conversation.style import Style
from app.ui.theme import tokens

# Under every message there is room for its actions, so that they never cover text.
STRIP: Final = 36
BUBBLE_PAD_X: Final = 14
# Lines have their extra height above the letters.
BUBBLE_PAD_ABOVE: Final = 8
BUBBLE_PAD_BELOW: Final = 10


class Budget:
    """How long one go may take, so that the window stays alive."""

    def __init__(self, milliseconds: float) -> None:
        self.deadline = perf_counter() + milliseconds / 1000

    @property
    def is_over(self) -> bool:
        return perf_counter() >= self.deadline


class RowLayout:
    """Coordinates are px from the row's top left corner. Heights are estimates where nothing was laid out yet."""

    def __init__(self, row: Row, style: Style, *, width: int, folds: Folds) -> None:
        self.style = style
        self.width = width
        self._contents = Contents(row, style, folds)
        self._stack = Heights()
        self._gaps: list[int] = []
        """The space above each segment."""
        self._insides: list[tuple[int, int]] = []
        """The first and the last index of the segments behind each line that is open."""
        self._can_open = False
        self._stack_from(0)

    # What it is made of

    @property
    def row(self) -> Row:
        return self._contents.row

    @property
    def segments(self) -> list[Segment]:
        return self._contents.segments

    def build(self) -> None:
        """Make every segment anew."""
        self._contents.build()
        self._stack_from(0)

    def grow(self, row: Row) -> int:
        """More of a streaming row has come; returns the y from which on it looks different."""
        first = self._contents.grow(row)
        self._stack_from(first)
        return self.top(first)

    def finish(self, row: Row) -> None:
        """A streaming row is complete."""
        self._contents.finish(row)
        self._stack_from(0)

    def _stack_from(self, first: int) -> None:
        """Put the segments under each other; those before the first index are as they were."""
        self._can_open = self._contents.can_open
        for segment in self.segments[first:]:
            segment.set_width(self._width_of(segment))
        self._stack.truncate(first)
        del self._gaps[first:]
        for at in range(first, len(self.segments)):
            gap = space_between(self.segments[at - 1], self.segments[at]) if at else 0
            self._gaps.append(self.style.px(gap))
            self._stack.append(self._gaps[at] + self.segments[at].height)
        self._insides = list(self._found_insides()) if self._can_open else []

    def _found_insides(self) -> Iterator[tuple[int, int]]:
        first = -1
        for at, segment in enumerate(self.segments):
            if not is_inset(segment.key, self.row):
                if first >= 0:
                    yield first, at - 1
                first = -1
            elif first < 0:
                first = at
        if first >= 0:
            yield first, len(self.segments) - 1

    # Where everything stands

    @property
    def is_bubble(self) -> bool:
        return self.row.role is RowRole.USER

    @property
    def _pad_above(self) -> int:
        return self.style.px(BUBBLE_PAD_ABOVE) if self.is_bubble else 0

    @property
    def strip(self) -> QRect:
        """The room under the message that belongs to its actions."""
        height = self.style.px(STRIP)
        return QRect(0, self.height - height, self.width, height)

    @property
    def below_text(self) -> int:
        """What stands under the last segment: the bubble's edge and the strip."""
        return (self.style.px(BUBBLE_PAD_BELOW) if self.is_bubble else 0) + self.style.px(STRIP)

    @property
    def height(self) -> int:
        return self._pad_above + self._stack.total + self.below_text

    @property
    def is_measured(self) -> bool:
        return all(segment.is_laid_out for segment in self.segments)

    @property
    def _inner_width(self) -> int:
        if not self.is_bubble:
            return self.width
        return min(self.width, self.style.px(tokens.BUBBLE_WIDTH)) - 2 * self.style.px(BUBBLE_PAD_X)

    def set_width(self, width: int) -> None:
        if width != self.width:
            self.width = width
            for segment in self.segments:
                segment.set_width(self._width_of(segment))
            self._restack(range(len(self.segments)))

    def _inset(self, segment: Segment) -> int:
        is_inside = self._can_open and is_inset(segment.key, self.row)
        return self.style.px(tokens.SPACE_4) if is_inside else 0

    def _width_of(self, segment: Segment) -> int:
        return self._inner_width - self._inset(segment)

    @property
    def insides(self) -> list[QRect]:
        """Where that stands which is behind lines that are open."""
        return [self.place(first).united(self.place(last)) for first, last in self._insides]

    @property
    def bubble(self) -> QRect:
        """The ground of a question, as wide as its text."""
        pad = self.style.px(BUBBLE_PAD_X)
        inner = max((segment.natural_width for segment in self.segments if segment.is_laid_out), default=0)
        width = (inner or self._inner_width) + 2 * pad
        return QRect(self.width - width, 0, width, self.height - self.style.px(STRIP))

    def top(self, index: int) -> int:
        """Where a segment begins; the index behind the last gives the end of them all."""
        return self._pad_above + self._stack.top(index) + self._gap_above(index)

    def _gap_above(self, index: int) -> int:
        return self._gaps[index] if index < len(self._gaps) else 0

    def place(self, index: int) -> QRect:
        segment = self.segments[index]
        left = self._inset(segment)
        if self.is_bubble:
            left += self.bubble.left() + self.style.px(BUBBLE_PAD_X)
        return QRect(left, self.top(index), segment.width, segment.height)

    def between(self, top: int, bottom: int) -> range:
        """The indexes of the segments that reach into this band."""
        if not self.segments or bottom <= top:
            return range(0)
        return range(self._stack.at(top - self._pad_above), self._stack.at(bottom - 1 - self._pad_above) + 1)

    def index_of(self, key: Key) -> int:
        """The segment with this key, or the next one below; the length when there is none."""
        return bisect_left(self.segments, key, key=lambda segment: segment.key)

    def _restack(self, indexes: range) -> None:
        for at in indexes:
            self._stack.set(at, self._gaps[at] + self.segments[at].height)

    # Laying out what is seen

    def lay_out_down(self, first: int, y: int, *, bottom: int, budget: Budget) -> tuple[int, bool]:
        """Lay out from a segment whose top is at y down to bottom.

        Returns the y of what comes after it all, and whether the time sufficed.
        """
        at = first
        while at < len(self.segments):
            if y >= bottom:
                return y, True
            is_above = y + self.segments[at].height <= 0
            if not is_above and not self._ensure(at, budget):
                return y, False
            y += self.segments[at].height + self._gap_above(at + 1)
            at += 1
        return y + self.below_text, True

    def lay_out_up(self, end: int, y: int, *, budget: Budget) -> tuple[int, bool]:
        """Lay out the segments before end, which begins at y, up to y = 0.

        Returns the y of the row's top, or of where it stopped, and whether the time sufficed.
        """
        at = end
        while at > 0:
            if y <= 0:
                return y, True
            if not budget.is_over:
                at += self.open_portion(at - 1)
            if not self._ensure(at - 1, budget):
                return y, False
            y -= self.segments[at - 1].height + self._gap_above(at)
            at -= 1
        return y - self._pad_above, True

    def _ensure(self, index: int, budget: Budget) -> bool:
        segment = self.segments[index]
        if segment.is_laid_out:
            return True
        if budget.is_over:
            return False
        self.open_portion(index)
        self.segments[index].lay_out()
        self._restack(range(index, index + 1))
        return True

    def open_portion(self, index: int) -> int:
        """Parse what has not been parsed yet; returns how many segments there are more."""
        segment = self.segments[index]
        if not isinstance(segment, PortionSegment):
            return 0
        before = len(self.segments)
        self._contents.open_portion(segment)
        self._stack_from(index)
        return len(self.segments) - before


def space_between(above: Segment, below: Segment) -> int:
    """The distance of two segments in px at 100 %."""
    if below.is_joined:
        return 0
    kinds = {above.block.kind, below.block.kind}
    if below.block.kind is Kind.HEADING:
        return tokens.SPACE_5
    if above.block.kind is Kind.HEADING:
        return tokens.SPACE_2
    if isinstance(above, FoldSegment) and isinstance(below, FoldSegment):
        return 0 if isinstance(below, PathSegment) else tokens.SPACE_2
    if kinds & {Kind.CODE, Kind.TABLE, Kind.RULE} or isinstance(above, FoldSegment) or isinstance(below, EndingSegment):
        return tokens.SPACE_3
    return tokens.SPACE_2 + 2
