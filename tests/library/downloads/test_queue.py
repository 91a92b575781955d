"""The list of downloads: what a person does with it, what it keeps, and how it waits."""

import json
import sys

import pytest

from app.domain.download import DownloadState
from app.domain.hub import Offer, RemoteFile
from app.domain.network_errors import DownloadError, HostUnreachable, Offline, UnsafeName
from app.domain.storage_errors import DownloadsDamaged
from tests.fakes.hub import mischief
from tests.fakes.hub.content import Generated
from tests.fakes.hub.mischief import Mischievous, Slow
from tests.library.downloads.conftest import REPO, SIZE, Desk, failure, lies_in

FOLDER = REPO.replace("/", "--")


def begun(desk: Desk, *names: str) -> int:
    """A queue that was closed in the middle; says how many bytes had come."""
    desk.hub.mischief = Slow()
    downloads = desk.open()
    for name in names or ("tiny.gguf",):
        downloads.add(*desk.offer(name))
    desk.until(downloads, lambda all_: min(one.done_bytes for one in all_) > 200_000)
    downloads.close()
    return min(one.done_bytes for one in downloads.entries())


def test_what_was_under_way_goes_on_in_the_next_run(desk: Desk) -> None:
    came = begun(desk)
    downloads = desk.open()
    (waiting,) = downloads.entries()
    assert waiting.state is DownloadState.WAITING
    assert waiting.done_bytes >= came
    assert len(desk.asked()) == 1
    downloads.start()
    assert desk.settle(downloads)[0].state is DownloadState.DONE
    ranges = [asked.range for asked in desk.hub.requests if asked.host == "cdn"]
    assert ranges == [None, (waiting.done_bytes, None)]


def test_without_a_start_only_what_is_added_begins(desk: Desk) -> None:
    begun(desk)
    downloads = desk.open()
    downloads.add(*desk.offer("other.gguf"))
    desk.until(downloads, lambda all_: all_[1].state is DownloadState.DONE)
    assert downloads.entries()[0].state is DownloadState.WAITING


def test_order_pauses_and_failures_are_remembered(desk: Desk) -> None:
    desk.at_once = 1
    desk.hub.add(REPO, {f"{number}.gguf": Generated(1000, seed=number) for number in range(3)})
    desk.hub.mischief = Mischievous(mischief.refuse(404), host="hub", method="HEAD", times=9)
    downloads = desk.open()
    for number in range(3):
        name = downloads.add(*desk.offer(f"{number}.gguf")).id
        downloads.pause(name)
    downloads.resume(downloads.entries()[1].id)
    before = desk.settle(downloads)
    downloads.close()
    assert [one.state.value for one in before] == ["paused", "failed", "paused"]
    assert desk.open().entries() == before


def test_what_is_done_is_not_listed_in_the_next_run(desk: Desk) -> None:
    downloads = desk.open()
    downloads.add(*desk.offer("tiny.gguf"))
    desk.settle(downloads)
    downloads.close()
    assert desk.open().entries() == ()


@pytest.mark.parametrize("text", ["", "{", '{"downloads": 3}', "\0\0\0\0", '{"downloads": [{"id": "x"}]}'])
def test_a_damaged_list_is_kept_aside_and_said(desk: Desk, text: str) -> None:
    desk.list_path.write_text(text)
    downloads = desk.open()
    (notice,) = downloads.notices
    assert isinstance(notice, DownloadsDamaged)
    assert desk.list_path.with_name("downloads.json.damaged").read_text() == text
    assert notice.aside.endswith("downloads.json.damaged")
    downloads.add(*desk.offer("tiny.gguf"))
    assert desk.settle(downloads)[0].state is DownloadState.DONE


def test_a_list_that_leads_out_of_its_folders_is_not_believed(desk: Desk) -> None:
    begun(desk)
    listed = json.loads(desk.list_path.read_text())
    listed["downloads"][0]["offer"]["files"][0]["path"] = "../../elsewhere.gguf"
    desk.list_path.write_text(json.dumps(listed))
    assert isinstance(desk.open().notices[0], DownloadsDamaged)


