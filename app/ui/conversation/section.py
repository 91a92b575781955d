"""The segments of one text of a row, its reasoning or its answer: made of a whole text, or growing with it."""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.ui.conversation import blocks
from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.code import CodeRun, CodeSegment
from app.ui.conversation.commit import Draft
from app.ui.conversation.prose import PlainSegment, ProseSegment, RuleSegment
from app.ui.conversation.segment import Key, Marks, Segment
from app.ui.conversation.style import Style
from app.ui.conversation.table import TableSegment

Folds = Mapping[Key, bool]
"""What the person opened (True) or folded (False); the rest is as it is by itself."""


class Part(IntEnum):
    """What a row is made of, from top to bottom; the first element of every segment's key.

    From PATHS on every path has three: its line, its reasoning, its text.
    """

    VERDICT = 0
    DRAFTS = 1
    DRAFTS_TEXT = 2
    FOLD = 3
    REASONING = 4
    SWITCH = 5
    TEXT = 6
    REMARK = 7
    ALL_PATHS = 8
    PATHS = 10
    ENDING = 1_000


class PortionSegment(Segment):
    """A part of a very long text that has not been parsed yet, because nobody has seen it."""

    def estimate(self, width: int) -> int:
        return self.style.lines(self.block.source, width=width) * self.style.line_height

    def measure(self) -> int:
        return self.height

    @property
    def length(self) -> int:
        return len(self.block.source)

    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        raise AssertionError("it is opened before it is drawn")


class Section:
    def __init__(self, part: int, style: Style, *, is_dim: bool = False) -> None:
        self.segments: list[Segment] = []
        self._part = part
        self._style = style
        self._is_dim = is_dim
        self._draft: Draft | None = None

    # A whole text

    def show_markdown(self, text: str, folds: Folds) -> None:
        portions = list(blocks.portions(blocks.readable(text)))
        if len(portions) == 1:
            self.segments = self._made(blocks.split_portion(portions[0]), portion=0, folds=folds)
            return
        self.segments = []
        for number, portion in enumerate(portions):
            segment = PortionSegment(Block(Kind.PLAIN, portion), self._style)
            segment.key = (self._part, number, 0)
            self.segments.append(segment)

    def show_code(self, text: str, language: str, folds: Folds) -> None:
        """All of the text as one block of code."""
        self.segments = self._made(blocks.code(blocks.readable(text), language), portion=0, folds=folds)

    def show_plain(self, text: str) -> None:
        self.segments = self._made(blocks.plain(blocks.readable(text)), portion=0, folds={})

    def open_portion(self, segment: PortionSegment, folds: Folds) -> Sequence[Segment]:
        """Parse a portion, which takes its place with what it holds."""
        at = self.segments.index(segment)
        found = blocks.split_portion(segment.source) or blocks.plain("")
        made = self._made(found, portion=segment.key[1], folds=folds)
        self.segments[at : at + 1] = made
        return made

    def _made(self, found: Sequence[Block], *, portion: int, folds: Folds) -> list[Segment]:
        made: list[Segment] = []
        at = 0
        while at < len(found):
            key = (self._part, portion, at)
            if found[at].kind is Kind.CODE:
                end = next((i for i in range(at + 1, len(found)) if not found[i].continues), len(found))
                made += self._code(list(found[at:end]), key, folds)
            else:
                end = at + 1
                made.append(self._segment(found[at], key))
            at = end
        return made

    def _code(self, pieces: list[Block], key: Key, folds: Folds) -> list[CodeSegment]:
        run = CodeRun(pieces, key=key)
        run.is_folded = run.can_fold and not folds.get(key, False)
        shown = pieces[:1] if run.is_folded else list(pieces)
        made = [CodeSegment(block, self._style, run=run) for block in shown]
        for number, segment in enumerate(made):
            segment.key = (key[0], key[1], key[2] + number)
        run.colour_all()
        return made

    def _segment(self, block: Block, key: Key) -> Segment:
        made: Segment
        if block.kind is Kind.TABLE:
            made = TableSegment(block, self._style, is_dim=self._is_dim)
        elif block.kind is Kind.RULE:
            made = RuleSegment(block, self._style)
        elif block.kind is Kind.PLAIN:
            made = PlainSegment(block, self._style, is_dim=self._is_dim)
        else:
            made = ProseSegment(block, self._style, is_dim=self._is_dim)
        made.key = key
        return made

    # A text that grows

    def grow_to(self, text: str) -> int:
        """More has come; returns the index of the first segment that changed."""
        if self._draft is None:
            self._draft, self.segments = Draft(), []
        open_from = self._draft.settled
        changed = self._reconcile(self._draft.grow_to(text))
        self._complete_code(self.segments[open_from:], but=self.segments[-1] if self.segments else None)
        return changed

    def finish(self, text: str) -> int:
        """All has come; returns the index of the first segment that changed."""
        if self._draft is None:
            return len(self.segments)
        first = self._reconcile(self._draft.finish(text))
        self._draft = None
        self._complete_code(self.segments)
        return first

    @staticmethod
    def _complete_code(segments: Sequence[Segment], *, but: Segment | None = None) -> None:
        """Nothing is added to this code any more, except to the last segment: its last line gets its colours too."""
        growing = {but.run} if isinstance(but, CodeSegment) else set()
        for run in {segment.run for segment in segments if isinstance(segment, CodeSegment)} - growing:
            run.complete()

    def _reconcile(self, first: int) -> int:
        """Make the segments those of the draft's blocks; what is the same stays, what only grew grows."""
        found = self._draft.blocks if self._draft else []
        changed = len(self.segments)
        for at in range(first, len(found)):
            if at < len(self.segments):
                known = self.segments[at]
                if known.block == found[at]:
                    continue
                changed = min(changed, at)
                if known.grow(found[at]):
                    continue
                self._drop(at)
            self.segments.append(self._next(found[at], at))
        if len(found) < len(self.segments):
            changed = min(changed, len(found))
            self._drop(len(found))
        # A new piece of code takes the lower edge of the card from the piece above.
        return changed - 1 if changed < len(found) and found[changed].continues else changed

    def _drop(self, at: int) -> None:
        for segment in reversed(self.segments[at:]):
            if isinstance(segment, CodeSegment):
                segment.run.leave(segment)
        del self.segments[at:]

    def _next(self, block: Block, at: int) -> Segment:
        key = (self._part, 0, at)
        if block.kind is not Kind.CODE:
            return self._segment(block, key)
        above = self.segments[-1] if self.segments else None
        if block.continues and isinstance(above, CodeSegment):
            run = above.run
            run.blocks.append(block)
        else:
            run = CodeRun([block], key=key)
        made = CodeSegment(block, self._style, run=run)
        made.key = key
        made.colour_complete_lines()
        return made
