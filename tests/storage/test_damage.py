"""A damaged database: mended by the newest good backup and by what can still be read, kept aside, and said so."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.conversation import Conversation
from app.domain.storage_errors import DatabaseDamaged, DatabaseTooNew
from app.paths import Paths, inside
from app.storage.backups import back_up, backups
from app.storage.store import Store, open_store
from tests.storage.conftest import Clock, Open
from tests.storage.samples import chat, integrity, turn

PAGE = 4096
Spoil = Callable[[Path], None]


def garbage(path: Path) -> None:
    path.write_bytes(b"This is not a database. " * 1000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def scribble_on_the_first_page(path: Path) -> None:
    overwrite(path, 100, b"\xa5" * 2000)


def overwrite(path: Path, start: int, content: bytes) -> None:
    with path.open("rb+") as file:
        file.seek(start)
        file.write(content)


def mark_unclean(paths: Paths) -> None:
    (paths.data / "maru.lock").write_text("1 open\n")


def backed_up(reopen: Open, clock: Clock, *, turns: int = 4) -> Conversation:
    """A chat in the database and in a backup."""
    store = reopen()
    written = chat(turns=turns, text="some words " * 20)
    store.create(written)
    store = reopen()
    store.close()
    clock.pass_days(1)
    return written


def damage_of(store: Store) -> DatabaseDamaged:
    assert len(store.notices) == 1
    assert isinstance(store.notices[0], DatabaseDamaged)
    return store.notices[0]


@pytest.mark.parametrize("spoil", [garbage, cut, cut_short, empty, scribble_on_the_first_page])
@pytest.mark.parametrize("killed", [True, False])
def test_the_newest_backup_takes_its_place(
    paths: Paths, reopen: Open, clock: Clock, *, spoil: Spoil, killed: bool
) -> None:
    written = backed_up(reopen, clock, turns=200)
    spoil(paths.database)
    spoilt = paths.database.read_bytes()
    if killed:
        mark_unclean(paths)
    store = reopen()
    assert store.load(written.id) == written
    damage = damage_of(store)
    assert Path(damage.backup) == backups(paths.backups)[-1]
    assert Path(damage.aside).read_bytes().startswith(spoilt)
    assert damage.detail
    store.create(chat()).result()
    store = reopen()
    assert store.notices == ()
    assert len(store.chats()) == 2
    store.close()
    assert integrity(paths) == "ok"


@pytest.mark.parametrize("spoil", [garbage, cut_short, scribble_on_the_first_page])
def test_without_a_backup_it_begins_anew_and_says_so(paths: Paths, reopen: Open, spoil: Spoil) -> None:
    store = reopen()
    store.create(chat())
    store.close()
    assert not backups(paths.backups)
    spoil(paths.database)
    store = reopen()
    assert damage_of(store).backup == ""
    assert store.chats() == ()
    store.create(chat()).result()


def test_what_is_newer_than_the_backup_is_read_from_the_damaged_file(paths: Paths, reopen: Open, clock: Clock) -> None:
    written = backed_up(reopen, clock, turns=2)
    store = reopen()
    newer = written.add(turn("newer", written.tip))
    store.add_turn(newer.id, newer.path()[-1])
    store.rename(newer.id, "renamed")
    another = chat(title="another")
    store.create(another)
    store.close()
    backups(paths.backups)[0].unlink()  # today's
    index = root_page(paths.database, "turn_of_parent")
    overwrite(paths.database, (index - 1) * PAGE, b"\xff" * PAGE)
    mark_unclean(paths)
    store = reopen()
    assert damage_of(store).backup
    assert store.load(newer.id).path() == newer.path()
    assert store.load(another.id) == another
    assert {entry.title for entry in store.chats()} == {"renamed", "another"}


def test_a_lost_page_costs_the_turns_on_it_and_the_rest_is_one_chat(paths: Paths, reopen: Open) -> None:
    store = reopen()
    written = chat(turns=400, text="some words " * 20)
    store.create(written)
    store.close()
    overwrite(paths.database, leaf_page_with(paths.database, ' 200"') * PAGE, b"\xff" * PAGE)
    mark_unclean(paths)
    store = reopen()
    assert damage_of(store).backup == ""
    read = store.load(written.id)
    texts = [turn.message.text for turn in read.path()]
    assert len(texts) > 380
    assert texts == [turn.message.text for turn in written.path() if turn.id in read.turns]
    assert (read.title, read.tip) == (written.title, written.tip)


def test_a_chat_whose_own_row_is_lost_keeps_its_turns(paths: Paths, reopen: Open) -> None:
    store = reopen()
    written = chat()
    store.create(written)
    store.close()
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as connection:
        connection.execute("DELETE FROM chat")
    mark_unclean(paths)
    store = reopen()
    assert damage_of(store).backup == ""
    assert store.load(written.id).path() == written.path()


@pytest.mark.expects_log("not tidied")
def test_damage_that_opening_meets_is_mended_by_the_next_opening(paths: Paths, reopen: Open) -> None:
    store = reopen()
    store.create(chat())
    store.close()
    overwrite(paths.database, PAGE, b"\xff" * (paths.database.stat().st_size - PAGE))
    with pytest.raises(DatabaseDamaged):
        open_store(paths)
    assert damage_of(reopen()).aside


@pytest.mark.parametrize(
    "sql",
    [
        'UPDATE turn SET parts = \'[{"type":"tezt","text":"x"}]\' WHERE number = 2',
        "UPDATE turn SET state = 'dome' WHERE number = 2",
        "UPDATE turn SET call = '[]' WHERE number = 2",
    ],
)
def test_a_row_that_makes_no_sense_is_found_while_reading_and_mended_by_the_next_start(
    paths: Paths, reopen: Open, clock: Clock, sql: str
) -> None:
    written = backed_up(reopen, clock)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as connection:
        connection.execute(sql)
    store = reopen()
    with pytest.raises(DatabaseDamaged) as met:
        store.load(written.id)
    assert met.value.aside == ""
    store = reopen()
    assert damage_of(store).backup
    assert len(store.load(written.id).path()) >= 3


def test_a_damaged_backup_is_passed_over(paths: Paths, reopen: Open, clock: Clock) -> None:
    written = backed_up(reopen, clock)
    reopen().close()
    newest, oldest = backups(paths.backups)
    garbage(newest)
    garbage(paths.database)
    store = reopen()
    assert Path(damage_of(store).backup) == oldest
    assert store.load(written.id) == written


def test_a_damaged_database_never_becomes_a_backup(paths: Paths, reopen: Open, clock: Clock) -> None:
    backed_up(reopen, clock, turns=200)
    index = root_page(paths.database, "turn_of_parent")
    overwrite(paths.database, (index - 1) * PAGE, b"\xff" * PAGE)
    before = backups(paths.backups)
    with pytest.raises(DatabaseDamaged):
        back_up(paths.database, paths.backups, now=clock.now)
    assert backups(paths.backups) == before
    assert not list(paths.backups.glob("*.part"))


@pytest.mark.expects_log("no backup today")
def test_damage_that_the_daily_backup_meets_is_mended_by_the_next_start(
    paths: Paths, reopen: Open, clock: Clock
) -> None:
    written = backed_up(reopen, clock, turns=200)
    index = root_page(paths.database, "turn_of_parent")
    overwrite(paths.database, (index - 1) * PAGE, b"\xff" * PAGE)
    store = reopen()
    assert store.notices == ()
    store = reopen()
    assert damage_of(store).backup
    assert store.load(written.id) == written


def test_mending_that_was_killed_halfway_is_finished(paths: Paths, reopen: Open, clock: Clock) -> None:
    written = backed_up(reopen, clock)
    shutil.copyfile(backups(paths.backups)[0], paths.data / "maru.db.mended")
    paths.database.replace(paths.data / "maru-damaged-2026-11-21-000000.db")
    assert reopen().load(written.id) == written
    assert not (paths.data / "maru.db.mended").exists()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of about twenty pages."""
    paths = inside(tmp_path_factory.mktemp("sound"))
    store = open_store(paths)
    store.create(chat(turns=30, text="some words " * 20))
    store.create(chat(turns=2))
    store.close()
    return paths.database


