"""The real child with the real huggingface_hub, against the Hub of the tests."""

import signal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from app.domain.hub import Entry, Reason, Repository, Search, Sort
from app.domain.model_errors import NotAModel
from app.domain.network_errors import (
    AnswerNotUnderstood,
    HostFailed,
    HostUnreachable,
    NetworkError,
    NotAllowed,
    NotThere,
    Offline,
    ProxyFailed,
    TooManyRequests,
)
from app.library.headers.gguf import Header
from app.library.network.network import Network
from tests.fakes.hub.content import Generated, StoredFile
from tests.fakes.hub.repositories import Card
from tests.fakes.hub.server import Exchange, HubServer
from tests.library.ggufs import gguf
from tests.library.hub.conftest import Asker

REPO = "maru/Tiny-GGUF"


@pytest.fixture
def stocked(server: HubServer) -> HubServer:
    server.add(
        REPO,
        {"README.md": b"# Tiny", "tiny-Q4_0.gguf": gguf(), "tiny-Q8_0.gguf": Generated(5_000)},
        Card(downloads=7, likes=3, base_model="maru/Tiny", parameters=1000, context_length=2048),
    )
    return server


# --- search and look -----------------------------------------------------------------------------------------------


def test_search_tells_what_a_list_needs(stocked: HubServer, asker: Asker) -> None:
    stocked.add("maru/Gated-Tiny-GGUF", {}, Card(downloads=9, gated="manual", licence="llama3.2"))
    stocked.add("maru/Tiny", {}, Card(tags=("safetensors",)))
    found = asker.answer(lambda told: asker.hub.search(Search("tiny", Sort.DOWNLOADS), told))
    assert [entry.repo for entry in found] == ["maru/Gated-Tiny-GGUF", REPO]
    gated, tiny = found
    assert (gated.is_gated, gated.licence) == (True, "llama3.2")
    assert isinstance(tiny, Entry)
    assert (tiny.downloads, tiny.likes, tiny.architecture) == (7, 3, "llama")
    assert (tiny.parameters, tiny.context_length, tiny.licence) == (1000, 2048, "apache-2.0")
    assert tiny.updated > 0


@pytest.mark.parametrize(
    ("sort", "first"),
    [(Sort.TRENDING, "trending"), (Sort.DOWNLOADS, "downloads"), (Sort.LIKES, "likes"), (Sort.UPDATED, "updated")],
)
def test_search_sorts(server: HubServer, asker: Asker, sort: Sort, first: str) -> None:
    server.add("maru/trending", {}, Card(trending=9))
    server.add("maru/downloads", {}, Card(downloads=9))
    server.add("maru/likes", {}, Card(likes=9))
    server.add("maru/updated", {}, Card(updated="2026-05-05T05:05:05.000Z"))
    found = asker.answer(lambda told: asker.hub.search(Search(sort=sort, limit=2), told))
    assert found[0].repo == f"maru/{first}"
    assert len(found) == 2


def test_search_turns_pages_up_to_its_limit(server: HubServer, asker: Asker) -> None:
    server.page_size = 2
    for number in range(9):
        server.add(f"maru/{number}", {})
    assert len(asker.answer(lambda told: asker.hub.search(Search(limit=5), told))) == 5
    assert len(server.requests) == 3


def test_a_repository_has_offers_with_sizes_and_hashes(stocked: HubServer, asker: Asker) -> None:
    found = asker.answer(lambda told: asker.hub.look(REPO, told))
    assert isinstance(found, Repository)
    assert found.revision == stocked.repositories[REPO].newest
    assert found.base_model == "maru/Tiny"
    assert found.url == f"{stocked.endpoint}/{REPO}"
    assert [offer.quantization for offer in found.offers] == ["Q4_0", "Q8_0"]
    file = found.offers[1].files[0]
    stored = stocked.repositories[REPO].commits[found.revision]["tiny-Q8_0.gguf"]
    assert (file.path, file.size_bytes, file.sha256) == ("tiny-Q8_0.gguf", 5_000, stored.sha256)


# --- headers -------------------------------------------------------------------------------------------------------


def test_a_header_is_read_from_where_the_redirect_leads(stocked: HubServer, asker: Asker) -> None:
    header = _header(asker, "Q4_0")
    assert isinstance(header, Header)
    assert header.chat_template
    assert header.parameters == 128
    assert [asked.host for asked in stocked.requests] == ["hub", "hub", "cdn"]


