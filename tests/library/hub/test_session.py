"""The client that all requests go through, here in the test's own process: its second lock, and its limits."""

import threading
from collections.abc import Iterator

import pytest
from huggingface_hub import HfApi, get_session, set_client_factory
from huggingface_hub.utils._http import default_client_factory

from app.domain.hub import Connection, Reason
from app.domain.network_errors import AnswerNotUnderstood, HostUnreachable, Offline, ProxyFailed
from app.library.hub.worker import session
from app.library.hub.worker.session import Cancelled, errand, open_session
from app.library.hub.worker.surroundings import prepare
from app.library.network.network import Network
from tests.fakes.hub.content import StoredFile
from tests.fakes.hub.server import Exchange, HubServer
from tests.fakes.hub.socks import Socks

REPO = "maru/Tiny-GGUF"


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    set_client_factory(default_client_factory)


@pytest.fixture
def connections(server: HubServer) -> list[Connection]:
    server.add(REPO, {})
    noted: list[Connection] = []
    open_session(Network(endpoint=server.endpoint), noted.append, silence_s=0.2)
    return noted


def test_offline_is_a_lock_inside_the_child_too(server: HubServer) -> None:
    noted: list[Connection] = []
    open_session(Network(offline=True, endpoint=server.endpoint), noted.append)
    with errand(Reason.LOOK), pytest.raises(Offline):
        HfApi(endpoint=server.endpoint, token=False).model_info(REPO)
    assert (noted, server.requests) == ([], [])


def test_nothing_is_asked_without_a_reason(server: HubServer, connections: list[Connection]) -> None:
    with pytest.raises(LookupError):
        get_session().get(server.endpoint)
    assert server.requests == []


def test_the_librarys_own_calls_pass_here(server: HubServer, connections: list[Connection]) -> None:
    with errand(Reason.SEARCH):
        assert [row.id for row in HfApi(endpoint=server.endpoint, token=False).list_models()] == [REPO]
    assert [connection.reason for connection in connections] == [Reason.SEARCH]


def test_a_host_cannot_mark_us(server: HubServer, connections: list[Connection]) -> None:
    def mark(exchange: Exchange, _: StoredFile | None) -> bool:
        exchange.answer(200, b"[]", {"Set-Cookie": "person=7; Path=/", "Content-Type": "application/json"})
        return True

    server.mischief = mark
    with errand(Reason.SEARCH):
        for _round in range(2):
            assert list(HfApi(endpoint=server.endpoint, token=False).list_models()) == []
    assert [asked.headers.get("cookie") for asked in server.requests] == [None, None]


def test_a_host_that_says_nothing_is_not_waited_for(server: HubServer, connections: list[Connection]) -> None:
    server.mischief = _stall
    with errand(Reason.LOOK, waits=(0.0, 0.0)), pytest.raises(HostUnreachable) as raised:
        HfApi(endpoint=server.endpoint, token=False).model_info(REPO)
    assert raised.value.detail == "timeout"
    assert len(server.requests) == 1  # who waited once in vain is not made to wait again


def test_an_endless_answer_is_not_read(
    server: HubServer, connections: list[Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    def flood(exchange: Exchange, _: StoredFile | None) -> bool:
        exchange.begin(200, {"Content-Length": str(10**15)})
        while True:
            exchange.send(b" " * 65536)

    monkeypatch.setattr(session, "LARGEST", 1_000_000)
    server.mischief = flood
    with errand(Reason.LOOK), pytest.raises(AnswerNotUnderstood):
        HfApi(endpoint=server.endpoint, token=False).model_info(REPO)


def test_an_answer_in_drops_is_not_waited_for(
    server: HubServer, connections: list[Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    def drip(exchange: Exchange, _: StoredFile | None) -> bool:
        exchange.begin(200, {"Content-Length": "1000"})
        for _byte in range(1000):
            exchange.send(b" ")
        return True

    monkeypatch.setattr(session, "LONGEST_S", 0.0)
    server.mischief = drip
    with errand(Reason.LOOK), pytest.raises(HostUnreachable):
        HfApi(endpoint=server.endpoint, token=False).model_info(REPO)


def test_a_cancelled_errand_ends_between_two_pieces(server: HubServer, connections: list[Connection]) -> None:
    cancelled = threading.Event()

    def cancel(exchange: Exchange, _: StoredFile | None) -> bool:
        exchange.begin(200, {"Content-Length": "131072"})
        cancelled.set()
        exchange.send(b" " * 131072)
        return True

    server.mischief = cancel
    with errand(Reason.LOOK, cancelled=cancelled), pytest.raises(Cancelled):
        get_session().get(server.endpoint)


def test_a_proxy_of_a_kind_that_we_do_not_speak_is_refused_at_once(
    server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://127.0.0.1:9050")
    with pytest.raises(ProxyFailed) as raised:
        open_session(Network(endpoint=server.endpoint), lambda _: None)
    assert raised.value.host == "127.0.0.1:9050"


def test_a_socks_proxy_leads_there_too(server: HubServer) -> None:
    server.add(REPO, {})
    noted: list[Connection] = []
    with Socks(server.endpoint) as socks:
        open_session(Network(endpoint="http://hub.example", proxy=socks.url), noted.append)
        with errand(Reason.SEARCH):
            assert [row.id for row in HfApi(endpoint="http://hub.example", token=False).list_models()] == [REPO]
        set_client_factory(default_client_factory)  # and with it the connection ends
    assert socks.wanted == ["hub.example"]
    proxy = socks.url.removeprefix("socks5h://")
    assert [connection.host for connection in noted] == ["hub.example", proxy]


def test_surroundings_forget_what_is_not_ours() -> None:
    environment = {"HF_TOKEN": "hf_secret", "HF_ENDPOINT": "https://elsewhere.example", "PATH": "/bin"}
    prepare(environment)
    assert environment["PATH"] == "/bin"
    assert environment["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert not {"HF_TOKEN", "HF_ENDPOINT"} & set(environment)


def test_a_proxy_for_all_others_is_not_needed_where_both_have_their_own() -> None:
    ours = {"http_proxy": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1"}
    environment = ours | {"all_proxy": "socks5://127.0.0.1:2"}
    prepare(environment)
    assert {name: value for name, value in environment.items() if "proxy" in name.lower()} == ours
    alone = {"all_proxy": "socks5://127.0.0.1:2"}
    prepare(alone)
    assert "all_proxy" in alone


def _stall(exchange: Exchange, _: StoredFile | None) -> bool:
    exchange.rfile.read(1)  # until the other side is gone
    return True