@pytest.mark.parametrize("clean", [True, False])
def test_a_header_that_forbids_writing_is_mended(paths: Paths, sound: Path, *, clean: bool) -> None:
    content = bytearray(sound.read_bytes())
    content[18] = 255
    paths.database.parent.mkdir(parents=True, exist_ok=True)
    paths.database.write_bytes(content)
    if not clean:
        mark_unclean(paths)
    store = open_store(paths)
    assert [type(notice) for notice in store.notices] == [DatabaseDamaged]
    assert len(store.chats()) == 2
    store.create(chat(turns=2)).result()
    store.close()


@pytest.mark.parametrize("word", [b"pinned INTEGER", b"updated REAL"])
def test_a_damaged_declaration_costs_nothing(paths: Paths, sound: Path, word: bytes) -> None:
    content = sound.read_bytes()
    assert content.count(word) == 1
    paths.database.parent.mkdir(parents=True, exist_ok=True)
    paths.database.write_bytes(content.replace(word, b"x" + word[1:]))
    mark_unclean(paths)
    store = open_store(paths)
    assert [type(notice) for notice in store.notices] == [DatabaseDamaged]
    assert sorted(len(store.load(entry.id).turns) for entry in store.chats()) == [2, 30]
    store.close()
    assert integrity(paths) == "ok"


@settings(max_examples=60)
@given(
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=40)), min_size=1, max_size=5),
    length=st.none() | st.integers(0, 10**5),
)
def test_whatever_the_bytes_it_opens_and_all_that_it_lists_can_be_read(
    sound: Path, tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, bytes]], length: int | None
) -> None:
    paths = inside(tmp_path_factory.mktemp("any"))
    content = bytearray(sound.read_bytes()[:length])
    for place, some in flips:
        start = place % (len(content) + 1)
        content[start : start + len(some)] = some
    paths.database.write_bytes(content)
    mark_unclean(paths)
    try:
        store = open_store(paths)
    except DatabaseTooNew:
        return
    for entry in store.chats():
        store.load(entry.id).path()
    store.close()
    assert integrity(paths) == "ok"


def root_page(database: Path, name: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0])


def leaf_page_with(database: Path, text: str) -> int:
    return database.read_bytes().index(text.encode()) // PAGE
