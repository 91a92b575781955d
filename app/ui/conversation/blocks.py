"""Cuts a text into the blocks that are laid out one by one: a paragraph, a list, a table, at most 60 lines of code.

Only the block structure is parsed, and a very long text in portions, so that none is slow. What would make one huge
block (an endless paragraph, a pasted log) becomes several that continue each other.
"""

import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from app.domain.message import clean

if TYPE_CHECKING:
    from markdown_it.token import Token

# Characters: a longer text is parsed in portions; a single block that is longer than what is parsed stays plain text.
PORTION: Final = 16_000
PARSED: Final = 32_000
PIECE: Final = 8_000
PIECE_LINES: Final = 120
CODE_LINES: Final = 60
# Qt needs 200 ms to lay out 4,000 cells; a table with more than these is shown as it is written.
TABLE_CELLS: Final = 2_000

_FENCE: Final = re.compile(r"(`{3,}|~{3,})([^\n]*)\n")
_MARK: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n]*)$|\n(?:[ \t]*\n)+", re.MULTILINE)
_SENTENCE_END: Final = re.compile(r"[.!?。！？…][\"'”’)\]]*\s|\n")
_LINE_END: Final = re.compile(r"\n")
_REFERENCE: Final = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)


class Kind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    RULE = "rule"
    CODE = "code"
    TABLE = "table"
    PLAIN = "plain"


_KIND_OF_TOKEN: Final = {
    "paragraph_open": Kind.PARAGRAPH,
    "heading_open": Kind.HEADING,
    "bullet_list_open": Kind.LIST,
    "ordered_list_open": Kind.LIST,
    "blockquote_open": Kind.QUOTE,
    "hr": Kind.RULE,
    "fence": Kind.CODE,
    "code_block": Kind.CODE,
    "table_open": Kind.TABLE,
}


@dataclass(frozen=True, slots=True)
class Block:
    """One block and its exact ``source``: the sources of all blocks of a text, joined, are the text.

    ``body`` is what is shown of code and plain text, without fences. A block that ``continues`` is a further piece of
    what the block before it began. ``tokens`` hold the structure of the others; their inside is parsed when shown.
    """

    kind: Kind
    source: str
    body: str = ""
    language: str = ""
    continues: bool = False
    tokens: Sequence["Token"] = field(default=(), compare=False, repr=False)
    references: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


def readable(text: str) -> str:
    """What every text passes through first: one kind of line end, no NUL, no lone surrogate."""
    if text.isascii() and "\r" not in text and "\0" not in text:
        return text
    return clean(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))


def has_references(text: str) -> bool:
    """Whether the text may define link references, which reach back to what stands before them."""
    return _REFERENCE.search(text) is not None


def split(text: str) -> list[Block]:
    """The blocks of a Markdown text that is readable()."""
    code = _only_code(text)
    if code is not None:
        return code
    return [block for portion in portions(text) for block in split_portion(portion)]


def plain(text: str) -> list[Block]:
    """The pieces of a text that is not Markdown: a question, a system prompt."""
    pieces = _pieces(text)
    return [Block(Kind.PLAIN, piece, piece, continues=at > 0) for at, piece in enumerate(pieces)]


def code(text: str, language: str) -> list[Block]:
    """The pieces of a text that is code from its first letter on, without any fence."""
    return _code(text, text, language)


def portions(text: str) -> Iterator[str]:
    """Parts that can be parsed apart; cut at blank lines outside of fenced code, and only in very long texts."""
    start = cut = 0
    fence = ""
    for mark in _MARK.finditer(text) if len(text) > PORTION else ():
        if mark[1] is None:
            if not fence and text[mark.end() : mark.end() + 1] not in {" ", "\t"}:
                if mark.end() - start > PORTION and cut > start:
                    yield text[start:cut]
                    start = cut
                cut = mark.end()
        elif not fence:
            fence = mark[1]
        elif mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
    if len(text) - start > PORTION and cut > start:
        yield text[start:cut]
        start = cut
    if start < len(text):
        yield text[start:]


