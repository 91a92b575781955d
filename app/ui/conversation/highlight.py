"""The colours of code, found by Pygments in slices of time; a line is coloured when it is complete."""

import importlib
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import Any, Final, NamedTuple

# How many tokens are taken between two looks at the clock.
_STEP: Final = 64
# More text than this (in characters) stays without colours: nobody reads it, and it would take seconds.
_LONGEST: Final = 300_000


class Stretch(NamedTuple):
    """A part of a line that has a colour, counted as Qt counts."""

    start: int
    length: int
    colour: str
    """A field of the theme."""


Line = list[Stretch]


class Colours:
    """The lines of one code block, coloured as far as the time allowed."""

    def __init__(self, language: str) -> None:
        self.lines: list[Line] = []
        self._language = language
        self._tokens: Iterator[tuple[Any, str]] = iter(())
        self._kinds: dict[Any, str] = {}
        self._open: Line = []
        self._column = 0
        self.is_done = True

    def start(self, text: str, *, first_line: int) -> None:
        """Colour this text, which begins with that line; what was known of it and behind it is forgotten."""
        del self.lines[first_line:]
        self._open, self._column = [], 0
        self.is_done = len(text) > _LONGEST
        self._tokens = iter(()) if self.is_done else _tokens(text, self._language)

    def advance(self, deadline: float, *, lines: int = sys.maxsize) -> None:
        """Go on until the time (of perf_counter) is over, so many lines are known, or everything is done."""
        while not self.is_done and len(self.lines) < lines:
            for _ in range(_STEP):
                try:
                    kind, text = next(self._tokens)
                except StopIteration:
                    self.lines.append(self._open)
                    self._open = []
                    self.is_done = True
                    return
                self._take(kind, text)
            if perf_counter() >= deadline:
                return

    def _take(self, kind: Any, text: str) -> None:  # noqa: ANN401  (Pygments' token types are made at run time)
        colour = self._colour(kind)
        for number, part in enumerate(text.split("\n")):
            if number:
                self.lines.append(self._open)
                self._open, self._column = [], 0
            length = qt_length(part)
            if colour and length:
                self._open.append(Stretch(self._column, length, colour))
            self._column += length

    def _colour(self, kind: Any) -> str:  # noqa: ANN401  (as above)
        known = self._kinds.get(kind)
        if known is None:
            known = self._kinds[kind] = _colour(str(kind))
        return known


def qt_length(text: str) -> int:
    """The length as Qt counts it: characters outside of the first plane are two."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def load_lexer(language: str) -> None:
    """Takes up to 30 ms the first time; at a time when nobody waits."""
    list(_tokens("", language))


def _colour(kind: str) -> str:
    if ".Comment" in kind or kind.startswith("Token.Generic.Output"):
        return "code_comment"
    if ".String" in kind or kind.startswith("Token.Generic.Inserted"):
        return "code_string"
    if ".Number" in kind or ".Keyword.Constant" in kind or kind.startswith("Token.Generic.Deleted"):
        return "code_number"
    if any(name in kind for name in (".Keyword", ".Operator.Word", ".Name.Tag", ".Name.Decorator", ".Name.Builtin")):
        return "code_keyword"
    return ""


def _tokens(text: str, language: str) -> Iterator[tuple[Any, str]]:
    # Loaded with the first code and not with the window.
    lexers = importlib.import_module("pygments.lexers")
    not_found = importlib.import_module("pygments.util").ClassNotFound
    try:
        lexer = lexers.get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except not_found:
        return iter(())
    return ((kind, value) for _, kind, value in lexer.get_tokens_unprocessed(text))
