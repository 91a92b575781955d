"""How many of our processors other programs leave free, seen from the system's own counters."""

import math
import os
import time

import psutil

_LIGHT = 0.3  # of a processor: less is what every desktop does all the time
_WINDOW_S = 0.3
_GLANCE_S = 0.05  # a first step with a thread too many was seen to take 3 s: worth a twentieth before it


def processors() -> tuple[int, int]:
    """Physical and logical ones that this process may use."""
    logical = len(_ours())
    return min(psutil.cpu_count(logical=False) or logical, logical), logical


class Crowd:
    """Looks at most every third of a second: counters tick in hundredths."""

    def __init__(self) -> None:
        self._processors = _ours()
        self.free = len(self._processors)
        self.glance()

    def refresh(self, now: float) -> int:
        """The processors left to us; now is by time.perf_counter."""
        if now - self._seen[0] >= _WINDOW_S:
            self._measure()
        return self.free

    def glance(self) -> None:
        """Look anew after a pause, whose average would hide what has just begun."""
        self._seen = self._look()
        time.sleep(_GLANCE_S)
        self._measure()

    def _measure(self) -> None:
        at, busy, own = self._seen
        self._seen = self._look()
        others = max(0.0, (self._seen[1] - busy) - (self._seen[2] - own)) / (self._seen[0] - at)
        self.free = max(1, len(self._processors) - math.ceil(max(0.0, others - _LIGHT)))

    def _look(self) -> tuple[float, float, float]:
        """Now, busy seconds of our processors, busy seconds of this process."""
        every = psutil.cpu_times(percpu=True)
        ours = [every[index] for index in self._processors if index < len(every)]
        busy = sum(sum(times) - times.idle - getattr(times, "iowait", 0.0) - _counted_twice(times) for times in ours)
        return time.perf_counter(), busy, time.process_time()


def _counted_twice(times: object) -> float:
    """Linux counts guests' time inside the user's too."""
    return float(getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0))


def _ours() -> list[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))