def split_portion(text: str) -> list[Block]:
    code = _only_code(text)
    if code is not None:
        return code
    tokens, references = _parse(text[:PARSED])
    tops = [at for at, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0 and token.map]
    if len(text) > PARSED:
        is_prose = len(tops) == 1 and tokens[0].type == "paragraph_open"
        return _paragraph(text, references) if is_prose else plain(text)
    if not tops:
        return plain(text) if text.strip() else []
    starts = [0, *((tokens[at].map or [0])[0] for at in tops[1:])]
    sources = _slices(text, starts)
    blocks: list[Block] = []
    for at, end, source in zip(tops, [*tops[1:], len(tokens)], sources, strict=True):
        blocks += _sized(Block(_KIND_OF_TOKEN[tokens[at].type], source, tokens=tokens[at:end], references=references))
    return blocks


def _parse(text: str) -> tuple[Sequence["Token"], dict[str, Any]]:
    # Loaded with the first text and not with the window: 25 ms that nobody waits for before the first paint.
    found: tuple[Sequence[Token], dict[str, Any]] = importlib.import_module("app.ui.conversation.parser").parse_blocks(
        text
    )
    return found


def _slices(text: str, starts: Sequence[int]) -> list[str]:
    """The text cut before the given lines."""
    lines = text.split("\n")
    ends = [*starts[1:], len(lines)]
    parts = ["\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    return [part + "\n" for part in parts[:-1]] + parts[-1:]


def _sized(block: Block) -> list[Block]:
    """The block itself, or its pieces where it is too much for one layout."""
    if block.kind is Kind.CODE:
        token = block.tokens[0]
        return _code(block.source, token.content, token.info)
    if block.kind is Kind.TABLE and sum(token.type in {"td_open", "th_open"} for token in block.tokens) > TABLE_CELLS:
        return _code(block.source, block.source, "")
    if block.kind is Kind.PARAGRAPH and len(block.source) > PIECE:
        return _paragraph(block.source, block.references)
    return [block]


def _paragraph(source: str, references: dict[str, Any]) -> list[Block]:
    return [
        Block(Kind.PARAGRAPH, piece, piece.strip(), continues=at > 0, references=references)
        for at, piece in enumerate(_pieces(source))
    ]


def _only_code(text: str) -> list[Block] | None:
    """The blocks of a text that is one fenced block, finished or not; code streams in without being parsed."""
    fence = _FENCE.match(text)
    if fence is None or ("`" in fence[1] and "`" in fence[2]):
        return None
    closing = re.compile(rf"^ {{0,3}}{fence[1]}{fence[1][0]}*[ \t]*$", re.MULTILINE).search(text, fence.end())
    if closing is None:
        return _code(text, text[fence.end() :], fence[2])
    if text[closing.end() :].strip():
        return None
    return _code(text, text[fence.end() : closing.start()], fence[2])


def _code(source: str, content: str, words: str) -> list[Block]:
    language = words.split(maxsplit=1)[0] if words.strip() else ""
    body = content.rstrip()
    pieces = _pieces(body, most_lines=CODE_LINES, ends=_LINE_END)
    begin = source.find(body)
    if begin < 0:  # indented: the shown lines are not those of the source
        sources = [source, *([""] * (len(pieces) - 1))]
    else:
        cuts = [0, *accumulate(map(len, pieces[1:-1]), initial=begin + len(pieces[0]))][: len(pieces)]
        sources = [source[start:end] for start, end in zip(cuts, [*cuts[1:], len(source)], strict=True)]
    return [
        Block(Kind.CODE, part, piece.removesuffix("\n"), language, continues=at > 0)
        for at, (part, piece) in enumerate(zip(sources, pieces, strict=True))
    ]


def _pieces(text: str, *, most_lines: int = PIECE_LINES, ends: re.Pattern[str] = _SENTENCE_END) -> list[str]:
    """Pieces of a bounded size that end with a line or a sentence. A text that grows changes its last piece alone."""
    pieces: list[str] = []
    start = 0
    while start < len(text) or not pieces:
        end = _cut(text, start, most_lines=most_lines, ends=ends)
        pieces.append(text[start:end])
        start = end
    return pieces


def _cut(text: str, start: int, *, most_lines: int, ends: re.Pattern[str]) -> int:
    window = text[start : start + PIECE]
    lines = window.split("\n", most_lines)
    if len(lines) > most_lines:
        return start + len(window) - len(lines[-1])
    if len(text) - start <= PIECE:
        return len(text)
    found = [end.end() for end in ends.finditer(window, PIECE // 2)]
    space = window.rfind(" ", PIECE // 2) + 1
    return start + (found[-1] if found else space or PIECE)
