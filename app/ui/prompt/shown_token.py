"""A token as the window shows it, and how text is spelled so that nothing of it is hidden."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from app.domain.generation import PartKind, RenderedPrompt, ScoredToken, TokenChoice

LINE_END: Final = "⏎"
PIECE: Final = "⋯"
"""Stands for a token that holds only a piece of a character; the token that completes it shows the whole."""

_NAMED: Final = {"\t": "→", "\r": "␍", "\n": LINE_END}
_HIDDEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})


class ShownToken(NamedTuple):
    """kind is told of a prompt's tokens, probability and alternatives (best first) of those that were scored."""

    id: int
    text: str
    kind: PartKind | None = None
    probability: float | None = None
    alternatives: tuple[TokenChoice, ...] = ()


def of_prompt(prompt: RenderedPrompt) -> tuple[ShownToken, ...]:
    kinds: Sequence[PartKind | None] = prompt.kinds or [None] * len(prompt.tokens)
    return tuple(map(ShownToken, prompt.tokens, prompt.pieces, kinds))


def of_scored(tokens: Sequence[ScoredToken]) -> tuple[ShownToken, ...]:
    return tuple(ShownToken(one.id, one.text, None, one.probability, one.alternatives) for one in tokens)


@lru_cache(maxsize=65_536)
def spelled(text: str) -> str:
    """One line in which everything can be seen but plain spaces: line ends, tabs, and what has no width."""
    return "".join(map(_spelled_character, text)) or PIECE


def _spelled_character(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    category = unicodedata.category(character)
    if category in _HIDDEN:
        return f"⟨{ord(character):04X}⟩"
    return "␣" if category == "Zs" and character != " " else character
