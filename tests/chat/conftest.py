"""A session's world without a window: a queue as the owner's thread, the fake engine as a process, a real store."""

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.loading import LoadSettings
from app.paths import Paths, inside
from app.wiring import App, build

PATIENCE_S = 30.0


class Loop:
    """The owner's thread: runs what others post, until something has become true."""

    def __init__(self) -> None:
        self._actions: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def post(self, action: Callable[[], None]) -> None:
        self._actions.put(action)

    def until(self, is_true: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not is_true():
            try:
                self._actions.get(timeout=max(0.0, deadline - time.monotonic()))()
            except queue.Empty:
                pytest.fail("it never became true", pytrace=True)


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def paths(data_dir: Path) -> Paths:
    return inside(data_dir)


@pytest.fixture
def app(paths: Paths, loop: Loop) -> Iterator[App]:
    """The whole program but its face, with the fake engine and a model chosen."""
    built = build(paths, loop.post, engine_words=("engine", "--fake"))
    built.model.choose("/models/fake.gguf", LoadSettings(), load=False)
    yield built
    built.close()
