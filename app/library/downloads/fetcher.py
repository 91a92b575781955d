"""The child process of one running download, as the queue sees it: messages come, and it can be ended."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from app.domain.event import Deliver
from app.domain.fault import to_fault
from app.domain.network_errors import DownloadError
from app.engine.child import Child
from app.library.downloads.protocol import Failed, Fetch, Fetched, FromChild, decode_from_child, encode

Hear = Callable[["Fetcher", FromChild], None]
log = logging.getLogger(__name__)
LEAVING_S = 2.0
"""How long a child may take from its last message to its end."""


class Fetcher:
    """Started at once. hear gets every message on the owner's thread, Fetched or Failed once and last.

    A child that cannot be started, or ends without a last message, is a Failed(DownloadError).
    """

    def __init__(self, command: Sequence[str], job: Fetch, *, deliver: Deliver, hear: Hear, log: Path) -> None:
        self._deliver = deliver
        self._hear = hear
        self._job = job
        self._died = Failed(to_fault(DownloadError(job.files[0].path)))
        self._thread: threading.Thread | None = None
        self._child: Child | None = None
        try:
            self._child = Child(command, log)
        except OSError:  # the program was moved or replaced while it ran
            self._tell(self._died)
            return
        self._thread = threading.Thread(target=self._talk, args=[self._child], name="download")
        self._thread.start()

    def end(self) -> None:
        """At once; what is on the disk stays. What was said and not heard yet is the owner's to ignore."""
        if self._child and self._thread:
            self._child.kill()
            self._thread.join()

    def _talk(self, child: Child) -> None:
        """On a thread of its own, until the child is gone."""
        with suppress(OSError):  # gone already: its last message is missing, and that is said
            child.stdin.write(encode(self._job))
            child.stdin.flush()
        last = self._listen(child)
        with suppress(OSError):
            child.stdin.close()
        child.end(timeout=LEAVING_S)
        child.stdout.close()
        self._tell(last)

    def _listen(self, child: Child) -> FromChild:
        try:
            for line in child.lines():
                message = decode_from_child(line)
                if isinstance(message, Fetched | Failed):
                    return message
                self._tell(message)
        except msgspec.DecodeError as error:
            log.info("a download's child sent what is no message: %s", error)
        return self._died

    def _tell(self, message: FromChild) -> None:
        self._deliver(partial(self._hear, self, message))
