"""The part of a column that is seen: keeps what is on the screen still while heights around it become known."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from app.ui.conversation.column import Column
from app.ui.conversation.row import Row
from app.ui.conversation.row_layout import Budget
from app.ui.conversation.screen import BOTTOM, TOP, Screen
from app.ui.conversation.segment import Key
from app.ui.conversation.style import Style

_FIRST: Final[Key] = (0, 0, 0)
_MARGIN: Final = 24


@dataclass(frozen=True, slots=True)
class Damage:
    """What has to be painted again: first everything seen moves by shift, then all from the y below is new."""

    shift: int = 0
    below: int | None = None
    is_total: bool = False


class _Anchor(NamedTuple):
    """What must stand still: the top of a segment of a row is at y on the screen."""

    row: int
    segment: Key
    y: int


class Pane(Screen):
    """While ``is_pinned``, the end of the chat stays at the bottom."""

    def __init__(self, column: Column) -> None:
        super().__init__(column)
        self.is_pinned = True
        self.is_unfinished = False
        """Whether something seen is not laid out or coloured yet, because the time was over: call go_on()."""
        self._has_skeletons = False
        self._coloured_from: int | None = None

    # What happens

    def scroll_to(self, y: int, budget: Budget) -> Damage:
        """The person moved the chat. Being at its end pins it there."""
        self.is_pinned = y >= self.greatest_y
        distance = y - self.y
        is_near = abs(distance) < self.height and not self._has_skeletons
        before = self._first_seen() if is_near else None
        if self.is_pinned:
            self._settle_at_end(budget)
        elif before:
            self._settle(before._replace(y=before.y - distance), budget)
        else:
            self._settle(self._anchor_at(y), budget)
        if before is None:
            return Damage(is_total=True)
        return Damage(shift=self._screen_y(before) - before.y, below=self._coloured_from)

    def refresh(self, budget: Budget) -> Damage:
        """Rows came, went or changed; what was seen first stays where it is."""
        first = None if self.is_pinned else self._first_seen()
        if first:
            self._settle(first, budget)
        else:
            self._settle_at_end(budget)
        self.is_pinned = self.y >= self.greatest_y
        return Damage(is_total=True)

    def go_on(self, budget: Budget) -> Damage:
        """There is time for what the last go left undone."""
        if self._has_skeletons:
            return self.refresh(budget)
        self._colour(budget)
        return Damage(below=self._coloured_from)

    def fold(self, row: int, key: Key, *, opens: bool, budget: Budget) -> Damage:
        """Open or close something in a row; the line that was clicked stays where it is."""
        before = self._screen_y(_Anchor(row, key, 0))
        self.column.fold(row, key, opens=opens)
        self.is_pinned = False
        self._settle(_Anchor(row, key, before), budget)
        self.is_pinned = self.y >= self.greatest_y
        return Damage(is_total=True)

    def grow(self, row: int, grown: Row, budget: Budget) -> Damage:
        """More of a streaming row has come."""
        had_skeletons = self._has_skeletons
        before = self.top(row) - self.y
        first = None if self.is_pinned else self._first_seen()
        changed = self.column.grow(row, grown)
        self.column.note_height(row)
        if first:
            self._settle(first, budget)
        else:
            self._settle_at_end(budget)
        after = self.top(row) - self.y
        if had_skeletons or self._has_skeletons:
            return Damage(is_total=True)
        coloured = self.height if self._coloured_from is None else self._coloured_from
        return Damage(shift=after - before, below=min(after + changed, coloured))

    def fit(self, style: Style, *, width: int, height: int, left: int, budget: Budget) -> Damage:
        """Another size of the screen or of everything on it; the same words stay at the top."""
        anchor = None if self.is_pinned else self._first_seen()
        before = self._anchored_height(anchor) if anchor else 0
        self.height = height
        self.left = left
        if style is not self.column.style:
            self.column.set_style(style)
        self.column.set_width(width)
        if anchor is None:
            self._settle_at_end(budget)
        elif anchor.y >= 0:
            self._settle(anchor, budget)
        else:  # as far into a long paragraph as before
            self._settle(anchor._replace(y=anchor.y * self._anchored_height(anchor) // max(1, before)), budget)
        return Damage(is_total=True)

    def reach(self, row: int, *, budget: Budget, key: Key = _FIRST, y: int = 0) -> Damage:
        """Bring a y of a segment of a row onto the screen: to a third of its height, when it is not there already."""
        screen_y = self._screen_y(_Anchor(row, key, 0)) + y
        if not _MARGIN <= screen_y <= self.height - 2 * _MARGIN or self._has_skeletons:
            self.is_pinned = False
            self._settle(_Anchor(row, key, self.height // 3 - y), budget)
        return Damage(is_total=True)

    # Keeping still

    def _screen_y(self, anchor: _Anchor) -> int:
        layout = self.column.layout(anchor.row)
        return self.top(anchor.row) + layout.top(layout.index_of(anchor.segment)) - self.y

    def _anchored_height(self, anchor: _Anchor) -> int:
        layout = self.column.layout(anchor.row)
        for segment in layout.segments[layout.index_of(anchor.segment) :][:1]:
            segment.lay_out()
            return segment.height
        return 0

    def _first_seen(self) -> _Anchor | None:
        """What must not move: the first thing on the screen whose height is known."""
        for seen in self.seen():
            for segment, place in self.segments_in(seen):
                if segment.is_laid_out and place.bottom() >= 0:
                    return _Anchor(seen.row, segment.key, place.top())
        return self._anchor_at(self.y) if self.column.rows else None

    def _anchor_at(self, y: int) -> _Anchor:
        """What stands at a y of the column."""
        row = self.column.heights.at(y - TOP)
        layout = self.column.layout(row)
        local = y - self.top(row)
        found = layout.between(local, local + 1)
        at = found[0] if found else 0
        key = layout.segments[at].key if found else _FIRST
        return _Anchor(row, key, self.top(row) + layout.top(at) - y)

    def _settle(self, anchor: _Anchor, budget: Budget) -> None:
        """Lay out what is seen around the anchor, without moving it unless the chat ends there."""
        self._has_skeletons = False
        self._lay_out_down(anchor, budget)
        layout = self.column.layout(anchor.row)
        self._lay_out_up(anchor.row, layout.index_of(anchor.segment), anchor.y, budget)
        self.column.learn()
        self.y += self._screen_y(anchor) - anchor.y
        if self.y > self.greatest_y:
            self._settle_at_end(budget)
        elif self.y < 0:
            self._settle(_Anchor(0, _FIRST, TOP + self.column.layout(0).top(0)), budget)
        else:
            self._colour(budget)

    def _settle_at_end(self, budget: Budget) -> None:
        self._has_skeletons = False
        last = len(self.column.rows) - 1
        if last >= 0:
            layout = self.column.layout(last)
            self._lay_out_up(last, len(layout.segments), self.height - BOTTOM - layout.below_text, budget)
            self.column.learn()
        self.y = self.greatest_y
        self._colour(budget)

    def _lay_out_down(self, anchor: _Anchor, budget: Budget) -> None:
        y = anchor.y
        for row in range(anchor.row, len(self.column.rows)):
            if y >= self.height:
                return
            if self._has_no_time(row, budget):
                return
            layout = self.column.layout(row)
            first = layout.index_of(anchor.segment) if row == anchor.row else 0
            y += layout.top(0) if row != anchor.row else 0
            y, sufficed = layout.lay_out_down(first, y, bottom=self.height, budget=budget)
            self.column.note_height(row)
            if not sufficed:
                self._has_skeletons = True
                return

    def _lay_out_up(self, row: int, end: int, y: int, budget: Budget) -> None:
        while True:
            y, sufficed = self.column.layout(row).lay_out_up(end, y, budget=budget)
            self.column.note_height(row)
            if not sufficed:
                self._has_skeletons = True
                return
            row -= 1
            if y <= 0 or row < 0 or self._has_no_time(row, budget):
                return
            layout = self.column.layout(row)
            end = len(layout.segments)
            y -= layout.below_text

    def _has_no_time(self, row: int, budget: Budget) -> bool:
        """Whether a row must wait for the next go because even reading it takes time."""
        if self.column.known_layout(row) is None and budget.is_over:
            self._has_skeletons = True
        return self._has_skeletons

    def _colour(self, budget: Budget) -> None:
        """Colour the code that is seen, and note from which y on something looks different that was painted before."""
        self._coloured_from = None
        self.is_unfinished = self._has_skeletons
        for seen in self.seen():
            for segment, place in self.segments_in(seen):
                if segment.is_laid_out:
                    progress = segment.work(budget.deadline)
                    self.is_unfinished = self.is_unfinished or not progress.is_done
                    if progress.is_changed and self._coloured_from is None:
                        self._coloured_from = place.top()
