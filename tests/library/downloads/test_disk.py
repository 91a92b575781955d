"""A disk that is full or in the way: it is said, and what has come stays."""

import sys
from pathlib import Path

import pytest

from app.domain.download import DownloadState
from app.domain.hub import Offer, RemoteFile
from app.domain.network_errors import NotEnoughSpace
from app.domain.storage_errors import NotAFolder
from app.engine.command import command
from app.library.downloads.worker.part import move
from tests.library.downloads.conftest import REPO, SIZE, Desk, failure, lies_in

ROOM = 500_000
LEFT_FREE = 64 * 1024**2
ON_A_FULL_DISK = f"""
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({ROOM}, {ROOM}))
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_a_model_that_cannot_fit_is_not_begun(desk: Desk) -> None:
    offer = Offer("Q8_0", tuple(RemoteFile(f"{part}.gguf", 10**15, str(part) * 64) for part in (1, 2)))
    downloads = desk.open()
    downloads.add(REPO, "main", offer, desk.models / "maru--Tiny-GGUF")
    (paused,) = desk.settle(downloads)
    fault = failure(paused)
    assert paused.state is DownloadState.PAUSED
    assert isinstance(fault, NotEnoughSpace)
    assert fault.needed_bytes == 2 * 10**15 + LEFT_FREE, "or more would seem to be free than is needed"
    assert 0 < fault.free_bytes < fault.needed_bytes
    assert desk.hub.requests == []


@pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot be given a limit for its files")
def test_a_disk_that_fills_up_pauses_and_nothing_is_lost(desk: Desk) -> None:
    downloads = desk.open((sys.executable, "-c", ON_A_FULL_DISK, *command("download")))
    downloads.add(*desk.offer("tiny.gguf"))
    (paused,) = desk.settle(downloads)
    fault = failure(paused)
    assert paused.state is DownloadState.PAUSED
    assert isinstance(fault, NotEnoughSpace)
    assert fault.name == "tiny.gguf"
    downloads.close()
    later = desk.open()
    assert later.entries()[0].done_bytes == ROOM
    later.resume(later.entries()[0].id)
    assert desk.settle(later)[0].state is DownloadState.DONE
    assert desk.asked()[-1] == SIZE - ROOM


def test_space_is_made_of_what_was_removed(desk: Desk) -> None:
    repo, revision, offer, folder = desk.offer("tiny.gguf")
    part = folder / f"{offer.files[0].sha256}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(bytes(1000))
    downloads = desk.open()
    removed = downloads.add(repo, revision, offer, folder).id
    downloads.remove(removed)
    assert part.exists()
    huge = Offer("Q8_0", (RemoteFile("huge.gguf", 10**15, "1" * 64),))
    name = downloads.add(REPO, "main", huge, folder).id
    desk.settle(downloads)
    assert part.exists()
    downloads.resume(name)
    assert not part.exists()
    desk.settle(downloads)


def test_a_folder_that_cannot_be_one_is_said(desk: Desk) -> None:
    desk.models.write_text("a file")
    downloads = desk.open()
    downloads.add(*desk.offer("tiny.gguf"))
    (failed,) = desk.settle(downloads)
    assert failed.state is DownloadState.FAILED
    assert isinstance(failure(failed), NotAFolder)


def test_a_list_that_cannot_be_written_stops_no_download(desk: Desk) -> None:
    desk.list_path.mkdir()
    (desk.list_path / "in the way").touch()
    downloads = desk.open()
    downloads.add(*desk.offer("tiny.gguf"))
    assert desk.settle(downloads)[0].state is DownloadState.DONE
    assert lies_in(desk.models) == {str(Path("maru--Tiny-GGUF") / "tiny.gguf")}


def test_what_another_process_moved_before_us_is_in_its_place(tmp_path: Path) -> None:
    part, whole, target = (tmp_path / name for name in ("part", "whole", "target"))
    part.write_text("mine")
    move(part, whole, target)
    move(part, whole, target)
    assert whole.read_text() == "mine"
    whole.rename(target)
    move(part, whole, target)
    assert target.read_text() == "mine"
    target.unlink()
    with pytest.raises(FileNotFoundError):
        move(part, whole, target)
