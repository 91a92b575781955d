"""Which sequence already holds the longest beginning of a prompt: pure decisions over lists of tokens."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """What one sequence holds: tokens, and the lowest position that its memory still has (above 0: a window)."""

    sequence: int
    tokens: list[int]
    first: int = 0


@dataclass(frozen=True)
class Match:
    """The first `length` tokens of a prompt are in `sequence`."""

    sequence: int
    length: int


def common(a: list[int], b: list[int]) -> int:
    """How many tokens two lists have in common from their start.

    Halving with whole slices compares in C: 8,000 tokens take microseconds, not milliseconds.
    """
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def usable(length: int, held: Held, *, window: int) -> bool:
    """Whether evaluation can go on after the first `length` tokens that a sequence holds.

    Where nothing has to be cut, always. Otherwise every position that the next token looks at must still be there:
    a sliding window (in tokens, 0 for none) forgets what is behind it, and a running state (Mamba, RWKV) holds its
    last position only. The same rule serves them all, because llama.cpp reports the lowest position that it holds.
    """
    return length == len(held.tokens) or held.first <= max(0, length - max(1, window))


def longest(prompt: list[int], sequences: Iterable[Held], *, window: int) -> Match | None:
    """The best place to start from. At least one token of the prompt is left to be evaluated: it gives the logits."""
    best: Match | None = None
    limit = len(prompt) - 1
    for held in sequences:
        length = min(common(prompt, held.tokens), limit)
        if length > (best.length if best else 0) and usable(length, held, window=window):
            best = Match(held.sequence, length)
    return best
