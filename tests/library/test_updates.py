"""Looking for a new version, over true HTTP, with the child that goes out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.errors import MaruError
from app.domain.hub import Connection, Reason
from app.domain.network_errors import (
    AnswerNotUnderstood,
    HostFailed,
    HostUnreachable,
    NotSigned,
    NotThere,
    Offline,
    OtherKey,
    ReleaseTooOld,
    ReleaseUnreadable,
    SignatureWrong,
)
from app.domain.release import Release, ReleaseSource, is_newer
from app.engine.command import command
from app.library.hub.client import Hub
from app.library.network.network import Network
from app.library.updates import DAY_S, Answer, Updates, source_in
from app.paths import resources
from tests.fakes.announcements import MAKERS, PAGE, announcement
from tests.fakes.hub.content import StoredFile
from tests.fakes.hub.server import Exchange, HubServer
from tests.owner import Owner
from tests.signer import Signer

ANSWERS = {"Content-Type": "application/octet-stream", "Set-Cookie": "who=me"}


@dataclass
class Desk:
    """A site, an owner's thread, a clock, and the Updates of each start of the program."""

    site: HubServer
    folder: Path
    network: Network = field(default_factory=Network)
    now: float = 2e9
    connections: list[Connection] = field(default_factory=list)
    hubs: list[Hub] = field(default_factory=list)
    owner: Owner = field(default_factory=Owner)

    def start(self, version: str = "1.0.0") -> Updates:
        self.hubs.append(
            Hub(
                command("hub", "--idle", "1"),
                self.owner.post,
                log=self.folder / "hub.log",
                network=lambda: self.network,
                connected=self.connections.append,
            )
        )
        source = ReleaseSource(f"{self.site.endpoint}/latest.signed", MAKERS.public)
        return Updates(self.file, self.hubs[-1], source, version=version, clock=lambda: self.now)

    @property
    def file(self) -> Path:
        return self.folder / "kept" / "updates.json"

    def says(self, document: bytes, status: int = 200, **headers: str) -> None:
        def answer(exchange: Exchange, _file: StoredFile | None) -> bool:
            exchange.answer(status, document, ANSWERS | headers)
            return True

        self.site.mischief = answer

    def look(self, updates: Updates) -> Answer:
        told: list[Answer] = []
        updates.look(told.append)
        self.owner.until(lambda: told)
        return told[0]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with HubServer() as site:
        desk = Desk(site, tmp_path)
        yield desk
        for hub in desk.hubs:
            hub.close()


def test_a_newer_version_is_told_and_remembered(desk: Desk) -> None:
    desk.says(announcement("1.10.0"))
    found = desk.look(desk.start("1.9.0"))
    assert isinstance(found, Release)
    assert (found.version, found.page) == ("1.10.0", PAGE)
    assert (found.notes_in("ko"), found.notes_in("fr")) == ("더 빨라요.\n더 조용해요.", "Faster.\nQuieter.")
    assert desk.start("1.9.0").news == found
    assert desk.start("1.10.0").news is None


def test_the_newest_version_is_told_so(desk: Desk) -> None:
    desk.says(announcement("1.0.0"))
    updates = desk.start("1.0.0")
    assert desk.look(updates) is None
    assert updates.news is None


def test_one_get_of_one_file_and_nothing_that_tells_people_apart(desk: Desk) -> None:
    desk.network = Network(token="hf_ours")
    desk.says(announcement())
    updates = desk.start()
    for _ in range(2):
        desk.look(updates)
    assert len(desk.site.requests) == 2
    for asked in desk.site.requests:
        assert (asked.method, asked.path, asked.query) == ("GET", "/latest.signed", {})
        assert asked.headers["user-agent"] == "maru-chat"
        assert set(asked.headers) <= {"host", "accept", "accept-encoding", "connection", "user-agent"}
    host = desk.site.endpoint.removeprefix("http://")
    assert [(one.host, one.reason) for one in desk.connections] == [(host, Reason.UPDATE)] * 2