def test_the_same_files_again_are_the_same_download(desk: Desk) -> None:
    desk.hub.mischief = Slow()
    downloads = desk.open()
    first = downloads.add(*desk.offer("tiny.gguf"))
    desk.until(downloads, lambda all_: all_[0].done_bytes > 200_000)
    downloads.pause(first.id)
    again = downloads.add(*desk.offer("tiny.gguf"))
    assert again.id == first.id
    desk.settle(downloads)
    assert len(downloads.entries()) == 1
    assert sum(desk.asked()) < SIZE + 200_000


def test_a_newer_file_of_that_name_takes_its_place(desk: Desk) -> None:
    begun(desk)
    desk.hub.mischief = Slow()
    desk.hub.add(REPO, {"tiny.gguf": Generated(SIZE, seed=9)})
    downloads = desk.open()
    downloads.add(*desk.offer("tiny.gguf"))
    (done,) = desk.settle(downloads)
    assert done.state is DownloadState.DONE
    assert lies_in(desk.models) == {f"{FOLDER}/tiny.gguf"}


def test_what_is_removed_can_be_brought_back_with_all_that_had_come(desk: Desk) -> None:
    desk.hub.mischief = Slow()
    downloads = desk.open()
    for name in ("tiny.gguf", "other.gguf"):
        downloads.add(*desk.offer(name))
    desk.until(downloads, lambda all_: min(one.done_bytes for one in all_) > 200_000)
    order = [one.id for one in downloads.entries()]
    undo = downloads.remove(order[0])
    assert [one.id for one in downloads.entries()] == order[1:]
    undo()
    undo()
    assert [one.id for one in downloads.entries()] == order
    assert {one.state for one in desk.settle(downloads)} == {DownloadState.DONE}
    assert sum(desk.asked()) < 2 * SIZE + 200_000


def test_what_was_removed_for_good_leaves_nothing_behind(desk: Desk) -> None:
    begun(desk)
    downloads = desk.open()
    undo = downloads.remove(downloads.entries()[0].id)
    assert lies_in(desk.models) != set()
    downloads.close()
    assert lies_in(desk.models) == set()
    undo()
    assert downloads.entries() == ()


def test_what_was_removed_before_a_kill_is_cleared_away_in_the_next_run(desk: Desk) -> None:
    begun(desk)
    killed = desk.open()
    killed.remove(killed.entries()[0].id)
    assert lies_in(desk.models) != set()
    downloads = desk.open()
    assert downloads.entries() == ()
    downloads.start()
    assert lies_in(desk.models) == set()


def test_a_file_that_another_download_needs_too_is_kept(desk: Desk) -> None:
    desk.hub.add(REPO, {"a.gguf": Generated(SIZE), "b.gguf": Generated(1000)})
    begun(desk, "a.gguf")
    downloads = desk.open()
    repo, revision, offer, folder = desk.offer("b.gguf", "a.gguf")
    both = downloads.add(repo, revision, offer, folder).id
    downloads.pause(both)
    downloads.remove(next(one.id for one in downloads.entries() if one.id != both))
    downloads.close()
    assert f"{FOLDER}/{offer.files[1].sha256}.part" in lies_in(desk.models)


def test_a_model_that_is_done_stays_when_its_line_is_removed(desk: Desk) -> None:
    downloads = desk.open()
    name = downloads.add(*desk.offer("tiny.gguf")).id
    desk.settle(downloads)
    downloads.remove(name)
    downloads.close()
    assert lies_in(desk.models) == {f"{FOLDER}/tiny.gguf"}


def test_offline_nothing_is_attempted_and_online_it_goes_on_by_itself(desk: Desk) -> None:
    desk.offline = True
    downloads = desk.open()
    downloads.add(*desk.offer("tiny.gguf"))
    (resting,) = downloads.entries()
    assert resting.state is DownloadState.PAUSED
    assert isinstance(failure(resting), Offline)
    assert desk.hub.requests == []
    desk.offline = False
    downloads.refresh()
    assert desk.settle(downloads)[0].state is DownloadState.DONE


