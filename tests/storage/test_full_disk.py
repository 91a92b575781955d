"""The disk is full: said in words, nothing that was written is lost, and it heals when there is space again."""

import json
import sqlite3

import pytest

from app.domain.storage_errors import DiskFull
from app.paths import Paths
from app.storage.store import Store
from tests.storage.conftest import Open
from tests.storage.samples import chat, integrity, private_mounts, run_python, turn

ON_A_SMALL_DISK = """
import json, sys
from pathlib import Path
from app.domain.storage_errors import DiskFull
from app.domain.settings import Models, Settings
from app.paths import inside
from app.storage.settings import load_settings, save_settings
from app.storage.store import open_store
from tests.storage.samples import chat, integrity, turn

paths = inside(Path(sys.argv[1]))
save_settings(paths.settings, Settings())
store = open_store(paths)
written = chat(turns=2)
store.create(written).result()
ballast = paths.data / "ballast"
ballast.write_bytes(bytes(1 << 20))

errors = []
whole = written
while not errors:
    more = turn("much text " * 5000, whole.tip)
    whole = whole.add(more)
    error = store.add_turn(whole.id, more).exception()
    if error:
        errors.append(error)
    else:
        written = whole
kept = store.load(written.id) == written

with (paths.data / "the rest").open("wb", buffering=0) as file:
    try:
        while file.write(bytes(512)):
            pass
    except OSError:
        pass
try:
    save_settings(paths.settings, Settings(models=Models(last="x" * 10_000)))
except DiskFull as error:
    errors.append(error)
kept_settings = load_settings(paths.settings) == (Settings(), ())

ballast.unlink()
store.put(whole).result()
healed = store.load(whole.id) == whole
store.close()
store = open_store(paths)
again = store.load(whole.id) == whole
store.close()
print(json.dumps({
    "errors": [type(error).__name__ for error in errors],
    "free_bytes": errors[0].free_bytes,
    "turns": len(written.turns),
    "states": [kept, kept_settings, healed, again, integrity(paths) == "ok"],
}))
"""
CANNOT_OPEN = """
import sys
from pathlib import Path
from app.domain.storage_errors import DiskFull
from app.paths import inside
from app.storage.store import open_store

paths = inside(Path(sys.argv[1]))
(paths.data / "ballast").write_bytes(bytes(int(sys.argv[2])))
try:
    open_store(paths)
except DiskFull as error:
    print("full", error.path)
"""


def on_a_disk_of(kilobytes: int, script: str, paths: Paths, *arguments: str) -> str:
    within = private_mounts()
    if within is None:
        pytest.skip("a small disk can be mounted on Linux, by a person who may")
    mount = f'mount -t tmpfs -o size={kilobytes}k none "{paths.data}" && exec "$0" "$@"'
    return run_python(script, paths.data, *arguments, within=(*within, "sh", "-c", mount))


def test_a_full_disk_is_said_and_nothing_that_was_written_is_lost(paths: Paths) -> None:
    said = json.loads(on_a_disk_of(2048, ON_A_SMALL_DISK, paths))
    assert said["errors"] == ["DiskFull", "DiskFull"]
    assert said["free_bytes"] < 100_000
    assert said["turns"] > 2
    assert all(said["states"])


@pytest.mark.parametrize("kilobytes_left", [0, 8, 32])
def test_no_room_for_a_database_is_said(paths: Paths, kilobytes_left: int) -> None:
    ballast = (1024 - kilobytes_left) * 1024
    said = on_a_disk_of(1024, CANNOT_OPEN, paths, str(ballast))
    assert said.startswith("full")


def test_sqlite_says_full_on_any_system(store: Store, reopen: Open, paths: Paths) -> None:
    written = chat()
    store.create(written).result()

    def limit(writing: sqlite3.Connection) -> None:
        pages = writing.execute("PRAGMA page_count").fetchone()[0]
        writing.execute(f"PRAGMA max_page_count = {pages}")

    store._writer.submit(limit).result()
    lost = turn("x" * 100_000, written.tip)
    error = store.add_turn(written.id, lost).exception()
    assert isinstance(error, DiskFull)
    assert error.free_bytes > 0
    assert store.load(written.id) == written
    store = reopen()
    store.put(written.add(lost)).result()
    assert store.load(written.id) == written.add(lost)
    store.close()
    assert integrity(paths) == "ok"
