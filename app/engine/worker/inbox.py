"""The child's ear: messages from the app and from its own threads, for the one thread that works on them."""

import threading
from collections import deque
from collections.abc import Callable
from typing import BinaryIO, Generic, TypeVar

import msgspec

from app.domain.engine_errors import EngineFault
from app.domain.errors import MaruError
from app.domain.fault import to_fault
from app.engine.protocol import Cancel, Failed, ToEngine, decode_to_engine
from app.engine.worker.native.context import AbortFlag

T = TypeVar("T")


class End:
    """The app has closed our stdin, or is gone."""


class Inbox(Generic[T]):
    """A queue whose urgent items also stop a running decode.

    Taking the items lowers the flag again in the same breath: a decode is never stopped for an item that was
    already taken, and no item waits for a decode that nobody stopped.
    """

    def __init__(self, flag: AbortFlag) -> None:
        self._flag = flag
        self._items: deque[T] = deque()
        self._changed = threading.Condition()
        self._cancelled: set[int] = set()
        self.is_ended = False

    def put(self, item: T, *, urgent: bool = False) -> None:
        with self._changed:
            if isinstance(item, Cancel):
                self._cancelled.add(item.request)
            self.is_ended = self.is_ended or isinstance(item, End)
            self._items.append(item)
            if urgent:
                self._flag.hoist()
            self._changed.notify()

    def take(self, *, timeout: float | None) -> list[T]:
        """All items, after waiting for the first one at most timeout seconds (None: as long as it takes)."""
        with self._changed:
            if timeout != 0:
                self._changed.wait_for(lambda: self._items, timeout)
            items = list(self._items)
            self._items.clear()
            self._flag.lower()
        return items

    def is_cancelled(self, request: int) -> bool:
        """Known at once, also while the working thread is busy."""
        return request in self._cancelled


def listen(
    stdin: BinaryIO,
    put: Callable[[ToEngine], None],
    refuse: Callable[[Failed], None],
) -> None:
    """Read messages until stdin ends. A line that is no message of ours is refused, or said in the log."""
    for line in stdin:
        try:
            put(decode_to_engine(line))
        except (msgspec.DecodeError, MaruError) as problem:
            request = _request_in(line)
            fault = to_fault(problem if isinstance(problem, MaruError) else EngineFault(f"{problem}: {line[:200]!r}"))
            refuse(Failed(request, fault))


def _request_in(line: bytes) -> int:
    class Numbered(msgspec.Struct):
        request: int = 0

    try:
        return msgspec.json.decode(line, type=Numbered).request
    except msgspec.DecodeError:
        return 0
