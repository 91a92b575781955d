"""A damaged database: the newest good backup takes its place, with all that the damaged file still gives out."""

import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.storage_errors import DatabaseDamaged
from app.paths import Paths
from app.storage.backups import backups, damage_in
from app.storage.connection import connect, lenient_text, transact
from app.storage.failures import UNREADABLE
from app.storage.migrations import MIGRATIONS, migrate, version_of
from app.storage.rows import unreadable_turns

TABLES = ("chat", "turn")
COMPANIONS = ("-wal", "-shm")
LARGEST_NUMBER = 1 << 32
"""More than ever were written: who strides over all of them without reading a row has tried enough."""

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
    try:
        _build(unfinished, paths.database, good, migrations=migrations)
        unfinished.replace(_mended(paths))
    finally:
        _remove(unfinished)
    aside = paths.data / time.strftime("maru-damaged-%Y-%m-%d-%H%M%S.db", time.localtime(now))
    for companion in (*COMPANIONS, ""):
        with suppress(FileNotFoundError):
            Path(f"{paths.database}{companion}").replace(f"{aside}{companion}")
    finish_mending(paths)
    return DatabaseDamaged(str(paths.database), aside=str(aside), backup=str(good or ""), detail=detail)


def finish_mending(paths: Paths) -> None:
    """Put a mended file in the place that the damaged one has left."""
    if _mended(paths).exists() and not paths.database.exists():
        _mended(paths).replace(paths.database)


def _build(path: Path, damaged: Path, good: Path | None, *, migrations: Sequence[str]) -> None:
    """The backup with what is newer in the damaged file, as a whole tree of today's shape."""
    _remove(path)
    if good:
        shutil.copyfile(good, path)
    with closing(connect(path)) as target:
        target.execute("PRAGMA foreign_keys = OFF")
        _salvage(damaged, target, migrations=migrations)
        migrate(target, migrations=migrations)
        transact(target, _mend_tree)


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
        except UNREADABLE:
            return
        migrate(target, migrations=migrations[:version])
        for table in TABLES:
            transact(target, partial(_copy_rows, source, table=table))


def _for_reading(path: Path) -> sqlite3.Connection:
    """Without writing a byte into it, its log included."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.text_factory = lenient_text
    return connection


def _copy_rows(source: sqlite3.Connection, target: sqlite3.Connection, *, table: str) -> None:
    places = ", ".join("?" * len(target.execute(f"PRAGMA table_info({table})").fetchall()))
    for row in _readable_rows(source, table):
        with suppress(sqlite3.IntegrityError):  # a row that breaks the table's rules is not one that was written
            target.execute(f"INSERT OR REPLACE INTO {table} VALUES ({places})", row)  # noqa: S608 - our own names


def _readable_rows(source: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """Where a row cannot be read, try the next one, and stride the longer the further nothing could be read.

    Columns are told by their order, which the declaration keeps when its words are damaged; rowid is the first of them.
    """
    select = f"SELECT * FROM {table} WHERE rowid >= ? ORDER BY rowid"  # noqa: S608 - our own names
    lost = at = 0
    while at < LARGEST_NUMBER:
        try:
            for row in source.execute(select, (at,)):
                yield row
                lost = at = row[0] + 1
            return
        except UNREADABLE:
            at += 1 + (at - lost) // 32


def _mend_tree(connection: sqlite3.Connection) -> None:
    connection.executemany("DELETE FROM turn WHERE number = ?", [(number,) for number in unreadable_turns(connection)])
    for sql in (LOST_CHATS, LOST_PARENTS, LOST_TIPS):
        connection.execute(sql)
