"""The Markdown that models write: CommonMark with tables and strikethrough; raw HTML stays text, nothing is fetched."""

from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.ui.conversation.emphasis import use_cjk_emphasis

References = dict[str, Any]


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    use_cjk_emphasis(parser)
    return parser


_PARSER: Final = _parser()


def parse_blocks(text: str) -> tuple[Sequence[Token], References]:
    """The block structure alone, and the link references in it; the inside of a line is parsed when it is shown."""
    tokens: list[Token] = []
    references: References = {}
    _PARSER.block.parse(text, _PARSER, references, tokens)
    return tokens, references


def parse_inline(text: str, references: References) -> Sequence[Token]:
    """What stands inside a paragraph, a heading or a table cell."""
    tokens: list[Token] = []
    _PARSER.inline.parse(text, _PARSER, references, tokens)
    return tokens
