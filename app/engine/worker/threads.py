"""How many threads a step is worth, learned from how long steps take.

llama.cpp's threads wait for each other by spinning, many times a step. On an idle machine that is the fastest way; as
soon as another program keeps a processor busy, one thread fewer is two to twenty times as fast as one too many. So the
count is never fixed: it is tried, compared with what was, and tried again now and then.
"""

from collections import deque
from statistics import median

_BETTER = 0.97  # of the other's time: less is noise
_WORSE = 1.5  # of the best recent time: something has come between
_MUCH_WORSE = 1.25  # a trial that begins like this need not go on
_TRIAL = 2  # steps
_SOON, _LATE = 0.5, 32.0  # seconds of steps between two trials in one direction
_BACKOFF = 4  # times as long, as long as nothing is gained
_RECENT = 16


def ladder(physical: int, logical: int) -> tuple[int, ...]:
    """The counts that are worth trying: every one of a few, thinned out among many, and last all logical ones."""
    physical = max(1, min(physical, logical))
    few = {1, physical - 2, physical - 1, physical, *(physical * n // 8 for n in range(1, 8))}
    if logical <= 2 * 4:
        few.add(logical)
    return tuple(sorted(count for count in few if 1 <= count <= max(physical, logical)))


class Threads:
    """Give it the time of each step and how many processors others leave free; it says what to use next.

    Its clock runs only while steps are computed, so a trial costs the same small part of them however they come.
    """

    def __init__(self, counts: tuple[int, ...], *, first: int) -> None:
        self._counts = counts
        self._at = self._rung(first)
        self._trial: int | None = None
        self._tried: list[float] = []
        self._costs: deque[float] = deque(maxlen=_RECENT)
        self._free = first
        self._best: dict[int, int] = {}
        self._now = 0.0
        self._due = {-1: _SOON, +1: _SOON}
        self._wait = {-1: _SOON, +1: _SOON}
        self._reach = {-1: 1, +1: 1}

    @property
    def count(self) -> int:
        return self._counts[self._at if self._trial is None else self._trial]

    @property
    def count_for_prompt(self) -> int:
        """For steps that are too long to try anything with: what others leave free."""
        return self._counts[self._rung(self._free)]

    def restart(self) -> None:
        """What is computed has changed, so old times say nothing about new ones."""
        self._costs.clear()
        self._trial = None

    def crowd(self, free: int) -> None:
        """So many processors are left by other programs: go where that was best so far, and try the others soon."""
        if free == self._free:
            return
        self._free = free
        self._at = self._best.get(free, self._rung(free))
        self._wait = {-1: _SOON, +1: _SOON}
        self._due = {-1: self._now + _SOON, +1: self._now + _SOON}
        self.restart()

    def note(self, cost: float) -> None:
        """A step with `count` threads took so many seconds."""
        self._now += cost
        if self._trial is not None:
            self._tried.append(cost)
            self._judge()
            return
        self._costs.append(cost)
        if len(self._costs) < 3:
            return
        if min(list(self._costs)[-3:]) > _WORSE * min(self._costs):
            self._due[-1] = min(self._due[-1], self._now)
        for direction in (-1, +1):
            target = min(max(self._at + direction * self._reach[direction], 0), len(self._counts) - 1)
            if self._now >= self._due[direction] and target != self._at:
                self._trial = target
                self._tried = []
                return

    def _judge(self) -> None:
        usual = median(list(self._costs)[-5:])
        if len(self._tried) < _TRIAL and self._tried[0] < _MUCH_WORSE * usual:
            return
        trial = self._trial
        assert trial is not None  # noqa: S101 - called during a trial only
        direction = -1 if trial < self._at else +1
        if median(self._tried) < _BETTER * usual:
            self._at = self._best[self._free] = trial
            self._costs.clear()
            self._costs.extend(self._tried)
            self._wait = {-1: _SOON, +1: _SOON}
            self._reach = {-1: 1, +1: 1}
            self._wait[-direction] = _BACKOFF * _SOON  # the way back was just found worse
            self._due[-direction] = self._now + self._wait[-direction]
        else:
            self._look_further(trial, direction)
        self._due[direction] = self._now + self._wait[direction]
        self._trial = None

    def _look_further(self, trial: int, direction: int) -> None:
        """The neighbour was no better, but what is further off may be; when all is tried, rest for longer."""
        if trial in (0, len(self._counts) - 1):
            self._reach[direction] = 1
            self._wait[direction] = min(_LATE, _BACKOFF * self._wait[direction])
        else:
            self._reach[direction] *= 2

    def _rung(self, count: int) -> int:
        return max((index for index, rung in enumerate(self._counts) if rung <= count), default=0)
