"""A Hub of the tests, and ours that asks it through the real child process."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.domain.hub import Connection
from app.engine.command import command
from app.library.hub.client import CancelQuestion, Hub
from app.library.network.network import Network
from tests.fakes.hub.server import HubServer
from tests.owner import Owner


@dataclass
class Asker:
    """Plays the window's thread: what is delivered runs while it waits for an answer."""

    log: Path
    network: Network
    words: tuple[str, ...] = ("hub",)
    connections: list[Connection] = field(default_factory=list)
    owner: Owner = field(default_factory=Owner)

    def __post_init__(self) -> None:
        self.hub = Hub(
            command(*self.words),
            self.owner.post,
            log=self.log,
            network=lambda: self.network,
            connected=self.connections.append,
        )

    def answer(self, ask: Callable[[Callable[[Any], None]], CancelQuestion]) -> Any:  # noqa: ANN401 - whatever was asked for
        """What the listener is given."""
        given: list[object] = []
        ask(given.append)
        self.owner.until(lambda: given)
        return given[0]


@pytest.fixture(autouse=True)
def _nobody_elses_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no Hub of the person who runs the tests."""
    for name in (*os.environ,):
        if name.lower().endswith("_proxy") or name.startswith(("HF_", "HUGGING")):
            monkeypatch.delenv(name)


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as running:
        yield running


@pytest.fixture
def asker(server: HubServer, tmp_path: Path) -> Iterator[Asker]:
    asker = Asker(tmp_path / "hub.log", Network(endpoint=server.endpoint))
    yield asker
    asker.hub.close()