def test_a_vocabulary_is_not_fetched(server: HubServer, asker: Asker, starter_model: Path) -> None:
    server.add(REPO, {"tiny-Q4_1.gguf": starter_model.read_bytes()})
    header = _header(asker, "Q4_1")
    assert isinstance(header, Header)
    assert header.architecture == "llama"
    fetched = sum(asked.sent_bytes for asked in server.requests if asked.host == "cdn")
    assert fetched < 600_000  # of a header of 1.8 MB
    assert sum(asked.host == "hub" for asked in server.requests) == 2  # the page, and where the file is


def test_a_split_model_has_one_header(server: HubServer, asker: Asker) -> None:
    parts = {f"tiny-Q4_0-0000{number}-of-00002.gguf": gguf() for number in (1, 2)}
    server.add(REPO, parts)
    assert _header(asker, "Q4_0").parameters == 256


def test_a_file_that_is_no_model_is_said(stocked: HubServer, asker: Asker) -> None:
    assert isinstance(_header(asker, "Q8_0"), NotAModel)


def test_a_host_that_sends_the_whole_file_is_not_listened_to(stocked: HubServer, asker: Asker) -> None:
    def ignore_range(exchange: Exchange, file: StoredFile | None) -> bool:
        if exchange.asked.host == "cdn" and file:
            exchange.begin(200, {"Content-Length": str(10**12)})
            exchange.hang_up()
        return exchange.asked.host == "cdn"

    stocked.mischief = ignore_range
    assert isinstance(_header(asker, "Q4_0"), AnswerNotUnderstood)


def test_an_earlier_state_is_looked_at(stocked: HubServer, asker: Asker) -> None:
    first = stocked.repositories[REPO].newest
    stocked.add(REPO, {"new-Q4_0.gguf": gguf()})
    then = asker.answer(lambda told: asker.hub.look(REPO, told, revision=first))
    now = asker.answer(lambda told: asker.hub.look(REPO, told))
    assert then.revision == first
    assert {offer.files[0].path for offer in then.offers} == {"tiny-Q4_0.gguf", "tiny-Q8_0.gguf"}
    assert [offer.files[0].path for offer in now.offers] == ["new-Q4_0.gguf"]
    gone = asker.answer(lambda told: asker.hub.look(REPO, told, revision="v9"))
    assert isinstance(gone, NotThere)


# --- what hosts do to us -------------------------------------------------------------------------------------------


def test_missing_and_gated(stocked: HubServer, asker: Asker) -> None:
    stocked.add("maru/Gated-GGUF", {"a-Q4_0.gguf": gguf()}, Card(gated="manual"))
    missing = asker.answer(lambda told: asker.hub.look("maru/None", told))
    assert isinstance(missing, NotThere)
    assert missing.name == "maru/None"
    nonsense = asker.answer(lambda told: asker.hub.look("no repo at all", told))
    assert isinstance(nonsense, NotThere)
    repository = asker.answer(lambda told: asker.hub.look("maru/Gated-GGUF", told))
    assert repository.entry.is_gated
    refused = asker.answer(
        lambda told: asker.hub.header("maru/Gated-GGUF", repository.revision, repository.offers[0], told)
    )
    assert isinstance(refused, NotAllowed)
    assert refused.url == f"{stocked.endpoint}/maru/Gated-GGUF"


@pytest.mark.parametrize(
    ("status", "headers", "error"),
    [
        (403, {}, NotAllowed),
        (404, {}, NotThere),
        (410, {}, NotThere),
        (418, {}, AnswerNotUnderstood),
        (429, {"Retry-After": "120"}, TooManyRequests),
        (500, {}, HostFailed),
        (503, {"Retry-After": "3600"}, HostFailed),
    ],
)
def test_refusals(
    stocked: HubServer, asker: Asker, status: int, headers: dict[str, str], error: type[NetworkError]
) -> None:
    def refuse(exchange: Exchange, _: StoredFile | None) -> bool:
        exchange.answer(status, b"no", headers)
        return True

    stocked.mischief = refuse
    said = asker.answer(lambda told: asker.hub.look(REPO, told))
    assert isinstance(said, error)
    assert said.host == urlsplit(stocked.endpoint).netloc
    if isinstance(said, TooManyRequests):
        assert said.wait_s == 120
        assert len(stocked.requests) == 1  # nobody waits two minutes for a list
    elif isinstance(said, HostFailed):
        assert said.status == status
        assert len(stocked.requests) == 3


