"""What an engine says of an estimate; the practice engine is a real child, and may have a bad driver."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.domain.fit import Fit, Machine, Verdict
from app.domain.loading import LoadSettings
from app.engine.client import EngineClient
from app.engine.command import PROCESSOR_ONLY, command
from app.library.fit.fit import fit
from app.library.fit.rehearsal import Rehearsal
from app.library.hardware import NO_GPU
from tests.library.fit.headers import GIB, header, machine
from tests.owner import Owner

SETTINGS = LoadSettings(context=1024, sequences=1)
HEALTHY, BAD_DRIVER = command("engine", "--fake"), command("engine", "--fake", "--bad-driver")
DEAD = [sys.executable, "-c", "raise SystemExit(3)"]


class Stage:
    """Which children are started, in which order."""

    def __init__(self, log: Path) -> None:
        self.owner = Owner()
        self.began: list[bool] = []
        """With the GPU, or without."""
        self._log = log
        self._rehearsals: list[Rehearsal] = []

    def heard(self, words: Sequence[str], here: Machine, settings: LoadSettings = SETTINGS) -> Fit:
        def start(*, gpu: bool = True) -> EngineClient:
            self.began.append(gpu)
            return EngineClient([*words, *(() if gpu else (PROCESSOR_ONLY,))], self.owner.post, log=self._log)

        rehearsal = Rehearsal(start, here, partial(fit, header(), machine=here))
        self._rehearsals.append(rehearsal)
        found: list[Fit] = []
        rehearsal.ask("/models/fake.gguf", settings, found.append)
        self.owner.until(lambda: found)
        return found[0]

    def close(self) -> None:
        for rehearsal in self._rehearsals:
            rehearsal.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    built = Stage(tmp_path / "engine.log")
    yield built
    built.close()


def test_the_engine_knows_better(stage: Stage) -> None:
    here = machine(GIB)
    seen = fit(header(), SETTINGS, here)
    true = stage.heard(HEALTHY, here)
    assert true.compute_bytes != seen.compute_bytes
    assert true.weights_bytes == seen.weights_bytes
    assert true.gpu_note == ""
    assert stage.began == [True]


def test_a_driver_that_ends_the_child_leaves_the_processor(stage: Stage) -> None:
    here = machine(4 * GIB, GIB)
    assert fit(header(), SETTINGS, here).verdict is Verdict.GPU
    found = stage.heard(BAD_DRIVER, here)
    assert (found.verdict, found.gpu_layers, found.gpu_note) == (Verdict.CPU, 0, "none_crashed")
    assert [use.device for use in found.memory] == ["CPU"]
    assert found.free_bytes == 4 * GIB
    assert found.compute_bytes == stage.heard(HEALTHY, machine(4 * GIB)).compute_bytes  # that child has planned it
    assert stage.began == [True, False, True]


def test_a_driver_that_is_known_to_fail_is_not_asked_again(stage: Stage) -> None:
    here = machine(4 * GIB)
    here = replace(here, devices=(*here.devices, NO_GPU))
    found = stage.heard(BAD_DRIVER, here)
    assert (found.verdict, found.gpu_note) == (Verdict.CPU, "none_crashed")
    assert stage.began == [False]


def test_who_wants_no_gpu_hears_nothing_of_its_driver(stage: Stage) -> None:
    here = machine(4 * GIB)
    here = replace(here, devices=(*here.devices, NO_GPU))
    assert stage.heard(BAD_DRIVER, here, replace(SETTINGS, gpu_layers=0)).gpu_note == ""
    assert stage.began == [False]


def test_what_ends_every_child_is_not_the_drivers_fault(stage: Stage) -> None:
    here = machine(4 * GIB, GIB)
    assert stage.heard(DEAD, here) == fit(header(), SETTINGS, here)
    assert stage.began == [True, False]


def test_an_engine_that_cannot_be_started_leaves_the_estimate(stage: Stage) -> None:
    here = machine(4 * GIB, GIB)
    assert stage.heard(["/nowhere/at/all"], here) == fit(header(), SETTINGS, here)
    assert stage.began == [True]
