"""Makes the database file ready: mended where it is damaged, of today's shape, never of a later one."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from app.domain.storage_errors import DatabaseDamaged, DatabaseTooNew
from app.paths import Paths
from app.storage.backups import back_up, backups
from app.storage.connection import connect
from app.storage.failures import explained, storage_failure
from app.storage.migrations import MIGRATIONS, is_as_made, migrate, version_of
from app.storage.repair import finish_mending, mend
from app.storage.rows import unreadable_turns


def prepare(paths: Paths, *, check: bool, now: float, migrations: Sequence[str] = MIGRATIONS) -> DatabaseDamaged | None:
    """Returns what is to be told of damage that is mended now. check looks through the whole file first.

    Raises StorageError.
    """
    with explained(paths.database):
        finish_mending(paths)
        try:
            with explained(paths.database):
                _look_at(paths, check=check, migrations=migrations)
                _bring_up_to_date(paths, now=now, migrations=migrations)
        except DatabaseDamaged as error:
            return mend(paths, detail=error.detail, now=now, migrations=migrations)
    return None


def _look_at(paths: Paths, *, check: bool, migrations: Sequence[str]) -> None:
    """Whether it is one of ours, and sound. Raises DatabaseTooNew, DatabaseDamaged, sqlite3.Error."""
    was_there = paths.database.exists()
    try:
        with closing(connect(paths.database)) as connection:
            version = version_of(connection)
            if version > len(migrations):
                raise DatabaseTooNew(str(paths.database), version=version, supported=len(migrations))
            if version == 0 and was_there:
                _must_be_new(connection, paths)
            elif was_there and not _can_be_written(paths.database):
                raise DatabaseDamaged(str(paths.database), detail="its header forbids writing")
            elif check:
                _look_through(connection, paths.database, migrations[:version])
    except sqlite3.Error as error:
        if storage_failure(paths.database, error) is None:  # reading a sound file raises no general error
            raise DatabaseDamaged(str(paths.database), detail=str(error)) from error
        raise


def _bring_up_to_date(paths: Paths, *, now: float, migrations: Sequence[str]) -> None:
    with closing(connect(paths.database)) as connection:
        version = version_of(connection)
        if 0 < version < len(migrations):
            back_up(paths.database, paths.backups, now=now, note=f"-version-{version}")
        migrate(connection, migrations=migrations)


def _must_be_new(connection: sqlite3.Connection, paths: Paths) -> None:
    """A file without a version is one that was just begun, unless there are signs of an earlier life."""
    if backups(paths.backups) or connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise DatabaseDamaged(str(paths.database), detail="the file was emptied")


def _can_be_written(path: Path) -> bool:
    """SQLite only reads a file whose header (byte 18) names a later way of writing than 1 and 2, and says no more.

    The file is empty while all of it stands in its log.
    """
    with path.open("rb") as file:
        file.seek(18)
        return file.read(1) <= b"\x02"


def _look_through(connection: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    """What it declares, SQLite's own check, the references, and whether every turn can be read."""
    if not is_as_made(connection, migrations=migrations):
        raise DatabaseDamaged(str(path), detail="its tables are declared in other words")
    found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if found != "ok":
        raise DatabaseDamaged(str(path), detail=found)
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise DatabaseDamaged(str(path), detail="a message or a chat is missing")
    if len(migrations) == len(MIGRATIONS) and unreadable_turns(connection):
        raise DatabaseDamaged(str(path), detail="a message cannot be read")
