"""What a row is made of, from top to bottom: the verdict, what is folded away, the answer, the paths, its end."""

from collections.abc import Sequence
from typing import Final

from app.ui.conversation import verdict_words as words
from app.ui.conversation.blocks import Block, Kind
from app.ui.conversation.ending import EndingSegment
from app.ui.conversation.fold import FoldSegment, PathSegment, amount_of
from app.ui.conversation.notice import NoticeSegment
from app.ui.conversation.prose import PlainSegment
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.section import Folds, Part, PortionSegment, Section
from app.ui.conversation.segment import Key, Segment
from app.ui.conversation.structured import StructuredText, lacks
from app.ui.conversation.style import Style
from app.ui.conversation.verdict import RemarkSegment, VerdictSegment
from app.words.catalog import _, n_

# More paths than these have one line for all of them.
MOST_LINES: Final = 8

REASONING: Final[Key] = (Part.FOLD, 0, 0)
DRAFTS: Final[Key] = (Part.DRAFTS, 0, 0)
ALL_PATHS: Final[Key] = (Part.ALL_PATHS, 0, 0)


def path_key(number: int) -> Key:
    """The line of a path."""
    return (Part.PATHS + 3 * number, 0, 0)


def folds_of(row: Row, text: str) -> list[Key]:
    """The lines of a row behind which this text, which is casefolded, may stand."""
    if row.role is RowRole.SYSTEM:
        return [REASONING]
    found = []
    if text in row.reasoning.casefold() or (row.is_text_hidden and not row.paths):
        found.append(REASONING)
    if any(text in draft.casefold() for draft in row.drafts):
        found.append(DRAFTS)
    paths = [
        path_key(number)
        for number, path in enumerate(row.paths)
        if text in path.text.casefold() or text in path.reasoning.casefold()
    ]
    return [*found, *([ALL_PATHS] if paths and len(row.paths) > MOST_LINES else []), *paths]


