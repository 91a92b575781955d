"""The shape of the database over time: one small SQL text a version, which knows nothing of today's classes.

The file carries its version in `PRAGMA user_version`. A released migration is never changed; a new one is added at the
end, with a stored file of its version in tests/fixtures/databases.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

CHATS_AND_TURNS = """
CREATE TABLE chat (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    system TEXT NOT NULL,
    model TEXT NOT NULL,
    created REAL NOT NULL,
    updated REAL NOT NULL,
    tip TEXT,
    pinned INTEGER NOT NULL DEFAULT 0,
    binned REAL,
    FOREIGN KEY (id, tip) REFERENCES turn (chat, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- number is the order of making, and the key that a search index over the text can hold on to
CREATE TABLE turn (
    number INTEGER PRIMARY KEY,
    chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    parent TEXT,
    role TEXT NOT NULL,
    created REAL NOT NULL,
    state TEXT NOT NULL,
    parts TEXT NOT NULL CHECK (json_valid(parts)),
    call TEXT CHECK (call IS NULL OR json_valid(call)),
    fault TEXT CHECK (fault IS NULL OR json_valid(fault)),
    UNIQUE (chat, id),
    FOREIGN KEY (chat, parent) REFERENCES turn (chat, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX turn_of_chat ON turn (chat);
CREATE INDEX turn_of_parent ON turn (chat, parent);
CREATE INDEX turn_streaming ON turn (state) WHERE state = 'streaming';
"""

PRESET_OF_CHAT = """
ALTER TABLE chat ADD COLUMN preset TEXT NOT NULL DEFAULT '';
"""

MIGRATIONS = (CHATS_AND_TURNS, PRESET_OF_CHAT)
"""MIGRATIONS[n] brings a file from version n to version n + 1."""


def version_of(connection: sqlite3.Connection) -> int:
    """0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, *, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Each step is one transaction: a power cut between two leaves a file of a known version."""
    for version in range(version_of(connection), len(migrations)):
        try:
            connection.executescript(f"BEGIN IMMEDIATE;{migrations[version]};PRAGMA user_version={version + 1};COMMIT;")
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def is_as_made(connection: sqlite3.Connection, *, migrations: Sequence[str]) -> bool:
    """Whether tables and indexes are declared word by word as these migrations do it: SQLite checks all but that."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh, migrations=migrations)
        return _declared(connection) == _declared(fresh)


def _declared(connection: sqlite3.Connection) -> set[str]:
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'")
    return {" ".join(str(sql).split()) for (sql,) in found}
