"""The real child with real models."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.real.driver import Engine

DIRECT = Path(__file__).with_name("direct.py")
Distance = Callable[..., float]


@pytest.fixture
def make_engine(tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Children of one test, ended with it."""
    made: list[Engine] = []

    def make() -> Engine:
        made.append(Engine(tmp_path))
        return made[-1]

    yield make
    for engine in made:
        engine.close()


@pytest.fixture
def engine(make_engine: Callable[[], Engine]) -> Engine:
    return make_engine()


@pytest.fixture(scope="module")
def starter(starter_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A child that has loaded the starter model, for all tests of a module: each asks of things of its own."""
    engine = Engine(tmp_path_factory.mktemp("starter"))
    engine.loaded(starter_model)
    yield engine
    engine.close()


@pytest.fixture
def distance() -> Distance:
    """How far texts are from what llama.cpp itself finds likeliest after their prompts: see direct.py."""

    def run(model: Path, *texts: tuple[str, str], adapter: Path | None = None) -> float:
        command = [sys.executable, str(DIRECT), str(model), *([str(adapter)] if adapter else [])]
        questions = "".join(json.dumps({"prompt": prompt, "text": text}) + "\n" for prompt, text in texts)
        done = subprocess.run(command, input=questions.encode(), capture_output=True, check=True)
        return max(map(float, done.stdout.split()))

    return run