def test_going_offline_rests_what_runs_and_leaves_alone_what_a_person_paused(desk: Desk) -> None:
    desk.hub.mischief = Slow()
    downloads = desk.open()
    running, paused = (downloads.add(*desk.offer(name)).id for name in ("tiny.gguf", "other.gguf"))
    downloads.pause(paused)
    desk.until(downloads, lambda all_: all_[0].done_bytes > 0)
    desk.offline = True
    downloads.refresh()
    assert [one.fault.kind if one.fault else "" for one in downloads.entries()] == ["Offline", ""]
    desk.offline = False
    downloads.refresh()
    assert [one.state.value for one in downloads.entries()] == ["running", "paused"]
    downloads.pause(running)


def test_more_at_once_begin_when_the_settings_say_so(desk: Desk) -> None:
    desk.at_once = 1
    desk.hub.mischief = Slow()
    downloads = desk.open()
    for name in ("tiny.gguf", "other.gguf"):
        downloads.add(*desk.offer(name))
    assert [one.state.value for one in downloads.entries()] == ["running", "waiting"]
    desk.at_once = 2
    downloads.refresh()
    assert [one.state.value for one in downloads.entries()] == ["running", "running"]


def test_the_next_one_begins_when_a_person_pauses_one(desk: Desk) -> None:
    desk.at_once = 1
    downloads = desk.open()
    first, second = (downloads.add(*desk.offer(name)).id for name in ("tiny.gguf", "other.gguf"))
    downloads.pause(first)
    assert [one.state.value for one in downloads.entries()] == ["paused", "running"]
    desk.settle(downloads)
    assert [one.id for one in desk.finished] == [second]


def test_a_host_that_is_not_there_is_waited_for(desk: Desk) -> None:
    endpoint = desk.hub.endpoint
    desk.hub.mischief = Mischievous(lambda exchange, _file: exchange.hang_up(), host="hub", method="HEAD", times=3)
    downloads = desk.open()
    downloads.add(*desk.offer("tiny.gguf"))
    (waiting,) = desk.until(downloads, lambda all_: all_[0].fault)
    fault = failure(waiting)
    assert waiting.state is DownloadState.WAITING
    assert isinstance(fault, HostUnreachable)
    assert fault.host == endpoint.removeprefix("http://")
    assert desk.settle(downloads)[0].state is DownloadState.DONE


@pytest.mark.parametrize(
    "words", [("/nowhere/maru",), (sys.executable, "-c", "0"), (sys.executable, "-c", "print('nothing of ours')")]
)
def test_a_child_that_cannot_work_is_given_up_after_some_tries(desk: Desk, words: tuple[str, ...]) -> None:
    downloads = desk.open(words)
    downloads.add(*desk.offer("tiny.gguf"))
    (failed,) = desk.settle(downloads)
    assert failed.state is DownloadState.FAILED
    assert type(failure(failed)) is DownloadError
    assert desk.hub.requests == []


def test_names_that_lead_out_of_the_folder_are_refused_at_once(desk: Desk) -> None:
    downloads = desk.open()
    offer = Offer("Q4_0", (RemoteFile("../outside.gguf", 10, "0" * 64),))
    with pytest.raises(UnsafeName):
        downloads.add(REPO, "main", offer, desk.models / "maru--Tiny-GGUF")
    assert downloads.entries() == ()
    assert desk.hub.requests == []
    assert not desk.models.exists()


def test_a_child_leaves_with_its_queue(desk: Desk) -> None:
    desk.hub.mischief = Slow()
    downloads = desk.open()
    downloads.add(*desk.offer("tiny.gguf"))
    desk.until(downloads, lambda all_: all_[0].done_bytes > 0)
    downloads.close()
    asked = len(desk.hub.requests)
    downloads.close()
    desk.owner.rest()
    assert len(desk.hub.requests) == asked
    assert downloads.entries()[0].state is DownloadState.RUNNING  # for the next run to go on with
