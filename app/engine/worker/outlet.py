"""The child's mouth: messages to the app, one line each, never mixed up by threads."""

import os
import threading

from app.engine.protocol import FromEngine, encode


class Outlet:
    """Writes to a file descriptor. When the app is gone there is nobody to tell, and nothing is raised."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._is_open = True

    def send(self, *messages: FromEngine) -> None:
        """All in one write: a step of eight answers is eight lines and one system call."""
        left = memoryview(b"".join(map(encode, messages)))
        with self._lock:
            while left and self._is_open:
                try:
                    left = left[os.write(self._descriptor, left) :]
                except OSError:
                    self._is_open = False  # the app has gone; the end of stdin will end us