SIGNED = announcement()
REFUSED: dict[str, tuple[bytes, type[MaruError]]] = {
    "a changed letter": (SIGNED.replace(b"Faster", b"Slower"), SignatureWrong),
    "another key": (announcement(signer=Signer(8)), OtherKey),
    "no signature": (SIGNED.split(b"\n", 4)[4], NotSigned),
    "a page of a hotel": (b"<html>\nRoom\n 12\n? </html>\n\n", NotSigned),
    "nothing": (b"", NotSigned),
    "something else that we have signed": (announcement(kind="maru-pack"), ReleaseUnreadable),
    "of no kind": (announcement(kind=None), ReleaseUnreadable),
    "no date": (announcement(date=None), ReleaseUnreadable),
    "a version that is none": (announcement("latest"), ReleaseUnreadable),
    "a page that is none": (announcement(page="file:///etc/passwd"), ReleaseUnreadable),
    "notes that are none": (announcement(notes={"en": 1}), ReleaseUnreadable),
    "too large": (announcement(notes={"en": "a" * 70_000}), AnswerNotUnderstood),
    "older than this one": (announcement("0.9.9"), ReleaseTooOld),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_trusted_is_refused_and_leaves_nothing_behind(desk: Desk, name: str) -> None:
    document, error = REFUSED[name]
    desk.says(document)
    updates = desk.start()
    assert type(desk.look(updates)) is error
    assert updates.news is None
    assert desk.start().news is None


def test_an_announcement_of_long_ago_cannot_hide_the_newest(desk: Desk) -> None:
    desk.says(announcement("1.3.0"))
    desk.look(desk.start())
    desk.says(announcement("1.2.0"))
    updates = desk.start()
    said = desk.look(updates)
    assert isinstance(said, ReleaseTooOld)
    assert (said.version, said.known) == ("1.2.0", "1.3.0")
    assert updates.news
    assert updates.news.version == "1.3.0"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, AnswerNotUnderstood),
        (301, AnswerNotUnderstood),
        (404, NotThere),
        (503, HostFailed),
        (204, AnswerNotUnderstood),
    ],
)
def test_other_answers_are_refusals_and_nobody_else_is_asked(desk: Desk, status: int, error: type[MaruError]) -> None:
    desk.says(SIGNED if status != 204 else b"", status, Location=f"{desk.site.cdn}/latest.signed")
    assert type(desk.look(desk.start())) is error
    assert [(asked.host, asked.method) for asked in desk.site.requests] == [("hub", "GET")]


def test_a_connection_that_breaks_is_told_and_not_tried_again(desk: Desk) -> None:
    def hang_up(exchange: Exchange, _file: StoredFile | None) -> bool:
        exchange.hang_up()
        return True

    desk.site.mischief = hang_up
    assert type(desk.look(desk.start())) is HostUnreachable
    assert len(desk.site.requests) == 1


def test_offline_nothing_is_started(desk: Desk) -> None:
    desk.network = Network(offline=True)
    updates = desk.start()
    said = desk.look(updates)
    assert isinstance(said, Offline)
    assert said.host in desk.site.endpoint
    assert desk.hubs[0].pid == 0
    assert (desk.site.requests, desk.connections) == ([], [])


def test_it_is_due_once_a_day_whatever_came_of_it(desk: Desk) -> None:
    updates = desk.start()
    assert updates.is_due
    desk.says(b"", 500)
    desk.look(updates)
    assert not updates.is_due
    assert not desk.start().is_due
    desk.now += DAY_S - 1
    assert not updates.is_due
    desk.now += 1
    assert updates.is_due
    desk.now -= 10 * DAY_S
    assert updates.is_due


def test_a_version_that_is_skipped_is_told_no_more_but_the_next_one_is(desk: Desk) -> None:
    desk.says(announcement("1.1.0"))
    updates = desk.start()
    found = desk.look(updates)
    assert isinstance(found, Release)
    updates.skip(found)
    assert (updates.news, desk.start().news) == (None, None)
    assert desk.look(updates) == found  # a person who asks is answered
    desk.says(announcement("1.2.0"))
    desk.look(updates)
    assert updates.news


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"newest": {"version": "x", "page": "y"}}', b"\xff"])
def test_what_is_remembered_may_be_damaged(desk: Desk, content: bytes) -> None:
    desk.file.parent.mkdir()
    desk.file.write_bytes(content)
    updates = desk.start()
    assert updates.news is None
    desk.says(SIGNED)
    assert isinstance(desk.look(updates), Release)
    assert json.loads(desk.file.read_bytes())["newest"]["version"] == "9.0.0"


@pytest.mark.expects_log("could not be written")
def test_what_cannot_be_remembered_is_told_all_the_same(desk: Desk) -> None:
    desk.file.parent.write_bytes(b"a file where the folder should be")
    desk.says(SIGNED)
    updates = desk.start()
    assert isinstance(desk.look(updates), Release)
    assert updates.news


def test_a_build_that_a_store_updates_asks_nobody(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "updates.toml").write_text('channel = "Flathub"\n')
    updates = Updates(desk.file, desk.start()._hub, source_in(tmp_path))
    assert updates.channel == "Flathub"
    with pytest.raises(TypeError):
        updates.look(lambda _answer: None)


def test_the_build_says_where_to_ask_and_whose_signature_counts() -> None:
    source = source_in(resources())
    assert isinstance(source, ReleaseSource)
    assert source.address.startswith("https://")
    assert "?" not in source.address


@pytest.mark.parametrize(
    ("version", "than", "answer"),
    [("1.10", "1.9", True), ("1.0", "1.0.0", False), ("1.0.0.1", "1.0", True), ("0.9.9", "1", False)],
)
def test_versions_are_compared_as_numbers(version: str, than: str, *, answer: bool) -> None:
    assert is_newer(version, than=than) is answer
