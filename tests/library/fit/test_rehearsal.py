from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.fit import Fit
from app.domain.loading import LoadSettings
from app.engine.client import EngineClient
from app.engine.command import command
from app.library.fit.fit import fit
from app.library.fit.rehearsal import rehearse
from tests.chat.conftest import Loop
from tests.library.fit.headers import GIB, header, machine

HERE, SETTINGS = machine(GIB), LoadSettings(context=1024, sequences=1)


@pytest.fixture
def loop() -> Loop:
    return Loop()


def heard(loop: Loop, child: EngineClient, seen: Fit) -> Fit:
    found: list[Fit] = []
    rehearse(child, "/models/fake.gguf", SETTINGS, seen=seen, machine=HERE, listener=found.append)
    loop.until(lambda: found)
    return found[0]


@pytest.fixture
def child(loop: Loop, tmp_path: Path) -> Iterator[EngineClient]:
    client = EngineClient(command("engine", "--fake"), loop.post, log=tmp_path / "engine.log")
    yield client
    client.close()


def test_the_engine_knows_better(loop: Loop, child: EngineClient) -> None:
    seen = fit(header(), SETTINGS, HERE)
    true = heard(loop, child, seen)
    assert true.compute_bytes != seen.compute_bytes
    assert true.weights_bytes == seen.weights_bytes


def test_an_engine_that_will_not_say_leaves_the_estimate(loop: Loop, child: EngineClient) -> None:
    child.close()
    seen = fit(header(), SETTINGS, HERE)
    assert heard(loop, child, seen) == seen