def test_a_short_failure_is_not_noticed(stocked: HubServer, asker: Asker) -> None:
    def fail_twice(exchange: Exchange, _: StoredFile | None) -> bool:
        if len(stocked.requests) == 1:
            exchange.hang_up()
        elif len(stocked.requests) == 2:
            exchange.answer(502)
        return len(stocked.requests) < 3

    stocked.mischief = fail_twice
    assert isinstance(asker.answer(lambda told: asker.hub.look(REPO, told)), Repository)


def test_a_log_in_page_is_no_answer(stocked: HubServer, asker: Asker) -> None:
    def ask_to_log_in(exchange: Exchange, _: StoredFile | None) -> bool:
        exchange.answer(200, b"<html>Welcome to our hotel</html>", {"Content-Type": "text/html"})
        return True

    stocked.mischief = ask_to_log_in
    assert isinstance(asker.answer(lambda told: asker.hub.look(REPO, told)), AnswerNotUnderstood)
    assert isinstance(asker.answer(lambda told: asker.hub.search(Search(), told)), AnswerNotUnderstood)


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b"7", b'{"id": 7}', b'{"id": "a/b", "siblings": [3]}', b'[{"no": 1}]']
)
def test_json_of_another_form_is_no_answer(stocked: HubServer, asker: Asker, body: bytes) -> None:
    def answer(exchange: Exchange, _: StoredFile | None) -> bool:
        exchange.answer(200, body, {"Content-Type": "application/json"})
        return True

    stocked.mischief = answer
    said = asker.answer(lambda told: asker.hub.look(REPO, told))
    assert isinstance(said, AnswerNotUnderstood | Repository)
    assert isinstance(asker.answer(lambda told: asker.hub.search(Search(), told)), AnswerNotUnderstood | tuple)


def test_a_redirect_in_circles_ends(stocked: HubServer, asker: Asker) -> None:
    def send_round(exchange: Exchange, _: StoredFile | None) -> bool:
        exchange.answer(302, headers={"Location": exchange.asked.path})
        return True

    stocked.mischief = send_round
    assert isinstance(asker.answer(lambda told: asker.hub.look(REPO, told)), HostFailed)


def test_nobody_there(asker: Asker, server: HubServer) -> None:
    asker.network = Network(endpoint="http://127.0.0.1:1")
    refused = asker.answer(lambda told: asker.hub.look(REPO, told))
    assert isinstance(refused, HostUnreachable)
    assert refused.detail == "refused"
    asker.network = Network(endpoint="http://nobody.invalid")
    unknown = asker.answer(lambda told: asker.hub.look(REPO, told))
    assert isinstance(unknown, HostUnreachable)
    assert unknown.detail == "dns"
    asker.network = Network(endpoint="nonsense://here")
    assert isinstance(asker.answer(lambda told: asker.hub.look(REPO, told)), HostUnreachable)


def test_a_proxy_that_is_not_there_is_named(asker: Asker, server: HubServer) -> None:
    asker.network = Network(endpoint=server.endpoint, proxy="http://127.0.0.1:1")
    refused = asker.answer(lambda told: asker.hub.look(REPO, told))
    assert isinstance(refused, ProxyFailed)
    assert refused.host == "127.0.0.1:1"
    assert server.requests == []
    asker.network = Network(endpoint=server.endpoint, proxy="gopher://nowhere")
    assert isinstance(asker.answer(lambda told: asker.hub.look(REPO, told)), ProxyFailed)


# --- what is noted, and what is never sent -------------------------------------------------------------------------


def test_every_request_that_arrives_was_noted(stocked: HubServer, asker: Asker) -> None:
    asker.answer(lambda told: asker.hub.search(Search(), told))
    _header(asker, "Q4_0")
    hosts = {"hub": urlsplit(stocked.endpoint).netloc, "cdn": urlsplit(stocked.cdn).netloc}
    noted = [(connection.host, connection.reason) for connection in asker.connections]
    reasons = [Reason.SEARCH, Reason.LOOK, Reason.HEADER, Reason.HEADER]
    assert noted == [(hosts[asked.host], reason) for asked, reason in zip(stocked.requests, reasons, strict=True)]
    assert all(connection.time > 1_700_000_000 for connection in asker.connections)


