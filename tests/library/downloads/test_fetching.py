"""Files come whole, checked and in their place, and nothing that is on the disk is fetched again."""

import pytest

from app.domain.download import Download, DownloadState
from app.domain.hub import Reason
from app.domain.network_errors import WrongHash
from tests.fakes.hub.content import Generated
from tests.fakes.hub.mischief import Slow
from tests.library.downloads.conftest import REPO, SIZE, Desk, failure, lies_in, sha256

FOLDER = REPO.replace("/", "--")
PARTS = [f"Q8/big-0000{number}-of-00003.gguf" for number in (1, 2, 3)]


def test_a_file_comes_whole_and_checked(desk: Desk) -> None:
    downloads = desk.open()
    added = downloads.add(*desk.offer("tiny.gguf"))
    assert added.state is DownloadState.RUNNING
    (done,) = desk.settle(downloads)
    assert done.state is DownloadState.DONE
    assert desk.finished == [done]
    assert done.done_bytes == done.total_bytes == SIZE
    assert sha256(desk.models / FOLDER / "tiny.gguf") == sha256(Generated(SIZE))
    assert lies_in(desk.models) == {f"{FOLDER}/tiny.gguf"}
    assert desk.asked() == [SIZE]


def test_every_request_is_noted_with_its_host(desk: Desk) -> None:
    downloads = desk.open()
    downloads.add(*desk.offer("tiny.gguf"))
    desk.settle(downloads)
    hosts = [(connection.host, connection.reason) for connection in desk.connections]
    named = [desk.hub.endpoint, desk.hub.cdn]
    assert hosts == [(url.removeprefix("http://"), Reason.DOWNLOAD) for url in named]
    assert len(desk.hub.requests) == len(hosts)


def test_a_split_model_appears_only_when_all_its_parts_are_there(desk: Desk) -> None:
    desk.hub.add(REPO, {name: Generated(300_000, seed=number) for number, name in enumerate(PARTS)})
    seen: list[set[str]] = []
    desk.hub.mischief = Slow(told=lambda _sent: seen.append(lies_in(desk.models)))
    downloads = desk.open()
    downloads.add(*desk.offer(*PARTS))
    (done,) = desk.settle(downloads)
    assert done.state is DownloadState.DONE
    assert not [name for names in seen for name in names if name.endswith(".gguf")]
    assert [name for name in seen[-1] if name.endswith(".whole")]
    assert lies_in(desk.models / FOLDER) == set(PARTS)
    assert [sha256(desk.models / FOLDER / name) for name in PARTS] == [
        sha256(Generated(300_000, seed=number)) for number in range(3)
    ]


def test_parts_that_are_whole_are_not_fetched_again(desk: Desk) -> None:
    desk.hub.add(REPO, {name: Generated(300_000, seed=number) for number, name in enumerate(PARTS)})
    desk.hub.mischief = Slow(pause_s=0.05)
    first = desk.open()
    first.add(*desk.offer(*PARTS))
    desk.until(first, lambda all_: all_[0].done_bytes > 650_000)
    first.close()
    second = desk.open()
    assert second.entries()[0].done_bytes > 600_000
    second.start()
    (done,) = desk.settle(second)
    assert done.state is DownloadState.DONE
    assert len(desk.asked()) == 4
    assert sum(desk.asked()) < 900_000 + 200_000


def test_a_part_that_was_complete_at_the_kill_is_only_checked(desk: Desk) -> None:
    repo, revision, offer, folder = desk.offer("tiny.gguf")
    folder.mkdir(parents=True)
    (folder / f"{offer.files[0].sha256}.part").write_bytes(Generated(SIZE).read(0, SIZE))
    downloads = desk.open()
    downloads.add(repo, revision, offer, folder)
    assert desk.settle(downloads)[0].state is DownloadState.DONE
    assert desk.hub.requests == []
    assert lies_in(folder) == {"tiny.gguf"}


def test_a_kill_between_two_parts_that_are_put_in_place_costs_nothing(desk: Desk) -> None:
    contents = [Generated(300_000, seed=number).read(0, 300_000) for number in range(3)]
    desk.hub.add(REPO, dict(zip(PARTS, contents, strict=True)))
    repo, revision, offer, folder = desk.offer(*PARTS)
    (folder / "Q8").mkdir(parents=True)
    names = [f"Q8/{offer.files[0].sha256}.whole", f"Q8/{offer.files[1].sha256}.whole", PARTS[2]]
    for name, content in zip(names, contents, strict=True):
        (folder / name).write_bytes(content)
    downloads = desk.open()
    downloads.add(repo, revision, offer, folder)
    assert desk.settle(downloads)[0].state is DownloadState.DONE
    assert desk.hub.requests == []
    assert [(folder / name).read_bytes() for name in PARTS] == contents
    assert lies_in(folder) == set(PARTS)


