"""How much memory a graph of computations needs when each result makes room as soon as it was used for the last time.

This is what ggml's graph allocator does (ggml-alloc.c): the best fitting gap is filled, results that may overwrite
their input do so, inputs of the whole graph come first.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Result:
    """The output of one computation: its size, what it reads, whether it may take the place of its first reading."""

    size_bytes: int
    reads: tuple["Result", ...] = ()
    overwrites: bool = False


def peak_bytes(inputs: Iterable[Result], steps: Iterable[Result]) -> int:
    """Of a graph whose steps run in this order. What nobody reads stays to the end."""
    order = tuple(steps)
    readers = Counter(read for step in order for read in step.reads)
    arena = _Arena()
    places = {one: arena.take(one.size_bytes) for one in inputs}
    sizes = {one: one.size_bytes for one in places}
    for step in order:
        first = step.reads[0] if step.reads else None
        if step.overwrites and first in places and readers[first] == 1 and sizes[first] == step.size_bytes:
            places[step], sizes[step] = places.pop(first), step.size_bytes
        else:
            places[step], sizes[step] = arena.take(step.size_bytes), step.size_bytes
        for read in step.reads:
            readers[read] -= 1
            if not readers[read] and read in places:
                arena.give_back(places.pop(read), read.size_bytes)
    return arena.peak


class _Arena:
    """Endless memory of which the used part should stay small."""

    def __init__(self) -> None:
        self.peak = 0
        self._gaps: list[tuple[int, int]] = []  # start and end, in order
        self._end = 0  # everything behind it is free

    def take(self, size: int) -> int:
        fitting = [(end - start, start, end) for start, end in self._gaps if end - start >= size]
        if fitting:
            _, start, end = min(fitting)
            at = self._gaps.index((start, end))
            self._gaps[at : at + 1] = [(start + size, end)] if end - start > size else []
            return start
        start, self._end = self._end, self._end + size
        self.peak = max(self.peak, self._end)
        return start

    def give_back(self, start: int, size: int) -> None:
        joined: list[tuple[int, int]] = []
        for gap in sorted([*self._gaps, (start, start + size)]):
            if joined and joined[-1][1] == gap[0]:
                joined[-1] = (joined[-1][0], gap[1])
            else:
                joined.append(gap)
        if joined[-1][1] == self._end:
            self._end = joined.pop()[0]
        self._gaps = joined
