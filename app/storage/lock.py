"""One program at a time on a data folder, and whether the last one came to a clean end."""

import errno
import os
import sys
from pathlib import Path

from app.domain.storage_errors import FolderInUse

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

OPEN, CLOSED = "open", "closed"
TAKEN = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
LOCKED_BYTE = 1 << 20
"""Beyond what anybody reads: locks are mandatory on Windows."""


class FolderLock:
    """Held from making to `release`; the system lets go of it when the process dies, however it dies.

    The file says which process has the folder, in a line of fixed length, so that writing it again never needs space.
    Raises FolderInUse, or OSError when the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        found = os.read(self._file, 100).decode("ascii", "replace").split()
        self.was_clean = OPEN not in found
        """False when the program that had the folder last was killed, or met damage."""
        try:
            _lock(self._file, FolderInUse(str(path.parent), _process(found)))
            self._write(OPEN)
        except BaseException:
            os.close(self._file)
            raise

    def release(self, *, clean: bool = True) -> None:
        """Not clean: whoever opens the folder next looks through the whole database."""
        if clean:
            self._write(CLOSED)
        os.close(self._file)

    def _write(self, state: str) -> None:
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, f"{os.getpid():<20}{state:<7}\n".encode())


def _process(found: list[str]) -> int:
    return int(found[0]) if found and found[0].isdigit() else 0


def _lock(file: int, in_use: FolderInUse) -> None:
    """Raises in_use when another process has it."""
    try:
        if sys.platform == "win32":
            os.lseek(file, LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in TAKEN:
            raise in_use from None
        raise
