"""One download at the terminal, with a real queue and real children, beside the fake Hub."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.loop import Loop
from app.cli.models.fetching import TRIES, Watch
from app.cli.terminal import ProgressLine
from app.domain.download import Download, DownloadState
from app.domain.fault import from_fault
from app.domain.hub import Offer, RemoteFile
from app.engine.command import command
from app.library.downloads.pace import Patience
from app.library.downloads.queue import Downloads
from app.library.network.network import Network
from app.paths import inside
from app.wiring import Library, build_library
from tests.fakes.hub.content import Generated, StoredFile
from tests.fakes.hub.mischief import Mischievous, cut, refuse
from tests.fakes.hub.server import HubServer

REPO = "maru/Tiny-GGUF"
FILE = StoredFile("tiny.gguf", Generated(1_000_000))


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer() as server:
        server.add(REPO, {FILE.path: FILE})
        yield server


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def library(hub: HubServer, loop: Loop, tmp_path: Path) -> Iterator[Library]:
    """It waits hardly at all between two tries."""
    paths = inside(tmp_path)
    built = build_library(paths, loop.post)
    built.downloads.close()
    downloads = Downloads(
        command("download"),
        loop.post,
        path=paths.downloads,
        network=lambda: Network(endpoint=hub.endpoint),
        connected=built.connections.append,
        log=paths.logs / "downloads.log",
        patience=Patience(20.0, lambda _failures: 0.01),
    )
    yield replace(built, downloads=downloads)
    downloads.close()
    built.close()


def pulled(library: Library, loop: Loop, hub: HubServer) -> Download:
    revision = hub.repositories[REPO].newest
    offer = Offer("Q4_0", (RemoteFile(FILE.path, FILE.size, FILE.sha256),))
    download = library.downloads.add(REPO, revision, offer, library.paths.models)
    return Watch(library, loop, download.id, ProgressLine()).until_it_rests()


def test_it_is_watched_to_its_end(library: Library, loop: Loop, hub: HubServer) -> None:
    assert pulled(library, loop, hub).state is DownloadState.DONE


def test_a_host_that_always_fails_is_left_at_last(library: Library, loop: Loop, hub: HubServer) -> None:
    always = hub.mischief = Mischievous(refuse(500), times=10**6)
    download = pulled(library, loop, hub)
    assert download.state is DownloadState.PAUSED
    assert download.fault
    assert type(from_fault(download.fault)).__name__ == "HostFailed"
    assert always.done == TRIES


def test_a_wait_is_seen_on_a_narrow_terminal_too(
    library: Library, loop: Loop, hub: HubServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    hub.mischief = Mischievous(refuse(503))
    pulled(library, loop, hub)
    assert "Trying again in" in capsys.readouterr().err


def test_a_host_that_gives_a_little_each_time_is_not_left(library: Library, loop: Loop, hub: HubServer) -> None:
    hub.mischief = Mischievous(cut(70_000), times=TRIES + 2)
    assert pulled(library, loop, hub).state is DownloadState.DONE
