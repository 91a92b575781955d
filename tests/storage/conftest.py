"""A data folder, and stores in it that are closed whatever happens."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.paths import Paths, inside
from app.storage.store import Store, open_store

Open = Callable[[], Store]


class Clock:
    """Stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += days * 24 * 3600


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def paths(data_dir: Path) -> Paths:
    return inside(data_dir)


@pytest.fixture
def reopen(paths: Paths, clock: Clock) -> Iterator[Open]:
    """Close the store that is open, if any, and open it (again)."""
    opened: list[Store] = []

    def open_again() -> Store:
        if opened:
            opened[-1].close()
        opened.append(open_store(paths, clock=clock))
        return opened[-1]

    yield open_again
    if opened:
        opened[-1].close()


@pytest.fixture
def store(reopen: Open) -> Store:
    return reopen()
