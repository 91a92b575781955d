"""A session's world without a window: a queue as the owner's thread, the fake engine as a process, a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.loading import LoadSettings
from app.paths import Paths, inside
from app.wiring import App, build
from tests.owner import Owner


@pytest.fixture
def paths(data_dir: Path) -> Paths:
    return inside(data_dir)


@pytest.fixture
def app(paths: Paths, owner: Owner) -> Iterator[App]:
    """The whole program but its face, with the fake engine and a model chosen."""
    built = build(paths, owner.post, engine_words=("engine", "--fake"))
    built.model.choose("/models/fake.gguf", LoadSettings(), load=False)
    yield built
    built.close()
