"""Copies of the database: one a day and one before each change of its shape, the newest seven."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from app.domain.storage_errors import DatabaseDamaged
from app.paths import Paths
from app.storage.connection import begin_private
from app.storage.failures import UNREADABLE
from app.storage.migrations import MIGRATIONS, is_as_made, version_of

KEPT = 7
PAGES_A_STEP = 256
"""1 MiB: how much is copied before it is asked again whether to go on."""
STEPS_A_LOOK = 10_000
"""Of SQLite's virtual machine, while it looks through the copy."""


class Stopped(Exception):
    """The program ends before the copy is whole."""


def backups(folder: Path) -> list[Path]:
    """Newest first."""
    return sorted(folder.glob("maru-*.db"), reverse=True)


def back_up(
    database: Path, folder: Path, *, now: float, note: str = "", goes_on: Callable[[], bool] = lambda: True
) -> Path:
    """A copy of what is written now, named by the day. It is looked through, and appears whole or not at all.

    Other connections go on writing meanwhile. Raises OSError, sqlite3.Error, DatabaseDamaged, Stopped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _name(now, note=note)
    copy_database(database, path, goes_on=goes_on)
    for old in backups(folder)[KEPT:]:
        old.unlink()
    return path


def copy_database(database: Path, path: Path, *, goes_on: Callable[[], bool] = lambda: True) -> None:
    """The database as one file, which replaces what is at path. Raises like back_up."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        _copy(database, unfinished, goes_on=goes_on)
        detail = damage_in(unfinished, goes_on=goes_on)
        if not goes_on():
            raise Stopped
        if detail:
            raise DatabaseDamaged(str(database), detail=detail)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def damage_in(path: Path, *, migrations: Sequence[str] = MIGRATIONS, goes_on: Callable[[], bool] = lambda: True) -> str:
    """What is wrong with a database that nobody writes to; empty when it is a good one of ours."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.set_progress_handler(lambda: not goes_on(), STEPS_A_LOOK)
            version = version_of(connection)
            if not 0 < version <= len(migrations):
                return f"version {version}"
            if not is_as_made(connection, migrations=migrations[:version]):
                return "its tables are declared in other words"
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
            return "" if found == "ok" else found
    except UNREADABLE as error:
        return str(error)


def _name(now: float, *, note: str = "") -> str:
    return time.strftime(f"maru-%Y-%m-%d{note}.db", time.localtime(now))


def _copy(source: Path, target: Path, *, goes_on: Callable[[], bool]) -> None:
    def look(_status: int, _left: int, _total: int) -> None:
        if not goes_on():
            raise Stopped

    target.unlink(missing_ok=True)
    begin_private(target)
    with closing(sqlite3.connect(source, isolation_level=None)) as old, closing(sqlite3.connect(target)) as new:
        new.execute("PRAGMA journal_mode = OFF")
        new.execute("PRAGMA synchronous = OFF")
        # From its first reading on, a transaction sees this moment, whatever others write meanwhile.
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        old.backup(new, pages=PAGES_A_STEP, progress=look)


class DailyBackup:
    """Makes today's backup on a thread of its own, unless there is one. stop ends it early."""

    def __init__(self, paths: Paths, *, now: float, failed: Callable[[Exception], None]) -> None:
        self._is_wanted = True
        self._thread: threading.Thread | None = None
        if not (paths.backups / _name(now)).exists():
            self._thread = threading.Thread(target=self._run, args=(paths, now, failed), name="backup", daemon=True)
            self._thread.start()

    def stop(self, *, patience_s: float = 0.3) -> None:
        """Let it end by itself for so long, then break it off: tomorrow is another day."""
        if self._thread:
            self._thread.join(patience_s)
            self._is_wanted = False
            self._thread.join()

    def _run(self, paths: Paths, now: float, failed: Callable[[Exception], None]) -> None:
        try:
            back_up(paths.database, paths.backups, now=now, goes_on=lambda: self._is_wanted)
        except Stopped:
            pass
        except (OSError, *UNREADABLE, DatabaseDamaged) as error:
            failed(error)
