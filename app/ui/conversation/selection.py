"""What is selected: from one place in a message to another, over everything between, and how that is copied."""

from typing import Final, NamedTuple

from app.ui.conversation.code import CodeSegment
from app.ui.conversation.column import Column
from app.ui.conversation.row_layout import RowLayout
from app.ui.conversation.segment import Key, Segment, Span


class Place(NamedTuple):
    """A position in the text of the whole chat; places sort as they are read."""

    row: int
    key: Key
    offset: int


Range = tuple[Place, Place]

_BEFORE_ALL: Final[Key] = (-1, 0, 0)
_BEHIND_ALL: Final[Key] = (9_999, 0, 0)


class Selection:
    """An anchor, where it was begun, and an end that follows the pointer; whole words when it began with a word."""

    def __init__(self) -> None:
        self._begun: Range | None = None
        self._end: Range | None = None

    def clear(self) -> None:
        self._begun = self._end = None

    def begin(self, place: Range) -> None:
        """Start with a point (twice the same place), a word or a paragraph."""
        self._begun = self._end = place

    def extend(self, place: Range) -> None:
        """Reach to there; what it began with stays inside."""
        if self._begun is None:
            self._begun = place
        self._end = place

    def select_rows(self, first: int, last: int) -> None:
        self._begun = Place(first, _BEFORE_ALL, 0), Place(first, _BEFORE_ALL, 0)
        self._end = Place(last, _BEHIND_ALL, 0), Place(last, _BEHIND_ALL, 0)

    @property
    def range(self) -> Range | None:
        """From the first to the last place; None when nothing is selected."""
        if self._begun is None or self._end is None:
            return None
        start = min(self._begun[0], self._end[0])
        end = max(self._begun[1], self._end[1])
        return (start, end) if start < end else None

    def touches(self, row: int) -> bool:
        return self.range is not None and self.range[0].row <= row <= self.range[1].row

    def span_in(self, row: int, segment: Segment) -> Span | None:
        """The selected part of a segment."""
        if self.range is None:
            return None
        start, end = self.range
        here = row, segment.key
        if here < start[:2] or here > end[:2]:
            return None
        first = start.offset if here == start[:2] else 0
        last = end.offset if here == end[:2] else segment.length
        return (first, last) if first < last else None

    def markdown(self, column: Column) -> str:
        """The selection as Markdown: whole messages and blocks as they were written, the rest as it reads."""
        if self.range is None:
            return ""
        start, end = self.range
        parts = []
        for row in range(start.row, end.row + 1):
            is_whole = (start.row < row or start.key == _BEFORE_ALL) and (row < end.row or end.key == _BEHIND_ALL)
            parts.append(column.whole_text(row) if is_whole else self._of_row(row, column.layout(row)))
        return "\n\n".join(filter(None, parts))

    def _of_row(self, row: int, layout: RowLayout) -> str:
        text = ""
        for segment in layout.segments:
            span = self.span_in(row, segment)
            if span is None:
                continue
            is_whole = span[0] == 0 and span[1] >= segment.length
            if not is_whole:
                part = segment.markdown(span)
            elif isinstance(segment, CodeSegment) and not self._covers(row, segment):
                part = segment.markdown(span)  # half of a fence would swallow what comes after it
            else:
                part = segment.source
            text = _joined(text, part, segment)
        return text.strip("\n")

    def _covers(self, row: int, segment: CodeSegment) -> bool:
        """Whether all of the code block that the segment belongs to is selected."""
        spans = [(self.span_in(row, part), part.length) for part in segment.run.segments]
        return all(span is not None and span[0] == 0 and span[1] >= length for span, length in spans)


def _joined(text: str, part: str, segment: Segment) -> str:
    if not text or not part:
        return text + part
    if segment.is_joined:
        return text + ("" if text.endswith("\n") or segment.block.kind != "code" else "\n") + part
    return text.rstrip("\n") + "\n\n" + part
