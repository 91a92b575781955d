"""Patterns and paths of answer rules, made ready for use, or what is wrong with them and where."""

import importlib
import re
from typing import Any

import regex  # type: ignore[import-untyped]  # it has none, and this module hides it

from app.domain.preset_errors import PatternInvalid
from app.domain.slips import Slip, Spotted, slip_of, word_at

DEADLINE_S = 0.3
"""How long one pattern may look at one text."""
_LONGEST_PATTERN = 2_000
_LARGEST_PATTERN = 20_000
"""With all {repetitions} written out: reading a pattern takes time and memory, too, and that knows no deadline."""
_PIECE = re.compile(r"\(\?#[^)]*\)|\\.|\[(?:\\.|[^\]\\])*\]|\{\s*(\d*)\s*,?\s*(\d*)\s*\}|\S", re.DOTALL)
_OF_PATTERNS = {  # the beginnings of what the library says
    "missing )": Slip.UNCLOSED,
    "missing >": Slip.UNCLOSED,
    "expected }": Slip.UNCLOSED,
    "unterminated character set": Slip.UNCLOSED,
    "unbalanced parenthesis": Slip.UNOPENED,
    "nothing to repeat": Slip.NOTHING_TO_REPEAT,
    "multiple repeat": Slip.REPEATED_TWICE,
    "min repeat greater": Slip.BAD_REPEAT,
    "bad character range": Slip.BAD_RANGE,
    "bad character in group name": Slip.BAD_GROUP_NAME,
    "missing group name": Slip.BAD_GROUP_NAME,
    "unknown group": Slip.NO_GROUP,
    "invalid group reference": Slip.NO_GROUP,
    "cannot refer to an open group": Slip.NO_GROUP,
    "bad escape": Slip.MEANINGLESS,
    "incomplete escape": Slip.MEANINGLESS,
    "bad hex escape": Slip.MEANINGLESS,
    "undefined character name": Slip.MEANINGLESS,
    "unknown property": Slip.MEANINGLESS,
    "unknown extension": Slip.MEANINGLESS,
    "bad inline flags": Slip.MEANINGLESS,
    "unknown verb": Slip.MEANINGLESS,
    "missing <": Slip.MISPLACED,
}
_OF_PATHS = {  # likewise
    "expected 'TOKEN_ROOT'": Slip.NO_ROOT,
    "unexpected leading whitespace": Slip.SPACE_AROUND,
    "unexpected trailing whitespace": Slip.SPACE_AROUND,
    "unexpected end": Slip.CUT_SHORT,
    "expected a shorthand selector": Slip.MISPLACED,
    "expected TOKEN": Slip.MISPLACED,
    "expected 'TOKEN": Slip.MISPLACED,
    "unexpected token": Slip.MISPLACED,
    "unexpected '": Slip.MISPLACED,
    "invalid character": Slip.MISPLACED,
    "unexpected trailing comma": Slip.MISPLACED,
    "empty bracketed segment": Slip.MISPLACED,
    "unexpected query selector": Slip.UNQUOTED,
    "unbalanced parentheses": Slip.UNCLOSED,
    "unknown escape": Slip.MEANINGLESS,
    "leading zero": Slip.BAD_NUMBER,
    "invalid in": Slip.BAD_NUMBER,
    "index out of range": Slip.BAD_NUMBER,
}


def compiled(pattern: str) -> Any:  # noqa: ANN401 - the library has no types
    """Raises PatternInvalid."""
    if len(pattern) > _LONGEST_PATTERN:
        raise _refused(pattern[:80], Spotted(Slip.TOO_LONG, f"{_LONGEST_PATTERN:,}"))
    if _size(pattern) > _LARGEST_PATTERN:
        raise _refused(pattern, Spotted(Slip.TOO_LARGE, f"{_LARGEST_PATTERN:,}"))
    try:
        return regex.compile(pattern)
    except regex.error as error:
        raise _refused(pattern, _in_pattern(pattern, error.msg, error.pos or 0)) from None
    except (RecursionError, OverflowError, ValueError) as error:
        raise _refused(pattern, Spotted(Slip.UNKNOWN, str(error))) from None


