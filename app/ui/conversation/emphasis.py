"""Makes ``**"인용"**은`` bold: emphasis beside Chinese, Japanese and Korean letters, which write no spaces around it.

CommonMark forbids a closing ``**`` between punctuation and a letter, because in English a space stands there. Models
write Korean particles directly behind quoted bold text all the time.
"""

import unicodedata
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_CJK_NAMES: Final = ("HANGUL", "CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO")


def use_cjk_emphasis(parser: MarkdownIt) -> None:
    """Teach the parser; runs of ``*`` that plain CommonMark understands are left to its own rule."""
    parser.inline.ruler.before("emphasis", "cjk_emphasis", _emphasis)


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  (the parser's signature)
    if silent or state.src[state.pos] != "*":
        return False
    plain = state.scanDelims(state.pos, canSplitWord=True)
    after = state.pos + plain.length
    before_it = state.src[state.pos - 1] if state.pos else " "
    behind_it = state.src[after] if after < state.posMax else " "
    can_open = plain.can_open or (_is_punctuation(behind_it) and _is_cjk(before_it))
    can_close = plain.can_close or (_is_punctuation(before_it) and _is_cjk(behind_it))
    if (can_open, can_close) == (plain.can_open, plain.can_close):
        return False
    for _ in range(plain.length):
        state.push("text", "", 0).content = "*"
        place = len(state.tokens) - 1
        state.delimiters.append(Delimiter(ord("*"), plain.length, place, end=-1, open=can_open, close=can_close))
    state.pos = after
    return True


def _is_punctuation(character: str) -> bool:
    return not isWhiteSpace(ord(character)) and (isMdAsciiPunct(ord(character)) or isPunctChar(character))


def _is_cjk(character: str) -> bool:
    return character >= "\u1100" and unicodedata.name(character, "").startswith(_CJK_NAMES)
