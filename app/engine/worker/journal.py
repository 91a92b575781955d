"""What llama.cpp says while it works: kept for the log file, and read for the reasons of failures."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.engine.worker.native.library import CONTINUED, DEBUG

_LOG = 2  # stderr, which the app keeps in a file


class Journal:
    """Takes llama.cpp's messages, whole lines at a time. Debug messages are left out: thousands a load."""

    def __init__(self) -> None:
        self._listeners: list[list[str]] = []
        self._part = ""
        self._level = 0

    def write(self, level: int, text: str) -> None:
        if level != CONTINUED:
            self._level = level
        if self._level <= DEBUG:
            return
        *lines, self._part = (self._part + text).split("\n")
        for line in lines:
            for listener in self._listeners:
                listener.append(line)
        if lines:
            os.write(_LOG, "".join(f"{line}\n" for line in lines).encode(errors="replace"))

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """The lines that are said inside the block."""
        lines: list[str] = []
        self._listeners.append(lines)
        try:
            yield lines
        finally:
            self._listeners.remove(lines)
