"""An unfinished file on the disk: held by one process at a time, continued where it ends, hashed as it grows."""

import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

BLOCK = 1024**2
"""Bytes that are read and hashed at once."""
_LOCKED_BYTE = 1 << 62
"""Beyond every file: locks are mandatory on Windows."""


class Part:
    """Use as a context. Entering waits until no other process has it: a child whose queue was killed goes very soon.

    Raises OSError, also for a full disk.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1
        self.size = 0
        self._hash = hashlib.sha256()
        self._hashed = 0

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = _hold(self._path)
        self.size = os.fstat(self._file).st_size
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def restart(self) -> None:
        """Forget what is there."""
        os.ftruncate(self._file, 0)
        self.size = self._hashed = 0
        self._hash = hashlib.sha256()

    def append(self, chunk: bytes) -> None:
        """Straight to the system, so that nothing is lost when we are killed."""
        left = memoryview(chunk)
        os.lseek(self._file, self.size, os.SEEK_SET)
        while left:
            written = os.write(self._file, left)
            if self._hashed == self.size:
                self._hash.update(left[:written])
                self._hashed += written
            self.size += written
            left = left[written:]

    def digest(self, told: Callable[[int], None]) -> str:
        """The SHA-256 of all that is there. What an earlier process wrote is read again; told hears how far it is."""
        if self._hashed == self.size:
            return self._hash.hexdigest()
        return digest_of(self._path, told)

    def sync(self) -> None:
        """Have the disk keep it."""
        os.fsync(self._file)


def digest_of(path: Path, told: Callable[[int], None]) -> str:
    """A file's SHA-256; told hears how many bytes are done. Raises OSError."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb", buffering=0) as file:
        while block := file.read(BLOCK):
            digest.update(block)
            done += len(block)
            told(done)
    return digest.hexdigest()


def move(source: Path, *targets: Path) -> None:
    """To the first target. Where another process was quicker, it is there already, or at a later target on its way.

    Raises OSError.
    """
    try:
        source.replace(targets[0])
    except FileNotFoundError:
        if not any(target.exists() for target in targets):
            raise


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in it, where the system can be asked to."""
    if sys.platform == "win32":
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _hold(path: Path) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        _lock(file)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        os.close(file)  # who had it before us finished it


def _lock(file: int) -> None:
    """Wait for it as long as it takes. A file system without locks has one program on it, we may hope."""
    if sys.platform == "win32":
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        while True:
            with suppress(PermissionError, TimeoutError, OSError):  # it gives up after ten seconds
                msvcrt.locking(file, msvcrt.LK_LOCK, 1)
                return
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX)
