"""Finds a text in the chat: in the sources of all messages first, then as it is shown in the one that has it."""

from typing import Final, NamedTuple

from app.ui.conversation.code import CodeSegment
from app.ui.conversation.column import Column
from app.ui.conversation.contents import folds_of
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.section import PortionSegment
from app.ui.conversation.segment import Key, Segment, Span
from app.ui.conversation.structured import TreeSegment

# The marks of Markdown stand between letters that are read as one word.
_WITHOUT_MARKS: Final = str.maketrans("", "", "*_`~\\")


class Found(NamedTuple):
    """Which of the messages that have the text is shown, counted from 1, and how many there are."""

    message: int
    messages: int


class Occurrence(NamedTuple):
    row: int
    key: Key
    span: Span


class Search:
    """One text that is looked for, and the occurrence that is current."""

    def __init__(self) -> None:
        self.text = ""
        self.current: Occurrence | None = None
        self._rows: list[int] = []

    def clear(self) -> None:
        self.text, self.current, self._rows = "", None, []

    def look_for(self, text: str, column: Column) -> None:
        """Begin with another text, or look again because the rows changed."""
        if text != self.text:
            self.current = None
        self.text = text
        folded = text.casefold()
        self._rows = [at for at, row in enumerate(column.rows) if folded and _has(row, folded)]

    def step(self, column: Column, *, start: int, forward: bool) -> Found | None:
        """Go to the next occurrence, around the end of the chat; before the first step, from the row start on."""
        begin = self.current.row if self.current else start
        order = sorted(self._rows, key=lambda row: (row < begin, row) if forward else (row > begin, -row))
        if self.current and begin in order:
            order.append(begin)  # at last those of this row that lie on the other side
        for turn, row in enumerate(order):
            occurrences = self._occurrences(row, column)
            if self.current and turn == 0 and row == begin:
                occurrences = [one for one in occurrences if (one > self.current if forward else one < self.current)]
            if occurrences:
                self.current = occurrences[0] if forward else occurrences[-1]
                return Found(self._rows.index(row) + 1, len(self._rows))
        return None

    def _occurrences(self, row: int, column: Column) -> list[Occurrence]:
        self._reveal(row, column)
        return [
            Occurrence(row, segment.key, span)
            for segment in column.layout(row).segments
            for span in segment.occurrences(self.text)
        ]

    def _reveal(self, row: int, column: Column) -> None:
        """Open what hides the text: folded reasoning, folded code, portions that nobody has seen."""
        folded = self.text.casefold()
        what = column.rows[row]
        for key in folds_of(what, folded):
            column.fold(row, key, opens=True)
        layout = column.layout(row)
        while hidden := next(
            (one for one in layout.segments if isinstance(one, TreeSegment) and one.hides(folded)), None
        ):
            column.fold(row, hidden.key, opens=True)
        for segment in list(layout.segments):
            if isinstance(segment, PortionSegment) and folded in segment.source.casefold():
                layout.open_portion(layout.index_of(segment.key))
        for segment in list(layout.segments):
            if isinstance(segment, CodeSegment) and segment.run.is_folded and folded in segment.run.text.casefold():
                column.fold(row, segment.run.key, opens=True)

    def spans_in(self, row: int, segment: Segment) -> tuple[tuple[Span, ...], Span | None]:
        """All occurrences in a segment that is shown, and the current one if it is there."""
        if not self.text:
            return (), None
        current = self.current
        is_here = current is not None and (current.row, current.key) == (row, segment.key)
        return tuple(segment.occurrences(self.text)), current.span if current and is_here else None


def _has(row: Row, folded: str) -> bool:
    if row.role is RowRole.NOTICE:
        return False
    texts = (row.text, row.reasoning, *row.drafts, *(path.text for path in row.paths))
    return any(folded in text or folded in text.translate(_WITHOUT_MARKS) for text in map(str.casefold, texts))
