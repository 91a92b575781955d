import sqlite3
import sys
from contextlib import closing
from itertools import count

import pytest

from app.paths import Paths
from app.storage.backups import KEPT, Stopped, back_up, backups, damage_in
from tests.storage.conftest import Clock, Open
from tests.storage.samples import chat


def test_a_day_has_one_backup_and_the_newest_seven_stay(reopen: Open, paths: Paths, clock: Clock) -> None:
    store = reopen()
    store.create(chat(title="0"))
    reopen()
    names = []
    for number in range(1, 10):
        clock.pass_days(1)
        reopen().create(chat(title=f"{number}"))
        reopen()
        reopen().close()
        names.append(backups(paths.backups)[0].name)
    assert [path.name for path in backups(paths.backups)] == names[: -KEPT - 1 : -1]
    assert len(set(names)) == 9
    assert not [path for path in backups(paths.backups) if damage_in(path)]
    with closing(sqlite3.connect(backups(paths.backups)[0])) as connection:
        assert connection.execute("SELECT count(*) FROM chat").fetchone() == (9,)


def test_where_nothing_was_said_there_is_nothing_to_back_up(reopen: Open, paths: Paths) -> None:
    reopen()
    reopen().close()
    assert not paths.backups.exists()


def test_a_backup_is_made_while_others_write(reopen: Open, paths: Paths, clock: Clock) -> None:
    store = reopen()
    for _ in range(5):
        store.create(chat(turns=100, text="long words " * 100)).result()
    steps = count()

    def write_meanwhile() -> bool:
        store.rename(store.chats()[0].id, f"renamed {next(steps)}").result()
        return True

    path = back_up(paths.database, paths.backups, now=clock.now, goes_on=write_meanwhile)
    assert next(steps) > 1
    assert not damage_in(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM turn").fetchone() == (500,)
        assert not connection.execute("SELECT 1 FROM chat WHERE title LIKE 'renamed%'").fetchone()


def test_a_backup_that_is_broken_off_leaves_nothing(reopen: Open, paths: Paths, clock: Clock) -> None:
    store = reopen()
    store.create(chat(turns=100)).result()
    with pytest.raises(Stopped):
        back_up(paths.database, paths.backups, now=clock.now, goes_on=lambda: False)
    assert not list(paths.backups.iterdir())


@pytest.mark.expects_log("no backup today")
def test_a_backup_that_fails_stops_nobody(reopen: Open, paths: Paths) -> None:
    store = reopen()
    written = chat()
    store.create(written)
    paths.backups.write_text("a file where the folder should be")
    store = reopen()
    assert store.load(written.id) == written
    store.rename(written.id, "still writing").result()


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder's own rules say who may read")
def test_what_was_said_is_for_its_owner_alone(reopen: Open, paths: Paths, clock: Clock) -> None:
    reopen().create(chat())
    clock.pass_days(1)
    reopen().create(chat()).result()
    files = [*paths.data.glob("maru.db*"), *backups(paths.backups)]
    assert {"maru.db", "maru.db-wal"} <= {file.name for file in files}
    assert len(backups(paths.backups)) == 1
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
