"""What each stretch of a rendered prompt is there for, found without changing the prompt by a byte.

The messages are rendered once more with marks around their words. Where that is, without the marks, the prompt itself,
they show where every word went, however the template moved, merged or cut what was said. Where marks disturb the
template, the words are looked for in the prompt, in their order.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from app.domain.engine_errors import TemplateFailed
from app.domain.generation import ChatPrompt, PartKind, RawPrompt, Span
from app.domain.message import Message, Part, Reasoning, Role, Text
from app.domain.templates.control_text import unmarked

Run = tuple[str, PartKind]
"""A stretch of text that is of one kind."""
Draw = Callable[[Sequence[Message]], str]
"""Renders messages as the prompt was. Raises TemplateFailed."""

_OPEN = {kind: chr(0xFDE0 + index) for index, kind in enumerate(PartKind)}  # noncharacters, like those of control_text
_KINDS = {mark: kind for kind, mark in _OPEN.items()}
_CLOSE = "\ufdef"
_MARK = re.compile(f"[{''.join(_KINDS)}{_CLOSE}]")
_WORD = re.compile(f"([{''.join(_KINDS)}])([^{''.join(_KINDS)}{_CLOSE}]*){_CLOSE}")
_SPACE = re.compile(rb"\s*")
_NEAR = 32  # bytes that a tokenizer may have lost at once
_EVERYTHING, _WORDS = re.compile(r"\s+|\S+"), re.compile(r"\S+")


def parts_of_text(prompt: RawPrompt) -> tuple[Run, ...]:
    """What stands in no span is the question."""
    return _laid(prompt.text, PartKind.QUESTION, prompt.spans)


def parts_of_chat(text: str, prompt: ChatPrompt, draw: Draw, *, left_out: Collection[int] = ()) -> tuple[Run, ...]:
    """The rendered text in runs. left_out are the messages of the prompt that are not in it.

    White space at the edges of a message may count as the template's, where the template trims.
    """
    kinds = _kinds(prompt)
    said = [
        (message, kinds[index], [span for span in prompt.spans if span.message == index])
        for index, message in enumerate(prompt.messages)
        if index not in left_out
    ]
    if not any(_MARK.search(message.text + message.reasoning) for message, _, _ in said):
        for what in (_EVERYTHING, _WORDS):
            try:
                drawn = unmarked(draw([_marked(*one, what=what) for one in said]))
            except TemplateFailed:
                continue
            if _MARK.sub("", drawn) == text:
                return _joined(_read(drawn))
    return _found(text, [run for message, kind, spans in said for run in _laid(message.text, kind, spans)])


def kinds_of(pieces: Sequence[bytes], runs: Sequence[Run]) -> tuple[PartKind, ...]:
    """The kind of each token by its bytes: that of most of them, the first of two that have as many.

    Tokenizers may add a space before a word, swallow white space after a control token, and lose what they do not know.
    """
    raw = "".join(text for text, _ in runs).encode(errors="replace")
    kinds = [kind for text, one in runs for kind in [one] * len(text.encode(errors="replace"))]
    found, at = [], 0
    for piece in pieces:
        start, end = _place(piece, raw, at)
        inside = kinds[start:end] or kinds[at : at + 1] or [PartKind.FRAME]
        found.append(max(inside, key=inside.count))
        at = end
    return tuple(found)


def _place(piece: bytes, raw: bytes, at: int) -> tuple[int, int]:
    """Where the next token stands; nowhere (at, at) when it is not in the text."""
    words = piece.removeprefix(b" ")
    space = _SPACE.match(raw, at)
    for start in (at, space.end() if space else at):
        for spelled in (piece, words):
            if spelled and raw.startswith(spelled, start):
                return start, start + len(spelled)
    near = raw.find(piece, at, at + _NEAR) if len(words) > 1 else -1
    return (near, near + len(piece)) if near >= 0 else (at, at)


def _kinds(prompt: ChatPrompt) -> list[PartKind]:
    """Of each message, by its role and place."""
    roles = [message.role for message in prompt.messages]
    kinds = [PartKind.SYSTEM if role is Role.SYSTEM else PartKind.HISTORY for role in roles]
    if prompt.prefill and kinds:
        kinds[-1] = PartKind.ANSWER
    if Role.USER in roles:
        kinds[len(roles) - 1 - roles[::-1].index(Role.USER)] = PartKind.QUESTION
    start = next((index for index, role in enumerate(roles) if role is not Role.SYSTEM), len(roles))
    examples = range(start, min(start + prompt.kept, len(roles)))
    return [PartKind.EXAMPLE if index in examples else kind for index, kind in enumerate(kinds)]


def _laid(text: str, base: PartKind, spans: Sequence[Span]) -> tuple[Run, ...]:
    """The spans over a text that is otherwise of one kind; where they overlap the earlier one counts."""
    runs: list[Run] = []
    at = 0
    for span in sorted(spans, key=lambda span: span.start):
        start, end = max(at, span.start), min(span.end, len(text))
        if start < end:
            runs += [(text[at:start], base), (text[start:end], span.kind)]
            at = end
    return tuple(run for run in (*runs, (text[at:], base)) if run[0])


def _marked(message: Message, kind: PartKind, spans: Sequence[Span], *, what: re.Pattern[str]) -> Message:
    thoughts: tuple[Part, ...] = tuple(
        Reasoning(_with_marks(part.text, kind, what)) for part in message.parts if isinstance(part, Reasoning)
    )
    text = "".join(_with_marks(run, kind, what) for run, kind in _laid(message.text, kind, spans))
    return replace(message, parts=(*thoughts, Text(text)))


def _with_marks(text: str, kind: PartKind, what: re.Pattern[str]) -> str:
    """Each word apart: a template that cuts a message in two must not leave a half without its mark."""
    return what.sub(lambda found: f"{_OPEN[kind]}{found[0]}{_CLOSE}", text)


def _read(drawn: str) -> list[Run]:
    """A word of which only one mark is left was cut, and where it ends is not known: it counts as the template's."""
    runs, at = [], 0
    for word in _WORD.finditer(drawn):
        runs += [(drawn[at : word.start()], PartKind.FRAME), (word[2], _KINDS[word[1]])]
        at = word.end()
    runs.append((drawn[at:], PartKind.FRAME))
    return [(bare, kind) for text, kind in runs if (bare := _MARK.sub("", text))]


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Neighbours of one kind as one run, with the white space between two words of a message."""
    kinds = [kind for _, kind in runs]
    for index, (text, kind) in enumerate(runs[1:-1], start=1):
        if kind is PartKind.FRAME and text.isspace() and kinds[index - 1] is kinds[index + 1]:
            kinds[index] = kinds[index - 1]
    pairs = zip(kinds, (text for text, _ in runs), strict=True)
    return tuple(("".join(text for _, text in same), kind) for kind, same in groupby(pairs, key=itemgetter(0)))


def _found(text: str, said: Sequence[Run]) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = 0
    for words, kind in said:
        core = words.strip()
        start = text.find(core, at) if core else -1
        if start >= 0:
            runs += [(text[at:start], PartKind.FRAME), (core, kind)]
            at = start + len(core)
    return _joined([run for run in (*runs, (text[at:], PartKind.FRAME)) if run[0]])
