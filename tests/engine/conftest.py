"""The engine's child without a window: a queue as the owner's thread, real processes behind it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from app.domain.engine_errors import EngineDied
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.loading import LoadSettings
from app.engine.client import EngineClient
from app.engine.command import command
from app.engine.protocol import Closing, Failed, FromEngine, Load, ToEngine
from tests.owner import PATIENCE_S, Owner


class Talk:
    """One child and all it said, by request."""

    def __init__(self, client: EngineClient, owner: Owner) -> None:
        self.client = client
        self.owner = owner
        self.heard: dict[int, list[FromEngine]] = {}

    def start(self, make: Callable[[int], ToEngine]) -> int:
        came: list[FromEngine] = []
        number = self.client.ask(make, came.append)
        self.heard[number] = came
        return number

    def end(self, number: int) -> Closing:
        """Wait for the closing message."""
        came = self.heard[number]
        self.owner.until(lambda: came and isinstance(came[-1], Closing))
        closing = came[-1]
        assert isinstance(closing, Closing)
        return closing

    def ask(self, make: Callable[[int], ToEngine]) -> list[FromEngine]:
        """All that was said to this request."""
        number = self.start(make)
        self.end(number)
        return self.heard[number]

    def failure(self, number: int) -> MaruError:
        closing = self.end(number)
        assert isinstance(closing, Failed)
        return from_fault(closing.fault)

    def load(self, path: str = "/models/fake.gguf", *, context: int = 8192) -> list[FromEngine]:
        return self.ask(lambda number: Load(number, path, LoadSettings(context=context)))


StartTalk = Callable[..., Talk]


@pytest.fixture
def deaths() -> list[EngineDied]:
    """What `died` was told."""
    return []


@pytest.fixture
def start(owner: Owner, tmp_path: Path, deaths: list[EngineDied]) -> Iterator[StartTalk]:
    """Starts children; all of them are closed at the end."""
    talks: list[Talk] = []

    def start_one(words: Sequence[str] = (), *, patience: float = PATIENCE_S) -> Talk:
        log = tmp_path / "logs" / "engine.log"
        client = EngineClient(
            words or command("engine", "--fake"), owner.post, log=log, died=deaths.append, patience=patience
        )
        talks.append(Talk(client, owner))
        return talks[-1]

    yield start_one
    for talk in talks:
        talk.client.close()


@pytest.fixture
def talk(start: StartTalk) -> Talk:
    """The fake engine with a model loaded."""
    fake = start()
    fake.load()
    return fake
