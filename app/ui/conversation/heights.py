"""Where everything stands: the heights of a long column of things, most of them estimated, and their running sums."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate


class Heights:
    """Whole px. Reading a place after a change near the end costs next to nothing, however long the column is."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        self._tops = [0]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    def __iter__(self) -> Iterator[int]:
        return iter(self._heights)

    @property
    def total(self) -> int:
        return self.top(len(self._heights))

    def set(self, index: int, height: int) -> None:
        if self._heights[index] != height:
            self._heights[index] = height
            del self._tops[index + 1 :]

    def append(self, height: int) -> None:
        self._heights.append(height)

    def truncate(self, length: int) -> None:
        del self._heights[length:]
        del self._tops[length + 1 :]

    def top(self, index: int) -> int:
        """Where this one begins; the index behind the last gives the end of the column."""
        self._sum()
        return self._tops[index]

    def at(self, y: int) -> int:
        """Which one covers y; the nearest for a y outside. An empty column has none: -1."""
        self._sum()
        return max(0, min(len(self._heights), bisect_right(self._tops, y)) - 1) if self._heights else -1

    def _sum(self) -> None:
        known = len(self._tops) - 1
        if known < len(self._heights):
            last = self._tops.pop()
            self._tops.extend(accumulate(self._heights[known:], initial=last))
