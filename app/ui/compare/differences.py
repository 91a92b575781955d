"""Where two answers differ, word by word (Ratcliff and Obershelp's matching, as difflib has it)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from app.words.catalog import _, n_
from app.words.numbers import count

MOST: Final = 3_000
"""Words of a text that are compared; matching takes a time that grows with their square."""
_WORDS: Final = re.compile(r"\s*\S+|\s+")
_TOLD: Final = 5
"""So many places are read out."""


@dataclass(frozen=True)
class Piece:
    """A part of an answer; is_own: the first answer does not have it there."""

    text: str
    is_own: bool = False


@dataclass(frozen=True)
class Differences:
    """An answer in pieces, and how many of the first one's words it has not."""

    pieces: tuple[Piece, ...]
    missing: int = 0
    is_cut: bool = False
    """Only the beginnings were compared."""


def compared(first: str, other: str) -> Differences:
    """What the other has of its own. Spaces between words do not count."""
    old, new = _WORDS.findall(first), _WORDS.findall(other)
    is_cut = max(len(old), len(new)) > MOST
    matcher = SequenceMatcher(None, _bare(old[:MOST]), _bare(new[:MOST]), autojunk=False)
    pieces: list[Piece] = []
    missing = 0
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        text = "".join(new[new_from:new_to])
        if text:
            pieces.append(Piece(text, is_own=kind != "equal"))
        if kind in {"delete", "replace"}:
            missing += old_to - old_from
    rest = "".join(new[MOST:])
    return Differences((*pieces, *((Piece(rest),) if rest else ())), missing, is_cut)


def summary(differences: Differences) -> str:
    """In a sentence."""
    own = sum(len(piece.text.split()) for piece in differences.pieces if piece.is_own)
    if not own and not differences.missing:
        return _("The same words as the first answer.")
    said = n_("{count} word of its own", "{count} words of its own", own).format(count=count(own))
    lost = n_(
        "{count} of the first answer's is missing", "{count} of the first answer's are missing", differences.missing
    )
    words = _("{own}, {missing}.").format(own=said, missing=lost.format(count=count(differences.missing)))
    return words + " " + _("Only the beginnings were compared.") if differences.is_cut else words


def told(differences: Differences) -> str:
    """The summary and the first places, for those who do not see them."""
    own = [piece.text.strip() for piece in differences.pieces if piece.is_own and piece.text.strip()]
    places = [_("Its own: {words}").format(words=words) for words in own[:_TOLD]]
    return " ".join((summary(differences), *places))


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]
