"""Makes the database file ready: mended where it is damaged, of today's shape, never of a later one."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from app.domain.errors import DatabaseDamaged, DatabaseTooNew
from app.paths import Paths
from app.storage.backups import back_up, backups
from app.storage.connection import connect
from app.storage.failures import is_damage
from app.storage.migrations import MIGRATIONS, migrate, version_of
from app.storage.repair import finish_mending, mend
from app.storage.rows import unreadable_turns


def prepare(paths: Paths, *, check: bool, now: float, migrations: Sequence[str] = MIGRATIONS) -> DatabaseDamaged | None:
    """Returns what is to be told of damage that is mended now. check looks through the whole file first.

    Raises DatabaseTooNew, OSError, sqlite3.Error.
    """
    finish_mending(paths)
    try:
        _make_ready(paths, check=check, now=now, migrations=migrations)
    except DatabaseDamaged as error:
        return mend(paths, detail=error.detail, now=now, migrations=migrations)
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        return mend(paths, detail=str(error), now=now, migrations=migrations)
    return None


def _make_ready(paths: Paths, *, check: bool, now: float, migrations: Sequence[str]) -> None:
    was_there = paths.database.exists()
    with closing(connect(paths.database)) as connection:
        version = version_of(connection)
        if version > len(migrations):
            raise DatabaseTooNew(str(paths.database), version=version, supported=len(migrations))
        if version == 0 and was_there:
            _must_be_new(connection, paths)
        if check and version:
            found = _look_through(connection, is_newest=version == len(migrations))
            if found:
                raise DatabaseDamaged(str(paths.database), detail=found)
        if 0 < version < len(migrations):
            back_up(paths.database, paths.backups, now=now, note=f"-version-{version}")
        migrate(connection, migrations=migrations)


def _must_be_new(connection: sqlite3.Connection, paths: Paths) -> None:
    """A file without a version is one that was just begun, unless there are signs of an earlier life."""
    if backups(paths.backups) or connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise DatabaseDamaged(str(paths.database), detail="the file was emptied")


def _look_through(connection: sqlite3.Connection, *, is_newest: bool) -> str:
    """SQLite's own check, the references, and whether every turn can be read; empty when all is well."""
    found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if found != "ok":
        return found
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        return "a message or a chat is missing"
    return "a message cannot be read" if is_newest and unreadable_turns(connection) else ""