def test_two_come_at_once_and_a_third_waits_its_turn(desk: Desk) -> None:
    desk.hub.add(REPO, {f"{number}.gguf": Generated(400_000, seed=number) for number in range(3)})
    desk.hub.mischief = Slow()
    downloads = desk.open()
    most = 0

    def count() -> None:
        nonlocal most
        most = max(most, sum(one.state is DownloadState.RUNNING for one in downloads.entries()))

    downloads.changed.connect(count)
    for number in range(3):
        downloads.add(*desk.offer(f"{number}.gguf"))
    assert [one.state.value for one in downloads.entries()] == ["running", "running", "waiting"]
    assert desk.settle(downloads)[2].state is DownloadState.DONE
    assert most == 2
    assert desk.finished[-1].offer.files[0].path == "2.gguf"


def test_a_paused_download_goes_on_where_it_was(desk: Desk) -> None:
    desk.hub.mischief = Slow()
    downloads = desk.open()
    name = downloads.add(*desk.offer("tiny.gguf")).id
    desk.until(downloads, lambda all_: all_[0].done_bytes > 200_000)
    downloads.pause(name)
    (paused,) = downloads.entries()
    assert (paused.state, paused.fault, paused.speed) == (DownloadState.PAUSED, None, 0.0)
    downloads.resume(name)
    (done,) = desk.settle(downloads)
    assert done.state is DownloadState.DONE
    ranges = [asked.range for asked in desk.hub.requests if asked.host == "cdn"]
    assert ranges[0] is None
    assert ranges[1]
    assert ranges[1][0] >= 200_000


def test_speed_is_known_while_it_comes_and_what_was_read_again_is_said(desk: Desk) -> None:
    desk.hub.mischief = Slow()
    downloads = desk.open()
    seen: list[Download] = []
    downloads.changed.connect(lambda: seen.extend(downloads.entries()))
    name = downloads.add(*desk.offer("tiny.gguf")).id
    desk.until(downloads, lambda all_: all_[0].speed > 0)
    assert downloads.entries()[0].seconds_left is not None
    downloads.pause(name)
    downloads.resume(name)
    desk.settle(downloads)
    assert DownloadState.VERIFYING in {one.state for one in seen}


def test_a_model_that_is_there_is_checked_and_not_fetched(desk: Desk) -> None:
    target = desk.models / FOLDER / "tiny.gguf"
    target.parent.mkdir(parents=True)
    target.write_bytes(Generated(SIZE).read(0, SIZE))
    downloads = desk.open()
    downloads.add(*desk.offer("tiny.gguf"))
    assert desk.settle(downloads)[0].state is DownloadState.DONE
    assert desk.hub.requests == []
    assert lies_in(desk.models) == {f"{FOLDER}/tiny.gguf"}


def test_an_older_file_of_the_same_name_is_replaced_when_the_new_one_is_whole(desk: Desk) -> None:
    target = desk.models / FOLDER / "tiny.gguf"
    target.parent.mkdir(parents=True)
    target.write_bytes(bytes(SIZE))
    desk.hub.mischief = Slow(told=lambda _sent: kept.append(target.read_bytes()[:9]))
    kept: list[bytes] = []
    downloads = desk.open()
    downloads.add(*desk.offer("tiny.gguf"))
    assert desk.settle(downloads)[0].state is DownloadState.DONE
    assert set(kept) == {bytes(9)}
    assert sha256(target) == sha256(Generated(SIZE))


@pytest.mark.parametrize("size", [0, 6])
def test_a_small_file_without_a_hash_comes_too(desk: Desk, size: int) -> None:
    desk.hub.add(REPO, {"notes.txt": b"# Tiny"[:size]})
    downloads = desk.open()
    downloads.add(*desk.offer("notes.txt"))
    assert desk.settle(downloads)[0].state is DownloadState.DONE
    assert (desk.models / FOLDER / "notes.txt").read_bytes() == b"# Tiny"[:size]


def test_a_part_that_was_spoiled_on_the_disk_is_thrown_away(desk: Desk) -> None:
    repo, revision, offer, folder = desk.offer("tiny.gguf")
    folder.mkdir(parents=True)
    (folder / f"{offer.files[0].sha256}.part").write_bytes(bytes(1000))
    downloads = desk.open()
    name = downloads.add(repo, revision, offer, folder).id
    (failed,) = desk.settle(downloads)
    assert failed.state is DownloadState.FAILED
    assert isinstance(failure(failed), WrongHash)
    assert lies_in(desk.models) == set()
    downloads.resume(name)
    assert desk.settle(downloads)[0].state is DownloadState.DONE


def test_two_programs_that_want_the_same_file_fetch_it_once(desk: Desk) -> None:
    desk.hub.mischief = Slow()
    first = desk.open()
    first.add(*desk.offer("tiny.gguf"))
    desk.until(first, lambda all_: all_[0].done_bytes > 0)
    desk.list_path.unlink()  # the other one has a list of its own
    second = desk.open()
    second.add(*desk.offer("tiny.gguf"))
    assert desk.settle(second)[0].state is DownloadState.DONE
    assert desk.settle(first)[0].state is DownloadState.DONE
    assert desk.asked() == [SIZE]
    assert lies_in(desk.models) == {f"{FOLDER}/tiny.gguf"}
