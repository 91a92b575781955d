"""Breaks tokens into lines of a given width, piece by piece, so that a long prompt holds nothing up."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from app.domain.generation import PartKind
from app.ui.prompt.shown_token import ShownToken, spelled

Measure = Callable[[str], float]
"""The width of a text in px."""

_WIDE = "\u1100"
"""From here on come scripts that may be broken at every character (Hangul, Kana, Han)."""


class Fragment(NamedTuple):
    """A token, or the part of it that stands in this line, from left to left + width."""

    token: int
    text: str
    left: float
    width: float


class Lines:
    """Chips (control tokens) are `inset` wider at both sides than their text."""

    def __init__(self, tokens: Sequence[ShownToken], measure: Measure, *, width: float, inset: float = 0) -> None:
        self.lines: list[list[Fragment]] = [[]]
        self._tokens = tokens
        self._measure = measure
        self._width = max(1.0, width)
        self._inset = inset
        self._line_of = array("l")
        self._end = 0.0
        self._word = 0
        """Where in the last line its last word begins, as an index of its fragments."""
        self._is_word_over = True

    @property
    def done(self) -> int:
        """How many tokens have their place."""
        return len(self._line_of)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self._tokens)

    def go_on(self, count: int) -> None:
        """Place so many more tokens."""
        for at in range(self.done, min(len(self._tokens), self.done + count)):
            token = self._tokens[at]
            if token.kind is PartKind.CONTROL:
                text = spelled(token.text)
                self._place(at, text, self._measure(text) + 2 * self._inset, begins_word=True)
                self._is_word_over = True
            else:
                self._place_text(at, token.text)

    def line_of(self, token: int) -> int:
        """Where the token begins."""
        return self._line_of[token]

    def at(self, line: int, x: float) -> Fragment | None:
        """What stands there, or last before it; None in an empty line."""
        fragments = self.lines[line]
        return fragments[max(0, bisect_right(fragments, x, key=lambda one: one.left) - 1)] if fragments else None

    def _place_text(self, at: int, text: str) -> None:
        for part in text.splitlines(keepends=True) if "\n" in text else (text,):
            words = spelled(part)
            begins = self._is_word_over or part[:1].isspace() or part[:1] >= _WIDE
            self._place(at, words, self._measure(words), begins_word=begins)
            self._is_word_over = part[-1:].isspace()
            if part.endswith("\n"):
                self._break()

    def _place(self, at: int, text: str, width: float, *, begins_word: bool) -> None:
        if self._end + width > self._width and self.lines[-1]:
            self._wrap(carries_word=not begins_word)
        elif begins_word:
            self._word = len(self.lines[-1])
        while self._end + width > self._width and len(text) > 1:  # the line is too narrow for all of it
            room = self._fitting(text)
            self._put(at, text[:room], self._measure(text[:room]))
            self._break()
            text = text[room:]
            width = self._measure(text)
        self._put(at, text, width)

    def _wrap(self, *, carries_word: bool) -> None:
        """A new line; a word that goes on is taken along, unless it fills the line alone."""
        word = self.lines[-1][self._word :] if carries_word and self._word else []
        del self.lines[-1][len(self.lines[-1]) - len(word) :]
        self._break()
        for one in word:
            if self._line_of[one.token] == len(self.lines) - 2:
                self._line_of[one.token] += 1
            self._put(one.token, one.text, one.width)

    def _put(self, token: int, text: str, width: float) -> None:
        if token == len(self._line_of):
            self._line_of.append(len(self.lines) - 1)
        self.lines[-1].append(Fragment(token, text, self._end, width))
        self._end += width

    def _break(self) -> None:
        self.lines.append([])
        self._end = 0.0
        self._word = 0

    def _fitting(self, text: str) -> int:
        """How many characters of the text still fit in the line; at least one."""
        room = self._width - self._end
        return max(1, bisect_right(range(1, len(text)), room, key=lambda many: self._measure(text[:many])))
