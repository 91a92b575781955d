"""What each part of a preset costs, in tokens of the exact prompt that it makes."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.domain.generation import PartKind, RenderedPrompt
from app.domain.preset import Example


@dataclass(frozen=True)
class Costs:
    """each: of the active examples, in their order; empty while nothing is known."""

    system: int = 0
    examples: int = 0
    each: tuple[int, ...] = ()


def costs_of(prompt: RenderedPrompt, examples: Sequence[Example]) -> Costs:
    """Of the prompt that a preset with these examples makes; they are those that are on."""
    counted = Counter(prompt.kinds)
    return Costs(counted[PartKind.SYSTEM], counted[PartKind.EXAMPLE], _each(prompt, examples))


def _each(prompt: RenderedPrompt, examples: Sequence[Example]) -> tuple[int, ...]:
    """A token is the last example's that has begun before it. Templates strip, so questions are looked for stripped."""
    pieces = [piece for piece, kind in zip(prompt.pieces, prompt.kinds, strict=True) if kind is PartKind.EXAMPLE]
    text = "".join(pieces)
    starts: list[int] = []
    at = 0
    for example in examples:
        at = text.find(example.question.strip(), at)
        if at < 0:
            return ()
        starts.append(at)
        at += len(example.question.strip())
    ends = accumulate(len(piece) for piece in pieces)
    owners = Counter(max(0, bisect_right(starts, end - 1) - 1) for end in ends)
    return tuple(owners[one] for one in range(len(examples)))
