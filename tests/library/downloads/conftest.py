"""A queue with real children, beside the fake Hub that they fetch from."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.download import Download, DownloadState
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.hub import Connection, Offer, RemoteFile
from app.engine.command import command
from app.library.downloads.pace import Patience
from app.library.downloads.queue import Downloads
from app.library.network.network import Network
from tests.fakes.hub.content import Content, Generated, StoredFile
from tests.fakes.hub.server import HubServer
from tests.owner import Owner

REPO = "maru/Tiny-GGUF"
SIZE = 1_500_000
AT_REST = {DownloadState.DONE, DownloadState.PAUSED, DownloadState.FAILED}


@dataclass
class Desk:
    """Where downloads are ordered: the queue, the Hub behind it, and everything that was heard."""

    hub: HubServer
    folder: Path
    owner: Owner = field(default_factory=Owner)
    connections: list[Connection] = field(default_factory=list)
    finished: list[Download] = field(default_factory=list)
    offline: bool = False
    at_once: int = 2
    _open: list[Downloads] = field(default_factory=list)

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def list_path(self) -> Path:
        return self.folder / "downloads.json"

    def open(self, words: Sequence[str] = (), *, silence_s: float = 20.0) -> Downloads:
        downloads = Downloads(
            words or command("download"),
            self.owner.post,
            path=self.list_path,
            network=lambda: Network(offline=self.offline, endpoint=self.hub.endpoint),
            connected=self.connections.append,
            log=self.folder / "download.log",
            at_once=lambda: self.at_once,
            patience=Patience(silence_s, lambda _failures: 0.01),
        )
        downloads.finished.connect(self.finished.append)
        self._open.append(downloads)
        return downloads

    def offer(self, *names: str, repo: str = REPO) -> tuple[str, str, Offer, Path]:
        """What the Hub has under these names, as `add` wants it."""
        known = self.hub.repositories[repo]
        found = [known.commits[known.newest][name] for name in names]
        files = tuple(RemoteFile(file.path, file.size, file.sha256 if file.is_large else "") for file in found)
        return repo, known.newest, Offer("Q4_0", files), self.models / repo.replace("/", "--")

    def until(self, downloads: Downloads, is_true: Callable[[tuple[Download, ...]], object]) -> tuple[Download, ...]:
        self.owner.until(lambda: is_true(downloads.entries()))
        return downloads.entries()

    def settle(self, downloads: Downloads) -> tuple[Download, ...]:
        """Until nothing goes on by itself any more."""
        return self.until(downloads, lambda all_: all(one.state in AT_REST for one in all_))

    def asked(self, method: str = "GET", host: str = "cdn") -> list[int]:
        """The bytes that were sent to each request."""
        return [asked.sent_bytes for asked in self.hub.requests if (asked.method, asked.host) == (method, host)]

    def close(self) -> None:
        for downloads in self._open:
            downloads.close()


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer() as server:
        server.add(REPO, {"tiny.gguf": Generated(SIZE), "other.gguf": Generated(SIZE, seed=1)})
        yield server


@pytest.fixture
def desk(hub: HubServer, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(hub, tmp_path)
    yield desk
    desk.close()


def failure(download: Download) -> MaruError | None:
    return from_fault(download.fault) if download.fault else None


def sha256(content: Path | Content) -> str:
    raw = content.read_bytes() if isinstance(content, Path) else content.read(0, content.size)
    return hashlib.sha256(raw).hexdigest()


def lying(path: str, content: Content) -> StoredFile:
    """A file whose bytes are others than the Hub says."""
    return StoredFile(path, content, declared_sha256="0" * 64)


def lies_in(folder: Path) -> set[str]:
    """What is below it, by path."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
