"""How this program talks to its database file."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

BUSY_S = 5.0
"""Another program may look into the file; so long we wait for it."""


def connect(path: Path, *, shared: bool = False) -> sqlite3.Connection:
    """Explicit transactions, WAL, foreign keys. shared: made on one thread, used on another.

    Raises sqlite3.Error, OSError.
    """
    begin_private(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_S, check_same_thread=not shared)
    try:
        connection.text_factory = lenient_text
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def begin_private(path: Path) -> None:
    """A file that is not there yet: what was said is for its owner alone. SQLite gives its other files the same rights.

    Raises OSError.
    """
    os.close(os.open(path, os.O_CREAT, 0o600))


def transact(connection: sqlite3.Connection, operation: Callable[[sqlite3.Connection], object]) -> None:
    """All of the operation or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        operation(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite has rolled back by itself where the disk is full
            connection.execute("ROLLBACK")
        raise


def lenient_text(stored: bytes) -> str:
    """A flipped bit costs a character, not the chat."""
    return stored.decode("utf-8", "replace")