def query(path: str) -> Any:  # noqa: ANN401 - the library is imported only when a path is used
    """Without the functions that look for patterns: those know no deadline. Raises PatternInvalid."""
    jsonpath = importlib.import_module("jsonpath")  # with jsonschema 80 ms, which the window's start has not to spare
    environment = jsonpath.JSONPathEnvironment(strict=True)
    for function in ("match", "search"):
        environment.function_extensions.pop(function, None)
    try:
        return environment.compile(path)
    except jsonpath.JSONPathError as error:
        at = getattr(getattr(error, "token", None), "index", -1)
        raise _refused(path, _in_path(path, str(error.args[0]).partition("\n")[0], at)) from None
    except RecursionError:
        raise _refused(path, Spotted(Slip.TOO_DEEP)) from None


def _refused(text: str, spotted: Spotted) -> PatternInvalid:
    return PatternInvalid(text, spotted.detail, spotted.at + 1, spotted.slip)


def _size(pattern: str) -> int:
    """How many pieces a pattern has when its repetitions are written out, or more."""
    if re.search(r"\(\?\w*x", pattern):  # where comments are allowed
        pattern = re.sub("#[^\n]*", "", pattern)
    groups: list[list[int]] = [[]]
    for piece in _PIECE.finditer(pattern):
        counts = [int(number[:9]) for number in piece.groups() if number]
        if counts and groups[-1]:
            groups[-1][-1] *= max(1, *counts)
        elif piece[0] == "(":
            groups.append([])
        elif piece[0] == ")" and len(groups) > 1:
            size = 1 + sum(groups.pop())
            groups[-1].append(size)
        elif not piece[0].startswith("(?#"):
            groups[-1].append(1)
    return sum(map(sum, groups))


def _in_pattern(pattern: str, said: str, at: int) -> Spotted:
    slip = slip_of(said, _OF_PATTERNS)
    start, end = at, at + 1
    match slip:
        case Slip.UNKNOWN:
            return Spotted(slip, said, at)
        case Slip.UNCLOSED:
            sign = {"missing >": "<", "expected }": "{"}.get(said)
            start = pattern.rfind(sign) if sign else _opened(pattern)
            end = start + 1
        case Slip.BAD_RANGE:
            start, end = at - 3, at
        case Slip.BAD_REPEAT:
            start, end = at - 1, pattern.find("}", at) + 1
        case Slip.MEANINGLESS:
            start = max(pattern.rfind(sign, 0, at) for sign in "\\([")
            end = at + said.startswith("unknown extension")
        case Slip.BAD_GROUP_NAME:
            start, end = max(pattern.rfind(sign, 0, at) for sign in "<=(") + 1, at
        case Slip.NO_GROUP:
            found = re.search(r"(?<=\\)\d+$", pattern[:at]) or re.compile(r"\w+").search(pattern, at)
            start, end = found.span() if found else (at, at)
    return Spotted(slip, pattern[start:end] or pattern[start - 1 : start + 1], start)


def _opened(pattern: str) -> int:
    """Where the last bracket stands that is never closed; a [class] that is closed is one piece."""
    left: list[int] = []
    for piece in _PIECE.finditer(pattern):
        if piece[0] in {"(", "["}:
            left.append(piece.start())
        elif piece[0] == ")" and left:
            left.pop()
        if piece[0] == "[":
            break
    return left[-1] if left else pattern.rfind("[")


def _in_path(path: str, said: str, at: int) -> Spotted:
    slip = slip_of(said, _OF_PATHS)
    named = re.match(r"function '(\w+)' is not defined", said)
    if named:
        return Spotted(Slip.NO_FUNCTION, named[1], at)
    if slip is Slip.UNKNOWN:
        return Spotted(slip, said, at)
    at = len(path) if at < 0 else at + said.startswith("empty")
    word = word_at(path, at)
    if slip is Slip.MISPLACED and not word:
        return Spotted(Slip.CUT_SHORT, at=at)
    if slip is Slip.MISPLACED and word[0] in "'\"":
        return Spotted(Slip.UNCLOSED_QUOTE, at=at)
    return Spotted(slip, word, at)
