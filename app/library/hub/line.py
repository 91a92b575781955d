"""One run of the Hub's child: its pipes, read and written on threads, heard on the owner's."""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from app.domain.event import Deliver
from app.engine.child import Child
from app.library.hub.protocol import FromHub, ToHub, decode_from_hub, encode

LEAVING_S = 2.0
"""How long a child may take from the end of its output to its end."""
log = logging.getLogger(__name__)


class Line:
    """Started at once: raises OSError when it cannot be. hear gets each message, ended the exit code after the last."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        deliver: Deliver,
        *,
        hear: Callable[["Line", FromHub], None],
        ended: Callable[["Line", int | None], None],
    ) -> None:
        self._deliver = deliver
        self._hear, self._ended = hear, ended
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._child = Child(command, log)
        self._threads = [
            threading.Thread(target=work, name=name)
            for work, name in ((self._write, "hub-writer"), (self._read, "hub-reader"))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        return self._child.pid

    def say(self, message: ToHub) -> None:
        self._outgoing.put(encode(message))

    def end(self) -> None:
        """At once: it keeps nothing. What it said and was not heard yet is the owner's to ignore."""
        self._child.kill()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        """On a thread of its own: a child that does not read must not stop the window."""
        with suppress(OSError):  # the child is gone, and the reader says so
            while line := self._outgoing.get():
                self._child.stdin.write(line)
                self._child.stdin.flush()
        with suppress(OSError):
            self._child.stdin.close()

    def _read(self) -> None:
        try:
            for line in self._child.lines():
                self._deliver(partial(self._hear, self, decode_from_hub(line)))
        except msgspec.DecodeError as error:
            log.warning("the Hub's child sent what is no message: %s", error)
            self._child.kill()
        self._outgoing.put(None)
        self._child.end(timeout=LEAVING_S)
        self._child.stdout.close()
        self._deliver(partial(self._ended, self, self._child.death(during="idle").exit_code))
