"""How fast a download is lately, and how long to wait before something that failed is tried again."""

import math
from collections.abc import Callable
from dataclasses import dataclass

_MEMORY_S = 5.0
"""What came longer ago counts for little."""
_LONGEST_WAIT_S = 300.0
_EXPONENT_LIMIT = 16


class Pace:
    """An average that forgets; it sinks by itself while nothing comes. Clock times in seconds."""

    def __init__(self, done_bytes: int, now: float) -> None:
        self._bytes = done_bytes
        self._since = now
        self._speed: float | None = None

    def note(self, done_bytes: int, now: float) -> None:
        """How far it is at that time. Less than before means that it began again, which is no speed."""
        passed = now - self._since
        if passed <= 0:
            return
        if self._speed is None and done_bytes <= self._bytes:  # it only begins: no speed yet, rather than none
            self._bytes, self._since = done_bytes, now
            return
        lately = max(0, done_bytes - self._bytes) / passed
        weight = 1.0 if self._speed is None else 1 - math.exp(-passed / _MEMORY_S)
        self._speed = lately * weight + (self._speed or 0.0) * (1 - weight)
        self._bytes, self._since = done_bytes, now

    def speed(self, now: float) -> float:
        """Bytes a second."""
        if self._speed is None:
            return 0.0
        silent = max(0.0, now - self._since - 1.0)  # that long between two messages is nothing unusual
        return self._speed * math.exp(-silent / _MEMORY_S)


def back_off(failures: int) -> float:
    """Seconds to wait after so many failures in a row: 1, 2, 4, 8 …, at most five minutes."""
    return min(_LONGEST_WAIT_S, 2.0 ** min(failures - 1, _EXPONENT_LIMIT))


@dataclass(frozen=True)
class Patience:
    """silence_s is how long a host may say nothing before it is left; wait_s how long until it is asked again."""

    silence_s: float = 20.0
    wait_s: Callable[[int], float] = back_off


USUAL = Patience()
