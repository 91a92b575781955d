"""Reads GBNF, llama.cpp's language of grammars, as far as to tell where a text is none, and writes choices in it.

Language: llama.cpp's grammars/README.md and llama-grammar.cpp, whose own message stands on stderr, without a place.
"""

import re
from collections.abc import Sequence

from app.domain.engine_errors import GrammarInvalid
from app.domain.slips import Slip, word_at

MOST_REPEATS = 2_000
_ESCAPE = r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[trn\\\"\[\]-])"
_LITERAL = re.compile(rf'"((?:[^"\\]|{_ESCAPE})*)"')
_CLASS = re.compile(rf"\[\^?((?:[^\]\\]|{_ESCAPE})*)\]")
_OPEN_END = re.compile(rf"[\"\[](?:[^\\]|{_ESCAPE})*")
_NAME = re.compile(r"[a-zA-Z0-9-]+")
_TOKEN = re.compile(r"!?<(?:\[\d+\]|[^\[>][^>]*)>")
_REPEAT = re.compile(r"\{\s*(\d+)\s*(?:(,)\s*(\d*)\s*)?\}")
_SPACE = re.compile(r"(?:[ \t]|#[^\r\n]*)*")
_LINES = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
_LINE_END = re.compile(r"\r\n?|\n|\Z")


def check_grammar(text: str) -> None:
    """Raises GrammarInvalid with line and column, both from 1. Rules that lead to themselves are left to llama.cpp."""
    reader = _Reader(text)
    reader.read()
    for name, at in reader.used.items():
        if name not in reader.defined:
            raise reader.wrong(Slip.NO_RULE, name, at=at)
    if "root" not in reader.defined:
        raise GrammarInvalid("root", slip=Slip.NO_RULE)


def grammar_of_choices(choices: Sequence[str]) -> str:
    """One of them; a space may stand before it, as base models write one after "A:"."""
    return 'root ::= " "? (' + " | ".join(f'"{_escaped(choice)}"' for choice in choices) + ")"


def _escaped(text: str) -> str:
    return "".join(
        f"\\{letter}" if letter in '"\\' else letter if letter >= " " else f"\\x{ord(letter):02X}" for letter in text
    )


class _Reader:
    """Where the reading is, and which rules were seen."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.defined: set[str] = set()
        self.used: dict[str, int] = {}

    def wrong(self, slip: Slip, detail: str = "", *, at: int | None = None) -> GrammarInvalid:
        before = self._text[: self._at if at is None else at]
        lines = re.split(r"\r\n?|\n", before)
        return GrammarInvalid(detail, len(lines), len(lines[-1]) + 1, slip)

    def read(self) -> None:
        self._skip(_LINES)
        while self._at < len(self._text):
            self._rule()
            self._skip(_LINES)

    def _rule(self) -> None:
        name = self._take(_NAME, Slip.NO_RULE_NAME)
        self.defined.add(name[0])
        self._skip(_SPACE)
        if not self._text.startswith("::=", self._at):
            raise self.wrong(Slip.NO_RULE_SIGN, name[0])
        self._at += 3
        self._skip(_LINES)
        self._alternatives()
        if not _LINE_END.match(self._text, self._at):
            raise self.wrong(Slip.OUTSIDE_RULE, word_at(self._text, self._at))

    def _alternatives(self) -> None:
        """What stands between ::= and the end of the rule, groups and all."""
        groups: list[int] = []
        can_repeat = False
        while True:
            letter = self._text[self._at : self._at + 1]
            if letter == "(":
                groups.append(self._at)
                self._at += 1
                can_repeat = False
                self._skip(_LINES)
                continue
            if letter == "|":
                self._at += 1
                can_repeat = False
                self._skip(_LINES)
                continue
            if letter == ")" and groups:
                groups.pop()
                self._at += 1
                can_repeat = True
            elif letter and letter in "*+?{":
                can_repeat = self._repetition(can_repeat=can_repeat)
            elif (item := self._item(letter)) is not None:
                can_repeat = item
            else:
                break
            self._skip(_LINES if groups else _SPACE)
        if groups:
            raise self.wrong(Slip.UNCLOSED, "(", at=groups[-1])

    def _item(self, letter: str) -> bool | None:
        """Whether there is anything in it that can be repeated; None where no item begins."""
        if letter == '"':
            return bool(self._take(_LITERAL, Slip.UNCLOSED_QUOTE)[1])
        if letter == "[":
            return bool(self._take(_CLASS, Slip.UNCLOSED)[1])
        if letter == ".":
            self._at += 1
            return True
        if letter and letter in "<!":
            self._take(_TOKEN, Slip.BAD_TOKEN)
            return True
        if _NAME.match(letter):
            at = self._at
            self.used.setdefault(self._take(_NAME, Slip.NO_RULE_NAME)[0], at)
            return True
        return None

    def _repetition(self, *, can_repeat: bool) -> bool:
        if not can_repeat:
            raise self.wrong(Slip.NOTHING_TO_REPEAT, self._text[self._at])
        if self._text[self._at] != "{":
            self._at += 1
            return True
        at = self._at
        found = self._take(_REPEAT, Slip.REPEAT_FORM)
        least, most = int(found[1][:9]), int((found[3] or "0")[:9]) if found[2] else int(found[1][:9])
        if max(least, most) > MOST_REPEATS:
            raise self.wrong(Slip.TOO_MANY_REPEATS, f"{MOST_REPEATS:,}", at=at)
        if found[3] and most < least:  # llama.cpp would never come to an end
            raise self.wrong(Slip.BAD_REPEAT, found[0], at=at)
        return bool(least or most or (found[2] and not found[3]))

    def _skip(self, space: re.Pattern[str]) -> None:
        found = space.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _take(self, what: re.Pattern[str], otherwise: Slip) -> re.Match[str]:
        found = what.match(self._text, self._at)
        if found is None:
            raise self._unclosed(otherwise)
        self._at = found.end()
        return found

    def _unclosed(self, otherwise: Slip) -> GrammarInvalid:
        """A text or class may also end early at an escape that there is not."""
        opened = _OPEN_END.match(self._text, self._at)
        if opened and opened.end() < len(self._text):
            return self.wrong(Slip.MEANINGLESS, self._text[opened.end() :][:2], at=opened.end())
        return self.wrong(otherwise, word_at(self._text, self._at))
