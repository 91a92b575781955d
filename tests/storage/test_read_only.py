"""A data folder in which nothing may be written."""

import os
import sys

import pytest

from app.paths import Paths
from tests.storage.conftest import Open
from tests.storage.samples import chat, private_mounts, run_python

OPENING = """
import sys
from pathlib import Path
from app.domain.storage_errors import FolderReadOnly
from app.domain.settings import Settings
from app.paths import inside
from app.storage.settings import load_settings, save_settings
from app.storage.store import open_store

paths = inside(Path(sys.argv[1], sys.argv[2]))
for action in (lambda: open_store(paths), lambda: save_settings(paths.settings, Settings())):
    try:
        action()
    except FolderReadOnly as error:
        print(error.path)
print(load_settings(paths.settings)[0] == Settings())
"""


def in_a_read_only_folder(paths: Paths, *, below: str = "") -> list[str]:
    if sys.platform == "win32":
        pytest.skip("folders cannot be made read-only there")
    if os.geteuid():
        paths.data.chmod(0o555)
        try:
            return run_python(OPENING, paths.data, below).splitlines()
        finally:
            paths.data.chmod(0o755)
    within = private_mounts()  # root may write anywhere but on a read-only disk
    if within is None:
        pytest.skip("nothing is read-only for this person")
    mount = f'mount --bind "{paths.data}" "{paths.data}" && mount -o remount,ro,bind "{paths.data}" && exec "$0" "$@"'
    return run_python(OPENING, paths.data, below, within=(*within, "sh", "-c", mount)).splitlines()


def test_a_new_folder(paths: Paths) -> None:
    assert in_a_read_only_folder(paths) == [str(paths.data), str(paths.data), "True"]


def test_a_folder_with_chats_in_it(paths: Paths, reopen: Open) -> None:
    store = reopen()
    written = chat()
    store.create(written)
    store.close()
    assert in_a_read_only_folder(paths) == [str(paths.data), str(paths.data), "True"]
    assert reopen().load(written.id) == written


def test_a_folder_that_cannot_even_be_made(paths: Paths) -> None:
    new = str(paths.data / "new")
    assert in_a_read_only_folder(paths, below="new") == [new, new, "True"]
