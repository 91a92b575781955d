"""Work on preset files: off the window's thread, and one after another, so that no file is written by two hands."""

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from app.domain.errors import MaruError
from app.ui.behind.background import Background

T = TypeVar("T")


class Turns:
    def __init__(self, background: Background) -> None:
        self._background = background
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_busy = False

    def run(self, work: Callable[[], T], then: Callable[[T], object], failed: Callable[[MaruError], object]) -> None:
        """`then` gets the result, or failed what the world refused, on the owner's thread."""

        def finish(result: T | MaruError) -> None:
            self._is_busy = False
            self._go_on()
            if isinstance(result, MaruError):
                failed(result)
            else:
                then(result)

        self._waiting.append(lambda: self._background.run(lambda: _tried(work), finish))
        if not self._is_busy:
            self._go_on()

    def _go_on(self) -> None:
        if self._waiting:
            self._is_busy = True
            self._waiting.popleft()()


def _tried(work: Callable[[], T]) -> T | MaruError:
    try:
        return work()
    except MaruError as error:
        return error
