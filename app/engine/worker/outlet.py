"""The child's mouth: messages to the app, one line each, never mixed up by threads."""

import os
import threading
import time
from collections.abc import Callable

from app.engine.protocol import FromEngine, Token, encode

_TOGETHER_S = 0.015
"""Tokens that come faster go out two or three at once: each write wakes the app, on a processor that computes."""


class Outlet:
    """Writes to a file descriptor. When the app is gone there is nobody to tell, and nothing is raised.

    A token may wait for the next message, which is never further off than the next step.
    """

    def __init__(self, descriptor: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._descriptor = descriptor
        self._clock = clock
        self._lock = threading.Lock()
        self._is_open = True
        self._held: list[FromEngine] = []
        self._said = -_TOGETHER_S

    def send(self, *messages: FromEngine) -> None:
        """All in one write: a step of eight answers is eight lines and one system call."""
        with self._lock:
            self._held += messages
            if all(isinstance(message, Token) for message in messages):
                now = self._clock()
                if now - self._said < _TOGETHER_S:
                    return
                self._said = now
            held, self._held = self._held, []
            self._write(b"".join(map(encode, held)))

    def _write(self, lines: bytes) -> None:
        left = memoryview(lines)
        while left and self._is_open:
            try:
                left = left[os.write(self._descriptor, left) :]
            except OSError:
                self._is_open = False  # the app has gone; the end of stdin will end us
