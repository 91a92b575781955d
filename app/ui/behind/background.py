"""Work that would hold the window up (reading model files), done in a thread and answered on the window's own."""

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from app.domain.event import Deliver

T = TypeVar("T")


class Background:
    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._threads: list[threading.Thread] = []
        self._is_closed = False

    def run(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """The work knows nothing of Qt; `then` gets its result on the owner's thread, unless all is closed by then."""

        def do() -> None:
            result = work()
            self._deliver(partial(self._finish, then, result))

        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=do, name="background", daemon=True)
        self._threads.append(thread)
        thread.start()

    def post(self, action: Callable[[], None]) -> None:
        """Called by the work itself, to say how far it is: done on the owner's thread, unless all is closed by then."""
        self._deliver(partial(self._finish, lambda _none: action(), None))

    def close(self) -> None:
        """Wait for what runs; its results are for nobody any more."""
        self._is_closed = True
        for thread in self._threads:
            thread.join()

    def _finish(self, then: Callable[[T], None], result: T) -> None:
        if not self._is_closed:
            then(result)
