"""Which regular expressions of a JSON schema the engine enforces: those that its converter takes to the letter."""

import re
from typing import Any

from app.domain.answers.expressions import compiled
from app.domain.preset_errors import PatternInvalid, SchemaUnsupported
from app.domain.slips import Slip

_CLASS = r"\[(?:[^\]\[\\^])(?:[^\]\[\\])*\]"
_PLAIN = r"[^\\\"\[\](){}|.*+?^$\x00-\x1f\U00010000-\U0010ffff]"
_TIMES = r"(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})"
_PIECE = re.compile(rf"({_CLASS})|\((?!\?)|\)|\||{_TIMES}|{_PLAIN}")
_UNSAFE = ['"', "\\", *map(chr, range(32))]


def check_pattern(pattern: str, path: str) -> None:
    """From ^ to $, of plain letters, [classes], (groups|of|alternatives) and repetitions. Raises SchemaUnsupported."""
    if not (pattern.startswith("^") and pattern.endswith("$") and len(pattern) > 2):
        raise _refused(path, Slip.PATTERN_ENDS)
    at, depth, before = 1, 0, ""
    while at < len(pattern) - 1:
        piece = _PIECE.match(pattern, at, len(pattern) - 1)
        if piece is None:
            raise _refused(path, Slip.MISPLACED, pattern[at : at + 2])
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if depth < 0 or (piece[0] == "|" and depth == 0):
            raise _refused(path, Slip.PATTERN_BRACKETS)
        if piece[0][0] in "*+?{" and (not before or before[0] in "*+?{(|"):
            raise _refused(path, Slip.MISPLACED, before + piece[0])
        if piece[1]:
            _check_class(piece[1], path)
        if piece[0][0] == "{" and len(times := re.findall(r"\d+", piece[0])) == 2 and int(times[0]) > int(times[1]):
            raise _refused(path, Slip.BAD_REPEAT, piece[0])
        at, before = piece.end(), piece[0]
    if depth:
        raise _refused(path, Slip.UNCLOSED, "(")
    _compiled(pattern, path)  # its repetitions may multiply


def _check_class(written: str, path: str) -> None:
    """[a-z]. Raises SchemaUnsupported."""
    letters = _compiled(written, path)
    if any(letters.match(letter) for letter in _UNSAFE):
        raise _refused(path, Slip.BAD_TEXT, written)


def _compiled(pattern: str, path: str) -> Any:  # noqa: ANN401 - as compiled
    """Raises SchemaUnsupported."""
    try:
        return compiled(pattern)
    except PatternInvalid as error:
        raise SchemaUnsupported("pattern", path, error.detail, error.slip) from None


def _refused(path: str, slip: Slip, detail: str = "") -> SchemaUnsupported:
    return SchemaUnsupported("pattern", path, detail, slip)
