"""The terminal's owner thread: runs what the engine and the store post, and turns signals into decisions."""

import queue
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeVar

from app.cli.outcome import Left
from app.domain.errors import MaruError

T = TypeVar("T")
WAIT_S = 0.2
"""How long a wait may be blind: on Windows nothing else lets Ctrl-C through."""


class Loop:
    """`post` is the deliver of this face. While `listening`, a signal is seen between two actions, never inside one."""

    def __init__(self) -> None:
        self._actions: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()  # may be used in a signal handler
        self._came: list[int] = []
        self._is_reading = False

    def post(self, action: Callable[[], None]) -> None:
        self._actions.put(action)

    def until(self, is_true: Callable[[], object], *, stop: Callable[[], None] | None = None) -> None:
        """Run what is posted until it has become true.

        The first Ctrl-C calls stop, which should make it true soon. Another one, or the system's wish that we end,
        raises Left.
        """
        while not is_true():
            with suppress(queue.Empty):
                action = self._actions.get(timeout=WAIT_S)
                action()
            while self._came:
                if self._came.pop(0) != signal.SIGINT or stop is None:
                    raise Left
                stop()
                stop = None

    def heed(self) -> None:
        """Between two pieces of long work on this thread: raises Left for a signal that came meanwhile."""
        if self._came:
            raise Left

    def wait_for(self, ask: Callable[[Callable[[T | MaruError], None]], object]) -> T:
        """What the listener is told that ask is given; a MaruError is raised. Raises Left for a signal."""
        told: list[T | MaruError] = []
        ask(told.append)
        self.until(lambda: told)
        if isinstance(told[0], MaruError):
            raise told[0]
        return told[0]

    def read_line(self, prompt: str) -> str:
        """What the person types. Raises EOFError at the end, Left for a signal."""
        with self._reading():
            return input(prompt)

    def read_all(self) -> str:
        """All of stdin."""
        with self._reading():
            return sys.stdin.read()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Ctrl-C, the end of the terminal and of the session come to us."""
        numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
        before = {number: signal.signal(number, self._notice) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        if self._came:
            raise Left
        self._is_reading = True
        try:
            yield
        finally:
            self._is_reading = False

    def _notice(self, number: int, _: FrameType | None) -> None:
        if self._is_reading:
            raise Left
        self._came.append(number)
        self._actions.put(_nothing)  # wakes until


def _nothing() -> None:
    pass
