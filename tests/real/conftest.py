"""The real child with real models."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.real.driver import Engine

DIRECT = Path(__file__).with_name("direct.py")
Distance = Callable[..., float]
Truth = Callable[..., list[dict[str, Any]]]


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
def truth() -> Truth:
    """What llama.cpp itself says of texts after their prompts: see direct.py."""

    def run(model: Path, *texts: tuple[str, str], adapter: Path | None = None) -> list[dict[str, Any]]:
        command = [sys.executable, str(DIRECT), str(model), *([str(adapter)] if adapter else [])]
        questions = "".join(json.dumps({"prompt": prompt, "text": text}) + "\n" for prompt, text in texts)
        done = subprocess.run(command, input=questions.encode(), capture_output=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


@pytest.fixture
def distance(truth: Truth) -> Distance:
    """How far texts are from what llama.cpp itself finds likeliest after their prompts."""

    def run(model: Path, *texts: tuple[str, str], adapter: Path | None = None) -> float:
        return max(float(one["worst"]) for one in truth(model, *texts, adapter=adapter))

    return run