def test_nothing_identifies_the_person(
    stocked: HubServer, asker: Asker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither a token that lies around nor one of ours: this endpoint is a mirror. And nothing is left on the disk."""
    home = tmp_path / "home"
    (home / ".cache/huggingface").mkdir(parents=True)
    (home / ".cache/huggingface/token").write_text("hf_file")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HF_TOKEN", "hf_environment")
    monkeypatch.setenv("HF_HUB_USER_AGENT_ORIGIN", "person")
    asker.network = Network(endpoint=stocked.endpoint, token="hf_ours")
    _header(asker, "Q4_0")
    for asked in stocked.requests:
        assert "authorization" not in asked.headers
        assert "hf_" not in str(asked.headers)
        assert asked.headers["user-agent"] == "maru-chat"
        assert set(asked.headers) <= {"host", "accept", "accept-encoding", "connection", "user-agent", "range"}
    assert [path for path in home.rglob("*") if path.is_file()] == [home / ".cache/huggingface/token"]


def test_offline_nothing_is_started(server: HubServer, asker: Asker) -> None:
    asker.network = Network(offline=True, endpoint=server.endpoint)
    said = asker.answer(lambda told: asker.hub.search(Search(), told))
    assert isinstance(said, Offline)
    assert asker.hub.pid == 0
    assert server.requests == []
    assert asker.connections == []


def test_going_offline_ends_what_is_under_way(stocked: HubServer, asker: Asker) -> None:
    def stall(exchange: Exchange, _: StoredFile | None) -> bool:
        asker.owner.post(lambda: arrived.append(1))
        exchange.rfile.read(1)  # until the other side is gone
        return True

    arrived: list[int] = []
    said: list[object] = []
    stocked.mischief = stall
    asker.hub.look(REPO, said.append)
    asker.owner.until(lambda: arrived)
    asker.network = Network(offline=True, endpoint=stocked.endpoint)
    asker.hub.refresh()
    asker.owner.until(lambda: said)
    assert isinstance(said[0], Offline)
    assert asker.hub.pid == 0
    assert len(stocked.requests) == 1


# --- the child -----------------------------------------------------------------------------------------------------


def test_a_cancelled_question_is_not_answered(stocked: HubServer, asker: Asker) -> None:
    said: list[object] = []
    cancel = asker.hub.look(REPO, said.append)
    cancel()
    cancel()
    assert asker.answer(lambda told: asker.hub.search(Search(), told))
    assert said == []


def test_the_child_leaves_when_nobody_asks_and_comes_back(server: HubServer, tmp_path: Path) -> None:
    asker = Asker(tmp_path / "hub.log", Network(endpoint=server.endpoint), words=("hub", "--idle", "0.1"))
    for _ in range(3):
        assert asker.answer(lambda told: asker.hub.search(Search(), told)) == ()
        asker.owner.until(lambda: asker.hub.pid == 0)
    asker.hub.close()


@pytest.mark.expects_log("child ended with")
def test_a_child_that_dies_is_an_error_and_the_next_question_is_answered(stocked: HubServer, asker: Asker) -> None:
    def kill(exchange: Exchange, _: StoredFile | None) -> bool:
        psutil.Process(asker.hub.pid).send_signal(signal.SIGTERM)
        exchange.rfile.read(1)
        return True

    stocked.mischief = kill
    assert type(asker.answer(lambda told: asker.hub.look(REPO, told))) is NetworkError
    stocked.mischief = lambda _exchange, _file: False
    assert isinstance(asker.answer(lambda told: asker.hub.look(REPO, told)), Repository)


@pytest.mark.expects_log("cannot be started")
def test_a_program_that_was_moved_is_an_error(server: HubServer, tmp_path: Path) -> None:
    asker = Asker(tmp_path / "hub.log", Network(endpoint=server.endpoint))
    asker.hub._command = ["/nowhere/maru"]
    assert type(asker.answer(lambda told: asker.hub.search(Search(), told))) is NetworkError


def _header(asker: Asker, quantization: str) -> Any:  # noqa: ANN401 - a Header, or what is wrong
    repository = asker.answer(lambda told: asker.hub.look(REPO, told))
    offer = next(offer for offer in repository.offers if offer.quantization == quantization)
    return asker.answer(lambda told: asker.hub.header(REPO, repository.revision, offer, told))
