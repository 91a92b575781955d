"""Each version that was ever released opens today, from a file that it has written itself."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import dev
from app.domain.conversation import TurnState
from app.domain.engine_errors import EngineDied
from app.domain.fault import from_fault
from app.domain.message import Attachment, Text, assistant, user
from app.domain.storage_errors import DatabaseTooNew
from app.paths import Paths
from app.storage.backups import backups, damage_in
from app.storage.database import prepare
from app.storage.migrations import MIGRATIONS, migrate, version_of
from tests.storage.conftest import Clock, Open
from tests.storage.samples import chat, integrity

STORED = dev.ROOT / "tests" / "fixtures" / "databases"
VERSIONS = range(1, len(MIGRATIONS) + 1)
NEXT = (*MIGRATIONS, "ALTER TABLE chat ADD COLUMN folder TEXT; CREATE TABLE folder (id TEXT PRIMARY KEY) STRICT")
BROKEN = (*MIGRATIONS, "CREATE TABLE folder (id TEXT); INSERT INTO nowhere VALUES (1)")


def version(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return version_of(connection)


@pytest.fixture
def old(paths: Paths, request: pytest.FixtureRequest) -> int:
    """The data folder holds a database of this version."""
    shutil.copyfile(STORED / f"version-{request.param}.db", paths.database)
    assert version(paths.database) == request.param
    return int(request.param)


each_version = pytest.mark.parametrize("old", VERSIONS, indirect=True)


@each_version
def test_an_old_file_is_read_through_the_store_of_today(old: int, reopen: Open, paths: Paths) -> None:
    store = reopen()
    assert store.notices == ()
    assert [(entry.title, entry.pinned, entry.turns) for entry in store.chats()] == [
        ("Pinned", True, 0),
        ("서울에서", False, 7),
    ]
    read = store.load("chat-1")
    question, answer, second, failed = read.path()
    assert question.message.parts == (Text("수도는?\x00"), Attachment("0" * 64, "map.png", "image/png"))
    assert answer.message == assistant("서울입니다.", reasoning="Easy.")
    assert answer.call
    assert (answer.call.seed, answer.call.usage.reused_tokens, answer.call.timings.decode_tps) == (7, 8, 50.0)
    assert second.message == user("And of Japan?")
    assert failed.fault
    assert isinstance(from_fault(failed.fault), EngineDied)
    assert [turn.state for turn in read.versions("a1")] == [TurnState.DONE, TurnState.STOPPED]
    assert read.turn("a1b").state is TurnState.PARTIAL
    assert (read.system, read.created, read.model) == ("Answer briefly.", 1_794_999_000.0, "/models/SmolLM2.gguf")
    store.close()
    assert integrity(paths) == "ok"
    assert version(paths.database) == len(MIGRATIONS)


@each_version
def test_an_old_file_has_the_shape_of_a_new_one_afterwards(old: int, reopen: Open, paths: Paths) -> None:
    reopen().close()
    with closing(sqlite3.connect(paths.database)) as mended, closing(sqlite3.connect(":memory:")) as new:
        migrate(new)
        shape = "SELECT type, name, tbl_name FROM sqlite_schema ORDER BY name"
        columns = 'SELECT m.name, c.name, c.type, c."notnull" FROM sqlite_schema m, pragma_table_info(m.name) c'
        for sql in (shape, columns + " ORDER BY 1, 2"):
            assert mended.execute(sql).fetchall() == new.execute(sql).fetchall()


def test_a_backup_is_made_before_a_migration(reopen: Open, paths: Paths, clock: Clock) -> None:
    store = reopen()
    written = chat()
    store.create(written)
    store.close()
    assert prepare(paths, check=False, now=clock.now, migrations=NEXT) is None
    assert version(paths.database) == len(NEXT)
    (backup,) = backups(paths.backups)
    assert backup.name.endswith(f"-version-{len(MIGRATIONS)}.db")
    assert not damage_in(backup)
    paths.database.unlink()
    shutil.copyfile(backup, paths.database)
    assert reopen().load(written.id) == written


def test_a_migration_that_fails_changes_nothing(reopen: Open, paths: Paths, clock: Clock) -> None:
    store = reopen()
    written = chat()
    store.create(written)
    store.close()
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        prepare(paths, check=False, now=clock.now, migrations=BROKEN)
    assert version(paths.database) == len(MIGRATIONS)
    assert reopen().load(written.id) == written


def test_a_newer_file_is_refused_and_left_as_it_is(reopen: Open, paths: Paths, clock: Clock) -> None:
    store = reopen()
    store.create(chat())
    store.close()
    prepare(paths, check=False, now=clock.now, migrations=NEXT)
    before = paths.database.read_bytes()
    with pytest.raises(DatabaseTooNew) as refused:
        reopen()
    assert (refused.value.version, refused.value.supported) == (len(NEXT), len(MIGRATIONS))
    assert refused.value.path == str(paths.database)
    assert paths.database.read_bytes() == before
    assert not (paths.data / "maru.db-wal").exists()
    with pytest.raises(DatabaseTooNew):
        reopen()


def test_damage_from_before_a_migration_is_mended_with_what_is_newer(paths: Paths, reopen: Open, clock: Clock) -> None:
    """The backup is of the old version, and so is the damaged file: it is salvaged first and migrated then."""
    store = reopen()
    written = chat()
    store.create(written)
    reopen()
    newer = chat(title="newer")
    store = reopen()
    store.create(newer)
    store.close()
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM turn WHERE number = 1")
    notice = prepare(paths, check=True, now=clock.now, migrations=NEXT)
    assert notice
    assert notice.backup
    assert version(paths.database) == len(NEXT)
    with closing(sqlite3.connect(paths.database)) as connection:
        titles = connection.execute("SELECT title, folder FROM chat ORDER BY number").fetchall()
        assert titles == [(written.title, None), ("newer", None)]
        assert connection.execute("SELECT count(*) FROM turn").fetchone() == (8,)
