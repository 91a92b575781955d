"""A host may do what it likes: no wrong byte ends under a model's name, and what passes by itself is waited for."""

import random
import threading
from collections.abc import Iterator

import pytest

from app.domain.download import DownloadState
from app.domain.errors import MaruError
from app.domain.hub import Offer, RemoteFile
from app.domain.network_errors import (
    AnswerNotUnderstood,
    FileChanged,
    HostFailed,
    HostUnreachable,
    NetworkError,
    NotAllowed,
    NotThere,
    TooManyRequests,
    WrongHash,
)
from app.library.downloads.queue import Downloads
from tests.fakes.hub import mischief
from tests.fakes.hub.content import Generated
from tests.fakes.hub.mischief import Deed, Mischievous
from tests.fakes.hub.repositories import Card
from tests.library.downloads.conftest import REPO, SIZE, Desk, failure, lies_in, lying, sha256

TARGET = "maru--Tiny-GGUF/tiny.gguf"


@pytest.fixture
def faults(desk: Desk) -> list[MaruError]:
    """What was said on the way, each fault once in a row."""
    return []


@pytest.fixture
def downloads(desk: Desk, faults: list[MaruError]) -> Downloads:
    downloads = desk.open()

    def note() -> None:
        for one in downloads.entries():
            found = failure(one)
            if found and (not faults or str(faults[-1]) != str(found)):
                faults.append(found)

    downloads.changed.connect(note)
    return downloads


@pytest.fixture
def released() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def comes_whole(desk: Desk, downloads: Downloads) -> bool:
    downloads.add(*desk.offer("tiny.gguf"))
    desk.settle(downloads)
    return lies_in(desk.models) == {TARGET} and sha256(desk.models / TARGET) == sha256(Generated(SIZE))


def fails(desk: Desk, downloads: Downloads) -> MaruError | None:
    """With nothing that looks like a model; what it says."""
    downloads.add(*desk.offer("tiny.gguf"))
    (failed,) = desk.settle(downloads)
    assert failed.state is DownloadState.FAILED
    assert not [name for name in lies_in(desk.models) if not name.endswith(".part")]
    return failure(failed)


def test_connections_that_are_cut_at_random_bytes(desk: Desk, downloads: Downloads, faults: list[MaruError]) -> None:
    dice = random.Random(3)  # noqa: S311 - nothing is kept secret with it
    places = [dice.randrange(1, 300_000) for _ in range(6)]
    cuts = [Mischievous(mischief.cut(place)) for place in places]
    desk.hub.mischief = mischief.in_turn(*cuts)
    assert comes_whole(desk, downloads)
    assert isinstance(faults[0], HostUnreachable)
    assert desk.asked()[:6] == places
    ranges = [asked.range for asked in desk.hub.requests if asked.host == "cdn"]
    starts = [one[0] if one else 0 for one in ranges]
    assert starts == [sum(places[:number]) for number in range(7)]  # not one byte twice


def test_a_cut_before_the_first_byte(desk: Desk, downloads: Downloads) -> None:
    desk.hub.mischief = Mischievous(lambda exchange, _file: exchange.hang_up(), host="hub", method="HEAD", times=2)
    assert comes_whole(desk, downloads)


def test_a_host_that_falls_silent_is_left_and_asked_again(
    desk: Desk, faults: list[MaruError], released: threading.Event
) -> None:
    desk.hub.mischief = Mischievous(mischief.stall(100_000, released))
    downloads = desk.open(silence_s=0.5)
    downloads.changed.connect(lambda: faults.extend(filter(None, map(failure, downloads.entries()))))
    assert comes_whole(desk, downloads)
    assert isinstance(faults[0], HostUnreachable)
    assert faults[0].detail == "timeout"
    assert desk.asked() == [100_000, SIZE - 100_000]


@pytest.mark.parametrize(
    ("status", "kind", "host"),
    [(500, HostFailed, "hub"), (503, HostFailed, "cdn"), (429, TooManyRequests, "hub"), (429, TooManyRequests, "cdn")],
)
def test_what_passes_by_itself_is_tried_again(
    desk: Desk, downloads: Downloads, faults: list[MaruError], status: int, kind: type, host: str
) -> None:
    method = "HEAD" if host == "hub" else "GET"
    desk.hub.mischief = Mischievous(mischief.refuse(status), host=host, method=method, times=2)
    assert comes_whole(desk, downloads)
    assert isinstance(faults[0], kind)


