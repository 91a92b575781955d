"""A damaged database: the newest good backup takes its place, with all that the damaged file still gives out."""

import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.errors import DatabaseDamaged
from app.paths import Paths
from app.storage.backups import backups, damage_in
from app.storage.connection import connect, transact
from app.storage.migrations import MIGRATIONS, migrate, version_of
from app.storage.rows import unreadable_turns

TABLES = ("chat", "turn")
COMPANIONS = ("-wal", "-shm")
LARGEST_NUMBER = 1 << 32
MOST_FAILURES = 100_000
"""Seconds of searching in a file of which little is left."""

LOST_CHATS = """
INSERT INTO chat (id, title, system, model, created, updated)
SELECT chat, '', '', '', min(created), max(created) FROM turn WHERE chat NOT IN (SELECT id FROM chat) GROUP BY chat
"""
"""A chat whose own row is lost gets an empty one."""

LOST_PARENTS = """
UPDATE turn SET parent = (
    SELECT id FROM turn AS earlier
    WHERE earlier.chat = turn.chat AND earlier.number < turn.number ORDER BY earlier.number DESC LIMIT 1)
WHERE parent IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM turn AS above WHERE above.chat = turn.chat AND above.id = turn.parent)
"""
"""A turn whose parent is lost follows what was said before it."""

LOST_TIPS = """
UPDATE chat SET tip = (SELECT id FROM turn WHERE turn.chat = chat.id ORDER BY number DESC LIMIT 1)
WHERE NOT EXISTS (SELECT 1 FROM turn WHERE turn.chat = chat.id AND turn.id = chat.tip)
"""
"""The shown path ends at a turn that is there."""


def mend(paths: Paths, *, detail: str, now: float, migrations: Sequence[str] = MIGRATIONS) -> DatabaseDamaged:
    """Returns what is to be told. Killed in between, it is finished or begun again by the next start.

    Raises OSError, sqlite3.Error.
    """
    good = next((path for path in backups(paths.backups) if not damage_in(path, migrations=migrations)), None)
    unfinished = paths.database.with_name("maru.db.part")
    _remove(unfinished)
    if good:
        shutil.copyfile(good, unfinished)
    with closing(connect(unfinished)) as target:
        target.execute("PRAGMA foreign_keys = OFF")
        _salvage(paths.database, target, migrations=migrations)
        migrate(target, migrations=migrations)
        transact(target, _mend_tree)
    aside = paths.data / time.strftime("maru-damaged-%Y-%m-%d-%H%M%S.db", time.localtime(now))
    unfinished.replace(_mended(paths))
    for companion in (*COMPANIONS, ""):
        with suppress(FileNotFoundError):
            Path(f"{paths.database}{companion}").replace(f"{aside}{companion}")
    finish_mending(paths)
    return DatabaseDamaged(str(paths.database), aside=str(aside), backup=str(good or ""), detail=detail)


def finish_mending(paths: Paths) -> None:
    """Put a mended file in the place that the damaged one has left."""
    if _mended(paths).exists() and not paths.database.exists():
        _mended(paths).replace(paths.database)


def _mended(paths: Paths) -> Path:
    return paths.database.with_name("maru.db.mended")


def _remove(database: Path) -> None:
    for companion in ("", *COMPANIONS):
        Path(f"{database}{companion}").unlink(missing_ok=True)


def _salvage(damaged: Path, target: sqlite3.Connection, *, migrations: Sequence[str]) -> None:
    """Rows of the damaged file over those of the backup: they are newer. Without a readable version, nothing."""
    with closing(_for_reading(damaged)) as source:
        try:
            version = version_of(source)
        except sqlite3.DatabaseError:
            return
        migrate(target, migrations=migrations[:version])
        for table in TABLES:
            transact(target, partial(_copy_rows, source, table=table))


def _for_reading(path: Path) -> sqlite3.Connection:
    """Without writing a byte into it, its log included."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _copy_rows(source: sqlite3.Connection, target: sqlite3.Connection, *, table: str) -> None:
    columns = [name for _, name, *_ in target.execute(f"PRAGMA table_info({table})")]
    names, places = ", ".join(columns), ", ".join("?" * len(columns))
    for row in _readable_rows(source, table, names):
        with suppress(sqlite3.IntegrityError):  # a row that breaks the table's rules is not one that was written
            target.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})", row)  # noqa: S608 - our names


def _readable_rows(source: sqlite3.Connection, table: str, names: str) -> Iterator[tuple[Any, ...]]:
    """Read on until a row cannot be read, then halve what is left until the bad place is passed."""
    select = f"SELECT {names} FROM {table} WHERE number BETWEEN ? AND ? ORDER BY number"  # noqa: S608 - our own names
    ranges = [(0, LARGEST_NUMBER)]
    failures = 0
    while ranges and failures < MOST_FAILURES:
        low, high = ranges.pop()
        try:
            for row in source.execute(select, (low, high)):
                yield row
                low = row[0] + 1
        except sqlite3.DatabaseError:
            failures += 1
            if low < high:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]


def _mend_tree(connection: sqlite3.Connection) -> None:
    connection.executemany("DELETE FROM turn WHERE number = ?", [(number,) for number in unreadable_turns(connection)])
    for sql in (LOST_CHATS, LOST_PARENTS, LOST_TIPS):
        connection.execute(sql)
