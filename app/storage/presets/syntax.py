"""What is wrong where a text is no TOML, and where: from what tomllib says of it."""

import re

from app.domain.slips import CURLY, Slip, Spotted, slip_of, word_at
from app.storage.presets.outline import Statement, index_of, statements, unclosed

_AT = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_SAID = {  # the beginnings of what tomllib says
    "Expected '='": Slip.NO_EQUALS,
    "Expected ']": Slip.BAD_HEADER,
    "Expected newline": Slip.AFTER_VALUE,
    "Expected \"'": Slip.UNCLOSED_QUOTE,
    "Unterminated string": Slip.UNCLOSED_QUOTE,
    "Cannot": Slip.KEY_TWICE,
    "Duplicate": Slip.KEY_TWICE,
    "Unescaped": Slip.BACKSLASH,
    "Invalid hex": Slip.BACKSLASH,
    "Escaped": Slip.BACKSLASH,
    "Illegal character": Slip.CONTROL,
    "Found invalid character": Slip.CONTROL,
    "Unclosed array": Slip.BAD_LIST,
    "Unclosed inline table": Slip.BAD_INLINE_TABLE,
    "Invalid initial character": Slip.BAD_KEY,
    "Invalid statement": Slip.NO_STATEMENT,
    "Invalid value": Slip.UNQUOTED,
    "Invalid date": Slip.BAD_NUMBER,
    "Exceeds the limit": Slip.BAD_NUMBER,
}
_MAYBE_UNCLOSED = {Slip.CONTROL, Slip.UNCLOSED_QUOTE, Slip.BAD_LIST, Slip.BAD_INLINE_TABLE, Slip.UNQUOTED}
_LONGEST = 40
_HUGE = re.compile(r"\d[\d_]{4299,}")
"""More digits than int() takes."""


def in_toml(text: str, said: str) -> Spotted:
    """The text has one kind of line end."""
    place = _AT.fullmatch(said)
    what = place[1] if place else said
    at = index_of(text, int(place[2]), int(place[3])) if place and place[2] else len(text)
    slip = slip_of(what, _SAID)
    statement, start = _around(text, at)
    opened = unclosed(statement.text) if slip in _MAYBE_UNCLOSED else None
    if opened and start + opened[1] <= at:
        sign = opened[0]
        return Spotted(Slip.UNCLOSED if sign in "[{" else Slip.UNCLOSED_QUOTE, sign, start + opened[1])
    match slip:
        case Slip.UNKNOWN:
            detail = what
        case Slip.KEY_TWICE:
            inner = re.search("inline table key '(.*)'", what)
            at, detail = start, inner[1] if inner else ".".join(statement.key)
        case Slip.BAD_HEADER:
            detail = "]]" if "]]" in what else "]"
        case Slip.CONTROL:
            detail = f"U+{ord(text[at]):04X}"
        case Slip.BACKSLASH:
            at = text.rfind("\\", 0, at)
            detail = text[at : at + 2].strip()
        case Slip.BAD_NUMBER if huge := _HUGE.search(text):
            at, detail = huge.start(), huge[0][:_LONGEST] + "…"
        case _:
            slip, detail = _refined(slip, text, at, start=start)
    return Spotted(slip, detail, at)


def _refined(slip: Slip, text: str, at: int, *, start: int) -> tuple[Slip, str]:
    """What tomllib takes together, and what the slip is about."""
    sign, word = text[at : at + 1], word_at(text, at)
    line = text[at:].partition("\n")[0]
    if slip is Slip.NO_STATEMENT and sign.isalpha() and "=" in line:
        return Slip.BAD_KEY, word
    if slip is Slip.BAD_KEY and not sign.isalpha():
        return (Slip.BAD_INLINE_TABLE, "") if sign == "\n" else (Slip.NO_STATEMENT, "")
    if slip is Slip.AFTER_VALUE and sign == "\r":
        return Slip.CONTROL, "U+000D"
    if slip is Slip.AFTER_VALUE:
        number = re.search(r"=[ \t]*([-+.]?\d[^=]*)$", text[start:at] + line)
        return (Slip.BAD_NUMBER, number[1][:_LONGEST].rstrip()) if number else (slip, word)
    return _valued(sign, word) if slip is Slip.UNQUOTED else (slip, word)


def _valued(sign: str, word: str) -> tuple[Slip, str]:
    """What stands in the place of a value."""
    if sign in {"", "\n", "#"}:
        return Slip.NO_VALUE, ""
    if sign in CURLY:
        return Slip.NO_QUOTE, sign
    if word.lower() in {"true", "false"}:
        return Slip.BAD_BOOLEAN, word
    if sign in "+-." or sign.isdecimal():
        return Slip.BAD_NUMBER, word
    return (Slip.UNQUOTED if sign.isalpha() else Slip.MISPLACED), word


def _around(text: str, at: int) -> tuple[Statement, int]:
    """The statement that the reading ended in or right behind, and where it begins."""
    found, start, end = Statement((), "", "", 1), 0, 0
    for statement in statements(text):
        if statement.key or not found.text:
            found, start = statement, end
        end += len(statement.text)
        if end >= at:
            break
    return found, start
