"""The text of the completion mode on the disk, with all its versions: a small JSON file that is never half written."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from app.domain.errors import MaruError
from app.domain.storage_errors import StorageError, WritingDamaged
from app.domain.writing import Writing
from app.storage.failures import explained
from app.storage.files import replace_file

WRITE_AFTER_S = 0.4
"""A killed program loses at most this much of what was written, and the time of one write."""


class _File(msgspec.Struct, frozen=True):
    writing: Writing
    version: int = 1


_decoder = msgspec.json.Decoder(_File)


def read_writing(path: Path) -> tuple[Writing, tuple[MaruError, ...]]:
    """The text, an empty one where there is none, and what must be said. A damaged file is kept aside."""
    try:
        return _decoder.decode(path.read_bytes()).writing, ()
    except FileNotFoundError:
        return Writing(), ()
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        aside = path.with_name(f"{path.name}.damaged")
        with suppress(OSError):
            path.replace(aside)
        return Writing(), (WritingDamaged(str(path), aside=str(aside), detail=str(error)),)


class WritingFile:
    """Writes in a thread of its own, at most every WRITE_AFTER_S seconds: a slow disk must not stop the window."""

    def __init__(self, path: Path, *, failed: Callable[[StorageError], None]) -> None:
        """In that thread, failed is called."""
        self._path = path
        self._failed = failed
        self._lock = threading.Lock()
        self._latest: Writing | None = None
        """What is not on the disk yet."""
        self._timer: threading.Timer | None = None

    @property
    def is_due(self) -> bool:
        """Something is going to be written in a moment."""
        return self._timer is not None

    def keep(self, writing: Writing) -> None:
        """Soon; only the last of several is written."""
        with self._lock:
            self._latest = writing
            if self._timer is None:
                self._timer = threading.Timer(WRITE_AFTER_S, self._write)
                self._timer.name = "writing"
                self._timer.start()

    def settle(self) -> None:
        """What was to be kept is on the disk, or has failed to be."""
        timer = self._timer
        if timer:
            timer.cancel()
            timer.join()
        self._write()

    def _write(self) -> None:
        with self._lock:
            writing, self._latest, self._timer = self._latest, None, None
        if writing is None:
            return
        try:
            with explained(self._path):
                replace_file(self._path, msgspec.json.encode(_File(writing)))
        except StorageError as error:
            self._failed(error)