@pytest.mark.parametrize(("wanted", "least"), [("3600", 3000), ("9" * 30, 80_000)])
def test_a_host_that_wants_to_be_left_alone_is(desk: Desk, downloads: Downloads, wanted: str, least: int) -> None:
    desk.hub.mischief = Mischievous(mischief.refuse(429, {"Retry-After": wanted}))
    name = downloads.add(*desk.offer("tiny.gguf")).id
    (waiting,) = desk.until(downloads, lambda all_: all_[0].fault)
    assert waiting.state is DownloadState.WAITING
    assert least < waiting.retry_s <= 24 * 3600
    downloads.resume(name)  # the person knows better
    assert desk.settle(downloads)[0].state is DownloadState.DONE


@pytest.mark.parametrize(("host", "method"), [("hub", "HEAD"), ("cdn", "GET")])
def test_redirects_in_a_circle_end(
    desk: Desk, downloads: Downloads, faults: list[MaruError], host: str, method: str
) -> None:
    desk.hub.mischief = Mischievous(mischief.round_in_circles, host=host, method=method, times=25)
    assert comes_whole(desk, downloads)
    assert isinstance(faults[0], HostFailed)


@pytest.mark.parametrize("host", ["hub", "cdn"])
def test_a_log_in_page_instead_of_the_file(desk: Desk, downloads: Downloads, host: str) -> None:
    method = "HEAD" if host == "hub" else "GET"
    desk.hub.mischief = Mischievous(mischief.log_in_first, host=host, method=method)
    assert isinstance(fails(desk, downloads), AnswerNotUnderstood)


@pytest.mark.parametrize("deed", [mischief.log_in_first, mischief.send_unannounced(5000)])
def test_a_log_in_page_does_not_cost_what_has_come(desk: Desk, downloads: Downloads, deed: Deed) -> None:
    desk.hub.mischief = mischief.in_turn(Mischievous(mischief.cut(400_000)), Mischievous(deed))
    assert isinstance(fails(desk, downloads), AnswerNotUnderstood)
    downloads.resume(downloads.entries()[0].id)
    assert desk.settle(downloads)[0].state is DownloadState.DONE
    assert desk.asked()[-1] == SIZE - 400_000


@pytest.mark.parametrize("deed", [mischief.announce(SIZE - 1), mischief.announce(SIZE + 1)])
def test_a_wrong_length_is_refused(desk: Desk, downloads: Downloads, deed: Deed) -> None:
    desk.hub.mischief = Mischievous(deed)
    assert isinstance(fails(desk, downloads), AnswerNotUnderstood)


def test_more_than_the_file_without_a_length_is_refused(desk: Desk, downloads: Downloads) -> None:
    desk.hub.mischief = Mischievous(mischief.send_unannounced(SIZE + 100_000))
    assert isinstance(fails(desk, downloads), AnswerNotUnderstood)


def test_less_than_the_file_without_a_length_goes_on(desk: Desk, downloads: Downloads) -> None:
    desk.hub.mischief = Mischievous(mischief.send_unannounced(500_000))
    assert comes_whole(desk, downloads)
    assert desk.asked() == [500_000, SIZE - 500_000]


def test_a_host_without_ranges_begins_again(desk: Desk, downloads: Downloads) -> None:
    deeds = Mischievous(mischief.cut(400_000)), Mischievous(mischief.ignore_the_range)
    desk.hub.mischief = mischief.in_turn(*deeds)
    assert comes_whole(desk, downloads)
    assert desk.asked() == [400_000, SIZE]


def test_another_range_than_was_asked_for_is_refused(desk: Desk, downloads: Downloads) -> None:
    deeds = Mischievous(mischief.cut(400_000)), Mischievous(mischief.send_another_range)
    desk.hub.mischief = mischief.in_turn(*deeds)
    assert isinstance(fails(desk, downloads), AnswerNotUnderstood)


def test_a_redirect_to_what_is_no_address_is_not_followed_for_ever(desk: Desk, downloads: Downloads) -> None:
    desk.hub.mischief = Mischievous(mischief.refuse(302, {"Location": "file:///etc/passwd"}))
    assert isinstance(fails(desk, downloads), HostUnreachable)


