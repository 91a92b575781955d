"""Korean particles that follow a word that only the moment knows: 은 or 는, as it is read, instead of “은(는)”."""

import re
from typing import Final

_PAIRS: Final = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
"""As catalogs write them: what follows a closed syllable, and what an open one."""
_PAIR: Final = re.compile(f"({'|'.join(map(re.escape, _PAIRS))})")
_DIGITS: Final = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
"""As they are read at the end of a number; 십, 백, 천 and 만 are closed like 영."""
_FINALS: Final = 28
_L: Final = 8
"""Of the consonants that may end a syllable, as Unicode counts them; 0 is none. (으)로 follows ㄹ like none."""


class Sentence(str):
    """Chooses its particles when it is filled in. Words whose reading is not known (Latin letters) keep both."""

    __slots__ = ()

    def format(self, *args: object, **named: object) -> str:
        said = ""
        for piece in _PAIR.split(self):
            said += _chosen(said, piece) if piece in _PAIRS else piece.format(*args, **named)
        return said


def with_particles(words: str) -> str:
    """Words of a catalog, ready to be filled in."""
    return Sentence(words) if _PAIR.search(words) else words


def _chosen(before: str, pair: str) -> str:
    letter = before.rstrip("”’\"')]")[-1:]
    syllable = _DIGITS.get(letter, letter)
    if not "가" <= syllable <= "힣":
        return pair
    final = (ord(syllable) - ord("가")) % _FINALS
    closed, opened = _PAIRS[pair]
    is_open = final == 0 or (final == _L and pair == "(으)로")
    return opened if is_open else closed
