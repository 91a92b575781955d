import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import dev
from app.domain.storage_errors import FolderInUse
from app.paths import Paths
from app.storage.lock import FolderLock
from app.storage.store import Store, open_store
from tests.storage.conftest import Open
from tests.storage.samples import run_python

HOLDING = """
import sys
from pathlib import Path
from app.paths import inside
from app.storage.store import open_store
store = open_store(inside(Path(sys.argv[1])))
print("open", flush=True)
sys.stdin.read()
store.close()
"""


@contextmanager
def another_window(paths: Paths) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(paths.data)],
        cwd=dev.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == "open\n"
        yield child


def test_a_second_window_is_refused_and_told_which_process_has_the_folder(paths: Paths, reopen: Open) -> None:
    with another_window(paths) as child:
        with pytest.raises(FolderInUse) as refused:
            reopen()
        assert (refused.value.process, refused.value.path) == (child.pid, str(paths.data))
    reopen()


def test_a_killed_window_holds_nothing(paths: Paths, reopen: Open) -> None:
    with another_window(paths) as child:
        child.kill()
        child.wait()
        assert reopen().notices == ()


def test_a_child_process_does_not_keep_the_folder(store: Store, reopen: Open) -> None:
    """It would, if it inherited the file: the engine's child outlives a killed window for a moment."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False) as child:
        store.close()
        reopen()
        child.communicate()


def test_twice_in_one_process_is_refused_too(store: Store, paths: Paths) -> None:
    with pytest.raises(FolderInUse) as refused:
        open_store(paths)
    assert refused.value.process == os.getpid()
    assert store.chats() == ()


def test_the_lock_knows_how_the_last_one_ended(paths: Paths) -> None:
    place = paths.data / "maru.lock"
    first = FolderLock(place)
    assert first.was_clean
    first.release()
    second = FolderLock(place)
    assert second.was_clean
    second.release(clean=False)
    third = FolderLock(place)
    assert not third.was_clean
    third.release()
    fourth = FolderLock(place)
    assert fourth.was_clean
    fourth.release()


def test_the_lock_of_a_killed_process_says_so(paths: Paths) -> None:
    place = paths.data / "maru.lock"
    script = "import os, sys; from pathlib import Path; from app.storage.lock import FolderLock"
    run_python(f"{script}; lock = FolderLock(Path(sys.argv[1])); os._exit(0)", place)
    lock = FolderLock(place)
    assert not lock.was_clean
    lock.release()


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\xfe\x00", b"9" * 5000])
def test_any_content_of_the_lock_file_will_do(paths: Paths, content: bytes) -> None:
    place = paths.data / "maru.lock"
    place.write_bytes(content)
    lock = FolderLock(place)
    with pytest.raises(FolderInUse) as refused:
        FolderLock(place)
    assert refused.value.process == os.getpid()
    lock.release()