NONSENSE = [
    mischief.babble(b"\x00\xff\xfe" * 400),
    mischief.babble(b"HTTP/1.1 twohundred\r\n\r\n"),
    mischief.babble(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
    mischief.babble(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnothing"),
    mischief.babble(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 200_000 + b"\r\n\r\n"),
    mischief.refuse(206, {"Content-Range": "bytes x-y/z"}),
    mischief.refuse(206, {"Content-Range": f"bytes 5-9/{SIZE}"}),
    mischief.refuse(200, {"Content-Encoding": "gzip"}),
    mischief.refuse(302, {"Location": "http://[bad"}),
    mischief.refuse(302, {"Location": "http://" + "a" * 300 + "/"}),
    mischief.refuse(302, {}),
    mischief.refuse(304, {}),
    mischief.refuse(418, {}),
    mischief.refuse(416, {}),
]


@pytest.mark.parametrize(("host", "method"), [("hub", "HEAD"), ("cdn", "GET")])
def test_no_nonsense_makes_us_stumble(desk: Desk, downloads: Downloads, host: str, method: str) -> None:
    name = downloads.add(*desk.offer("tiny.gguf")).id
    downloads.pause(name)
    for deed in NONSENSE:
        desk.hub.mischief = Mischievous(deed, host=host, method=method, times=99)
        downloads.resume(name)
        (said,) = desk.until(downloads, lambda all_: all_[0].fault)
        assert isinstance(failure(said), NetworkError), NONSENSE.index(deed)
        downloads.pause(name)
    desk.hub.mischief = lambda _exchange, _file: False
    downloads.resume(name)
    assert desk.settle(downloads)[0].state is DownloadState.DONE


def test_a_wrong_hash_is_thrown_away(desk: Desk, downloads: Downloads) -> None:
    desk.hub.add(REPO, {"tiny.gguf": lying("tiny.gguf", Generated(SIZE))})
    assert isinstance(fails(desk, downloads), WrongHash)
    assert lies_in(desk.models) == set()


@pytest.mark.parametrize(("status", "kind"), [(401, NotAllowed), (403, NotAllowed), (404, NotThere)])
def test_what_a_person_must_mend_is_not_tried_again(desk: Desk, downloads: Downloads, status: int, kind: type) -> None:
    desk.hub.mischief = Mischievous(mischief.refuse(status), host="hub", method="HEAD", times=9)
    assert isinstance(fails(desk, downloads), kind)
    assert len(desk.hub.requests) == 1


def test_a_gated_model_says_where_its_terms_are(desk: Desk, downloads: Downloads) -> None:
    desk.hub.add(REPO, {"tiny.gguf": Generated(SIZE)}, Card(gated="manual"))
    fault = fails(desk, downloads)
    assert isinstance(fault, NotAllowed)
    assert fault.url == f"{desk.hub.endpoint}/{REPO}"


def test_a_place_that_the_hub_names_and_that_refuses_is_asked_again(desk: Desk, downloads: Downloads) -> None:
    desk.hub.mischief = Mischievous(mischief.refuse(403))
    assert comes_whole(desk, downloads)


def test_a_file_that_changes_between_two_attempts_is_said_and_begun_again(desk: Desk, downloads: Downloads) -> None:
    desk.hub.mischief = Mischievous(mischief.cut(400_000))
    repo, _, offer, folder = desk.offer("tiny.gguf")
    new = Generated(SIZE + 1000, seed=7)

    def change() -> None:
        if failure(downloads.entries()[0]) and len(desk.hub.repositories[REPO].commits) == 1:
            desk.hub.add(REPO, {"tiny.gguf": new})

    downloads.changed.connect(change)
    name = downloads.add(repo, "main", offer, folder).id
    (failed,) = desk.settle(downloads)
    assert isinstance(failure(failed), FileChanged)
    assert lies_in(desk.models) == set()
    assert failed.total_bytes == SIZE + 1000
    downloads.resume(name)
    (done,) = desk.settle(downloads)
    assert done.state is DownloadState.DONE
    assert sha256(desk.models / TARGET) == sha256(new)


def test_a_hash_that_the_list_did_not_know_is_checked_too(desk: Desk, downloads: Downloads) -> None:
    desk.hub.add(REPO, {"tiny.gguf": lying("tiny.gguf", Generated(SIZE))})
    repo, revision, offer, folder = desk.offer("tiny.gguf")
    nameless = Offer(offer.quantization, (RemoteFile("tiny.gguf", SIZE),))
    downloads.add(repo, revision, nameless, folder)
    assert isinstance(failure(desk.settle(downloads)[0]), WrongHash)
