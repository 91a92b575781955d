"""Finds a text in tokens, which may cut it anywhere."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from app.ui.prompt.shown_token import ShownToken


def find(shown: Sequence[ShownToken], wanted: str) -> list[range]:
    """The tokens that hold each place where the text stands, whatever its case."""
    if not wanted:
        return []
    texts = [_folded(one.text) for one in shown]
    whole, key = "".join(texts), _folded(wanted)
    starts = list(accumulate(map(len, texts), initial=0))
    found = []
    at = whole.find(key)
    while at >= 0:
        end = at + len(key)
        found.append(range(bisect_right(starts, at) - 1, bisect_right(starts, end - 1)))
        at = whole.find(key, end)
    return found


def _folded(text: str) -> str:
    return text.casefold()
