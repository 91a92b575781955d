"""Where things stand in a TOML text: its statements with their lines, so that a mistake is found and a comment kept.

Only the outline is read here, in one pass whatever the text is; what it means is tomllib's business.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_PARTS = 8
"""Of a dotted key."""
MOST_DEPTH = 64
"""Of brackets. tomllib would take its time for more of either."""

_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:"{3,5}|\Z|\\)'
    r"|'''(?:[^']|'{1,2}(?!'))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<end>\n)"
    r"|[^\"'\#\[\]{}\n]++",
    re.DOTALL,
)
_PART = re.compile(r"""[ \t]*+(?:([A-Za-z0-9_-]++)|"((?:[^"\\\n]|\\.)*+)"|'([^'\n]*+)')[ \t]*+""")
_QUOTE = re.compile("\"\"\"|'''|\"|'")
_HEADER = re.compile(r"[ \t]*+(\[\[?)")


class TooDeepError(ValueError):
    """line, from 1, is nested beyond all use."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True)
class Statement:
    """A key and its value, the header of a table, or (without a key) a blank line or a comment.

    brackets are those of a header: [ or [[. text has its newline; line counts from 1.
    """

    key: tuple[str, ...]
    brackets: str
    text: str
    line: int

    @property
    def is_comment(self) -> bool:
        return self.text.lstrip().startswith("#")


def statements(text: str) -> Iterator[Statement]:
    """All of the text, in order. Raises TooDeepError."""
    start, line, depth = 0, 1, 0
    for token in _TOKEN.finditer(text):
        depth += bool(token["open"]) - bool(token["close"])
        if depth > MOST_DEPTH:
            raise TooDeepError(line)
        if token["end"] and depth <= 0:
            yield _statement(text[start : token.end()], line)
            line += text.count("\n", start, token.end())
            start, depth = token.end(), 0
    if start < len(text):
        yield _statement(text[start:], line)


def unclosed(text: str) -> tuple[str, int] | None:
    """What is never closed in a statement, and its index: a quote (which hides brackets), else the first bracket."""
    left: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(text):
        quote = _QUOTE.match(token[0])
        if quote and (len(token[0]) < 2 * len(quote[0]) or not token[0].endswith(quote[0])):
            return quote[0], token.start()
        if token["open"]:
            left.append((token["open"], token.start()))
        elif token["close"] and left:
            left.pop()
    return left[0] if left else None


def index_of(text: str, line: int, column: int) -> int:
    """Line and column count from 1."""
    start = -1
    for _ in range(line - 1):
        start = text.find("\n", start + 1)
    return start + column


def place_of(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def lines(read: Sequence[Statement]) -> Mapping[str, int]:
    """By path, such as answer.rule or examples[3].answer (the third)."""
    found: dict[str, int] = {}
    counted: Counter[str] = Counter()
    table = ""
    for statement in read:
        if statement.brackets:
            table = ".".join(statement.key)
            if statement.brackets == "[[":
                counted[table] += 1
            first, *rest = statement.key
            table = ".".join([f"{first}[{counted[first]}]" if counted[first] else first, *rest])
            found.setdefault(table, statement.line)
        elif statement.key:
            found.setdefault(".".join([table, *statement.key] if table else statement.key), statement.line)
    return found


def line_of(path: str, known: Mapping[str, int]) -> int:
    """Of the path, or of the nearest thing around it."""
    while path:
        if path in known:
            return known[path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return 1


def _statement(text: str, line: int) -> Statement:
    """Raises TooDeepError."""
    header = _HEADER.match(text)
    at = header.end() if header else 0
    key: list[str] = []
    while part := _PART.match(text, at):
        key.append(next(name for name in part.groups() if name is not None))
        at = part.end()
        if len(key) > MOST_PARTS:
            raise TooDeepError(line)
        if text[at : at + 1] != ".":
            break
        at += 1
    return Statement(tuple(key), header[1] if header else "", text, line)
