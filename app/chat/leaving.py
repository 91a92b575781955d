"""Engine children that are told to go: each may want a second to save the state of its chats, and nobody waits."""

import threading
from collections.abc import Callable

from app.domain.event import Deliver
from app.engine.client import EngineClient


class Leaving:
    """They leave one after another, in threads of their own. All methods belong to the owner's thread."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._last: threading.Thread | None = None

    def see_off(self, client: EngineClient) -> None:
        self._last = threading.Thread(target=_close, args=(client, self._last), name="engine-closing")
        self._last.start()

    def afterwards(self, action: Callable[[], None]) -> None:
        """Once all are gone, so that their memory is free."""
        if self._last and self._last.is_alive():
            threading.Thread(target=_after, args=(self._last, self._deliver, action), name="engine-next").start()
        else:
            action()

    def wait(self) -> None:
        if self._last:
            self._last.join()


def _after(last: threading.Thread, deliver: Deliver, action: Callable[[], None]) -> None:
    last.join()
    deliver(action)


def _close(client: EngineClient, before: threading.Thread | None) -> None:
    if before:
        before.join()
    client.close()