class Contents:
    """The segments of one row. What is folded away is not even parsed before it is opened."""

    def __init__(self, row: Row, style: Style, folds: Folds) -> None:
        self.row = row
        self.segments: list[Segment] = []
        self._style = style
        self._folds: Folds = folds
        self._reasoning = Section(Part.REASONING, style, is_dim=True)
        self._text = Section(Part.TEXT, style)
        self._structured = StructuredText(self._text, style)
        self._sections: dict[int, Section] = {}
        self._head: list[Segment] = []
        self._lacks: list[str] = []
        self.build()

    # Making and growing

    def build(self) -> None:
        """Make every segment anew."""
        row = self.row
        self._sections = {Part.REASONING: self._reasoning, Part.TEXT: self._text}
        self._lacks = [] if row.paths else lacks(row)
        if row.is_streaming:
            self._reasoning.grow_to(row.reasoning)
            self._text.grow_to(self._streamed)
        elif row.role is RowRole.ASSISTANT:
            self._reasoning.show_markdown(row.reasoning if self._is_open(REASONING) else "", self._folds)
            self._show_answer()
        elif row.role is not RowRole.NOTICE:
            self._text.show_plain(row.text)
        self._head = self._made_head()
        self._join()

    def _show_answer(self) -> None:
        row = self.row
        if row.is_text_hidden and (row.paths or not self._is_open(REASONING)):
            self._text.segments = []
        elif row.output:
            self._structured.show(row.text, row.output, self._folds)
        else:
            self._text.show_markdown(row.text, self._folds)

    def grow(self, row: Row) -> int:
        """More of a streaming row has come; returns the index of the first segment that changed."""
        was_waiting = not self._text.segments
        is_same_above = (row.reasoning, row.verdict, row.paths) == (
            self.row.reasoning,
            self.row.verdict,
            self.row.paths,
        )
        if row.reasoning != self.row.reasoning:
            self._reasoning.grow_to(row.reasoning)
        self.row = row
        first = self._text.grow_to(self._streamed)
        if not is_same_above or was_waiting:
            self._head = self._made_head()
        self._join()
        return len(self._head) + first if is_same_above and not was_waiting else 0

    def finish(self, row: Row) -> None:
        """A streaming row is complete."""
        self.row = row
        if row.is_text_hidden or row.output or row.verdict:
            self._reasoning.finish(row.reasoning)
            self._text.finish(row.text)
            self.build()
            return
        self._reasoning.finish(row.reasoning)
        self._text.finish(row.text)
        self._head = self._made_head()
        self._join()

    def open_portion(self, segment: PortionSegment) -> None:
        """Parse what has not been parsed yet."""
        self._sections[segment.key[0]].open_portion(segment, self._folds)
        if segment.key[0] != Part.TEXT:
            self._head = self._made_head()
        self._join()

    @property
    def can_open(self) -> bool:
        """Whether there is anything to open, so that something may stand behind it."""
        row = self.row
        return bool(row.reasoning or row.drafts or row.paths or row.is_text_hidden)

    @property
    def _streamed(self) -> str:
        """JSON is code while it grows."""
        return f"```json\n{self.row.text}" if self.row.is_json and self.row.text else self.row.text

    def _join(self) -> None:
        self.segments = [*self._head, *self._body(), *self._foot()]

    # What stands above the answer

    def _made_head(self) -> list[Segment]:
        return [*self._judged(), *self._drafted(), *self._folded()]

    def _judged(self) -> list[Segment]:
        verdict = self.row.verdict
        if verdict is None or not (verdict.vote or verdict.answer):
            return []
        made = VerdictSegment(self.row, verdict, self._style)
        made.key = (Part.VERDICT, 0, 0)
        return [made]

    def _drafted(self) -> list[Segment]:
        row = self.row
        if not row.drafts:
            return []
        names = (_("Draft"), _("Review"))
        text = "\n\n".join(f"**{name}**\n\n{draft.strip()}" for name, draft in zip(names, row.drafts, strict=False))
        return self._behind(DRAFTS, _("Draft and review"), {Part.DRAFTS_TEXT: text})

    def _folded(self) -> list[Segment]:
        """The line for what is folded away, and the reasoning behind it when it is open."""
        row = self.row
        if row.role is RowRole.SYSTEM:
            return [self._line(REASONING, _("System prompt"), row.text)]
        if row.reasoning and not row.paths:
            title = _("Thinking…") if row.is_streaming and not row.text else _("Reasoning")
            inside = self._reasoning.segments if self._is_open(REASONING) else []
            return [self._line(REASONING, title, row.reasoning), *inside]
        if row.is_text_hidden and not row.paths:
            return [self._line(REASONING, _("Reasoning"), row.text)]
        return []

    def _line(self, key: Key, title: str, text: str) -> FoldSegment:
        return FoldSegment(title, amount_of(text), self._style, key=key, is_open=self._is_open(key))

    def _behind(self, key: Key, title: str, texts: dict[int, str]) -> list[Segment]:
        """A line, and behind it texts in sections of their own."""
        return [self._line(key, title, "\n".join(texts.values())), *self._opened(key, texts)]

    def _opened(self, key: Key, texts: dict[int, str]) -> list[Segment]:
        made: list[Segment] = []
        for part, text in texts.items() if self._is_open(key) else ():
            if part not in self._sections:
                section = self._sections[part] = Section(part, self._style, is_dim=part == Part.DRAFTS_TEXT)
                if self.row.is_json and part != Part.DRAFTS_TEXT:
                    section.show_code(text, "json", self._folds)
                else:
                    section.show_markdown(text, self._folds)
            made += self._sections[part].segments
        return made

    def _is_open(self, key: Key) -> bool:
        return self._folds.get(key, False)

    # The answer, and what stands below it

    def _body(self) -> Sequence[Segment]:
        row = self.row
        if row.role is RowRole.NOTICE:
            return [NoticeSegment(row.text, self._style)]
        if row.role is RowRole.SYSTEM:
            return self._text.segments if self._is_open(REASONING) else []
        if row.is_streaming and not self._text.segments and not row.reasoning:
            return [PlainSegment(Block(Kind.PLAIN, "", "…"), self._style, is_dim=True)]
        return self._structured.segments if row.output and not row.is_streaming else self._text.segments

    def _foot(self) -> list[Segment]:
        row = self.row
        made: list[Segment] = []
        if row.verdict and not row.verdict.vote and not row.verdict.answer and not row.is_streaming:
            made.append(self._remark(words.nothing_found(row), 0))
        made += [self._remark(said, number) for number, said in enumerate(self._lacks, start=1)]
        made += self._pathways()
        if row.is_broken_off:
            ending = EndingSegment(row, self._style)
            ending.key = (Part.ENDING, 0, 0)
            made.append(ending)
        return made

    def _remark(self, said: str, number: int) -> Segment:
        made = RemarkSegment(said, self._style)
        made.key = (Part.REMARK, number, 0)
        return made

    def _pathways(self) -> list[Segment]:
        row = self.row
        if len(row.paths) <= MOST_LINES:
            return self._path_lines()
        amount = n_("{count} path", "{count} paths", len(row.paths)).format(count=len(row.paths))
        line = FoldSegment(_("All paths"), amount, self._style, key=ALL_PATHS, is_open=self._is_open(ALL_PATHS))
        return [line, *(self._path_lines() if self._is_open(ALL_PATHS) else [])]

    def _path_lines(self) -> list[Segment]:
        row = self.row
        made: list[Segment] = []
        for number, path in enumerate(row.paths):
            if row.is_streaming and not path.stop_reason:
                continue
            key = path_key(number)
            mark, differs = words.path_mark(path, row.verdict.vote if row.verdict else None)
            title, amount = words.path_title(number, row.paths), words.path_amount(path)
            is_open = self._is_open(key)
            made.append(PathSegment(title, amount, self._style, key=key, is_open=is_open, mark=mark, differs=differs))
            texts = {key[0] + 1: path.reasoning, key[0] + 2: path.text}
            made += self._opened(key, {part: text for part, text in texts.items() if text.strip()})
        return made


def is_inset(key: Key, row: Row) -> bool:
    """Whether a segment stands behind a line that was opened."""
    part = key[0]
    if part in (Part.REASONING, Part.DRAFTS_TEXT):  # a set would hash the members of the enum each time
        return True
    if part == Part.TEXT:
        return row.is_text_hidden
    return Part.PATHS <= part < Part.ENDING and (part - Part.PATHS) % 3 > 0
