"""Which regular expressions of a JSON schema the engine enforces: those that its converter takes to the letter."""

import re

from app.domain.preset_errors import SchemaUnsupported

_CLASS = r"\[(?:[^\]\[\\^])(?:[^\]\[\\])*\]"
_PLAIN = r"[^\\\"\[\](){}|.*+?^$\x00-\x1f\U00010000-\U0010ffff]"
_TIMES = r"(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})"
_PIECE = re.compile(rf"({_CLASS})|\((?!\?)|\)|\||{_TIMES}|{_PLAIN}")
_UNSAFE = ['"', "\\", *map(chr, range(32))]


def check_pattern(pattern: str, path: str) -> None:
    """From ^ to $, of plain letters, [classes], (groups|of|alternatives) and repetitions. Raises SchemaUnsupported."""
    if not (pattern.startswith("^") and pattern.endswith("$") and len(pattern) > 2):
        raise _refused(path, "it must say all from ^ to $")
    try:
        re.compile(pattern)
    except re.error as error:
        raise _refused(path, error.msg) from None
    at, depth, before = 1, 0, ""
    while at < len(pattern) - 1:
        piece = _PIECE.match(pattern, at, len(pattern) - 1)
        if piece is None:
            raise _refused(path, f"“{pattern[at : at + 2]}”")
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if depth < 0 or (piece[0] == "|" and depth == 0):
            raise _refused(path, "put alternatives into brackets")
        if piece[0][0] in "*+?{" and (not before or before[0] in "*+?{(|"):
            raise _refused(path, f"“{before}{piece[0]}”")
        if piece[1] and any(re.match(piece[1], letter) for letter in _UNSAFE):
            raise _refused(path, f"“{piece[1]}” holds a quote, a backslash or a control character")
        at, before = piece.end(), piece[0]
    if depth:
        raise _refused(path, "unbalanced brackets")


def _refused(path: str, detail: str) -> SchemaUnsupported:
    return SchemaUnsupported("pattern", path, detail)
