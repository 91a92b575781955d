"""What the system and SQLite say when the data folder cannot be used, as errors that carry facts."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.storage_errors import (
    DatabaseDamaged,
    DiskFailed,
    DiskFull,
    FolderInUse,
    FolderReadOnly,
    NotAFolder,
    StorageError,
)

FULL = {errno.ENOSPC, errno.EFBIG, *({errno.EDQUOT} if hasattr(errno, "EDQUOT") else ())}
ROOM_TO_WORK = 64 * 1024
"""Bytes; with less SQLite cannot even make its shared-memory file."""
UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file raises: sqlite3 trips over its own message where that quotes damaged text."""
READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
NO_FOLDER = {errno.ENOTDIR, errno.EEXIST}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """The world's failures inside become StorageErrors about this file; ours pass as they are."""
    try:
        yield
    except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
        failure = storage_failure(path, error)
        if failure is None:
            raise
        raise failure from error


def storage_failure(path: Path, error: Exception) -> StorageError | None:
    """The world's failure behind the error; None where it is ours."""
    if isinstance(error, sqlite3.Error):
        return _from_sqlite(path, error)
    if isinstance(error, UnicodeDecodeError):
        return DatabaseDamaged(str(path), detail=str(error))
    return _from_system(path, error) if isinstance(error, OSError) else None


def _from_system(path: Path, error: OSError) -> StorageError:
    if error.errno in FULL:
        return DiskFull(str(path), free_bytes=_free(path))
    if error.errno in READ_ONLY:
        return FolderReadOnly(str(path.parent))
    if error.errno in NO_FOLDER:
        return NotAFolder(str(next((place for place in path.parents if place.exists()), path.parent)))
    return DiskFailed(str(path), detail=error.strerror or str(error))


def _from_sqlite(path: Path, error: sqlite3.Error) -> StorageError | None:
    match _primary(error):
        case sqlite3.SQLITE_FULL:
            return DiskFull(str(path), free_bytes=_free(path))
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return FolderReadOnly(str(path.parent))
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DatabaseDamaged(str(path), detail=str(error))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return FolderInUse(str(path.parent))
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR:
            return _from_disk(path, error)
    return None


def _from_disk(path: Path, error: sqlite3.Error) -> StorageError:
    """SQLite does not pass errno on; what the disk looks like now tells the same."""
    free = _free(path)
    if free < ROOM_TO_WORK:
        return DiskFull(str(path), free_bytes=free)
    if path.parent.is_dir() and not os.access(path.parent, os.W_OK):
        return FolderReadOnly(str(path.parent))
    return DiskFailed(str(path), detail=str(error))


def _primary(error: sqlite3.Error) -> int:
    """The result code without its extension; -1 for an error of Python's own (closed connection, wrong thread)."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else code & 0xFF


def _free(path: Path) -> int:
    """Bytes; 0 when even that cannot be asked."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return 0
