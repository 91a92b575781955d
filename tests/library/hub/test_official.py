"""The real host's name, reached through a proxy that leads to the Hub of the tests: where the token goes."""

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.domain.hub import Repository
from app.domain.network_errors import NotAllowed, NotTrusted, ProxyFailed
from app.library.headers.gguf import Header
from app.library.network.network import OFFICIAL, OFFICIAL_HOST, Network
from tests.fakes.hub.repositories import Card
from tests.fakes.hub.server import HubServer
from tests.fakes.hub.tunnel import Tunnel
from tests.library.ggufs import gguf
from tests.library.hub.conftest import Asker

if sys.platform == "linux":  # cryptography is there, where keyring needs it
    from tests.fakes.hub.certificate import write_certificate
else:
    pytest.skip("the certificate is made by a library that is here on Linux only", allow_module_level=True)

REPO = "maru/Gated-GGUF"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return write_certificate(tmp_path, OFFICIAL_HOST)


@pytest.fixture
def official(certificate: Path) -> Iterator[HubServer]:
    with HubServer(certificate) as server:
        server.add(REPO, {"a-Q4_0.gguf": gguf()}, Card(gated="manual"))
        server.tokens.add("hf_ours")
        yield server


@pytest.fixture
def tunnel(official: HubServer) -> Iterator[Tunnel]:
    with Tunnel(official.endpoint) as tunnel:
        yield tunnel


@pytest.fixture
def here(tmp_path: Path, tunnel: Tunnel, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asker]:
    """A person behind a proxy that the system names, who has a token."""
    monkeypatch.setenv("HTTPS_PROXY", tunnel.url)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    asker = Asker(tmp_path / "hub.log", Network(endpoint=OFFICIAL, token="hf_ours"))
    yield asker
    asker.hub.close()


def test_the_official_host_gets_the_token_and_nobody_else(official: HubServer, here: Asker) -> None:
    repository = here.answer(lambda told: here.hub.look(REPO, told))
    assert isinstance(repository, Repository)
    assert repository.url == f"{OFFICIAL}/{REPO}"
    header = here.answer(lambda told: here.hub.header(REPO, repository.revision, repository.offers[0], told))
    assert isinstance(header, Header)
    given = [(asked.host, asked.headers.get("authorization")) for asked in official.requests]
    assert given == [("hub", "Bearer hf_ours"), ("hub", "Bearer hf_ours"), ("cdn", None)]


def test_the_proxy_is_in_the_list_too(official: HubServer, tunnel: Tunnel, here: Asker) -> None:
    here.answer(lambda told: here.hub.look(REPO, told))
    assert tunnel.wanted == [f"{OFFICIAL_HOST}:443"]
    noted = [connection.host for connection in here.connections]
    assert noted == [OFFICIAL_HOST, urlsplit(tunnel.url).netloc]
    assert len(official.requests) == 1


def test_a_wrong_token_is_told_from_a_missing_one(official: HubServer, here: Asker) -> None:
    repository = here.answer(lambda told: here.hub.look(REPO, told))
    for token in ("hf_wrong", ""):
        here.network = Network(endpoint=OFFICIAL, token=token)
        said = here.answer(lambda told: here.hub.header(REPO, repository.revision, repository.offers[0], told))
        assert isinstance(said, NotAllowed)
        assert said.had_token is bool(token)


def test_the_set_proxy_goes_before_the_systems(here: Asker, tunnel: Tunnel, official: HubServer) -> None:
    with Tunnel(official.endpoint) as other:
        here.network = Network(endpoint=OFFICIAL, proxy=other.url)
        assert isinstance(here.answer(lambda told: here.hub.look(REPO, told)), Repository)
        assert other.wanted
    assert tunnel.wanted == []


def test_a_proxy_that_refuses_is_named(here: Asker, official: HubServer) -> None:
    with Tunnel(official.endpoint, refuses=True) as other:
        here.network = Network(endpoint=OFFICIAL, proxy=other.url)
        said = here.answer(lambda told: here.hub.look(REPO, told))
    assert isinstance(said, ProxyFailed)
    assert said.host == urlsplit(other.url).netloc


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    here: Asker, official: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    said = here.answer(lambda told: here.hub.look(REPO, told))
    assert isinstance(said, NotTrusted)
    assert said.host == OFFICIAL_HOST
    assert official.requests == []
