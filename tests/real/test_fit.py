"""The estimate from a header beside the engine's own account: dry runs of full-size models, true loads of small ones.

The bounds are those that people were promised; benchmarks/fit.py prints the table.
"""

import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.fit import Fit, Machine
from app.domain.loading import Device, LoadSettings, MemoryUse
from app.engine.protocol import Plan, Planned
from app.library.fit.fit import checked, fit
from app.library.headers.gguf import read_header
from app.library.measured import Measured
from tests.real.driver import Engine
from tests.real.published import MODELS
from tests.real.sparse import Model, write

HERE = Machine((Device("CPU", "", "cpu", "CPU", 2**40, 2**40),))
WAYS = (LoadSettings(context=8192), LoadSettings(context=32768, cache_type_k="q8_0", cache_type_v="q8_0"))
WORST, MEDIAN, WORST_PART = 0.10, 0.03, 0.20
ROUNDING = 0.002  # llama.cpp tells hundredths of a MiB


class Truth:
    """What the engine says, each model and way once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.engine = Engine(folder)
        self._known: dict[tuple[str, LoadSettings], tuple[Fit, tuple[MemoryUse, ...]]] = {}

    def of(self, model: Model, settings: LoadSettings) -> tuple[Fit, tuple[MemoryUse, ...]]:
        """The estimate and the dry run's breakdown."""
        key = (model.name, settings)
        if key not in self._known:
            path = write(model, self._folder)
            plan = self.engine.ask(lambda number: Plan(number, str(path), settings)).first(Planned).plan
            self._known[key] = fit(read_header(path), settings, HERE), plan.memory
            path.unlink()
        return self._known[key]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Truth]:
    found = Truth(tmp_path_factory.mktemp("sparse"))
    yield found
    found.engine.close()


def error(seen: Fit, memory: tuple[MemoryUse, ...]) -> float:
    taken = sum(use.weights_bytes + use.kv_bytes + use.compute_bytes for use in memory)
    return abs(seen.needed_bytes / taken - 1)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_estimate_is_near_what_the_engine_plans(truth: Truth, model: Model) -> None:
    for settings in WAYS:
        seen, (cpu,) = truth.of(model, settings)
        assert seen.weights_bytes == pytest.approx(cpu.weights_bytes, rel=ROUNDING)
        assert seen.kv_bytes == pytest.approx(cpu.kv_bytes, rel=ROUNDING)
        assert seen.compute_bytes == pytest.approx(cpu.compute_bytes, rel=WORST_PART)
        assert error(seen, (cpu,)) < WORST


def test_half_of_the_estimates_are_nearer_than_was_promised(truth: Truth) -> None:
    errors = [error(*truth.of(model, settings)) for model in MODELS for settings in WAYS]
    assert statistics.median(errors) < MEDIAN


def test_checked_by_the_dry_run_the_estimate_is_the_plan(truth: Truth) -> None:
    model = MODELS[0]
    path = write(model, truth._folder)
    plan = truth.engine.ask(lambda number: Plan(number, str(path), WAYS[0])).first(Planned).plan
    seen = checked(fit(read_header(path), WAYS[0], HERE), plan, HERE)
    assert error(seen, plan.memory) < ROUNDING
    assert seen.context == plan.context


@pytest.mark.parametrize("kind", ["f16", "q8_0"])
@pytest.mark.parametrize("context", [1024, 4096, 8192])
def test_the_estimate_is_near_what_loading_took(
    engine: Engine, starter_model: Path, base_model: Path, kind: str, context: int
) -> None:
    settings = LoadSettings(context=context, cache_type_k=kind, cache_type_v=kind)
    for path in (starter_model, base_model):
        seen = fit(read_header(path), settings, HERE)
        loaded = engine.loaded(path, context=context, cache_type_k=kind, cache_type_v=kind)
        assert error(seen, loaded.memory) < WORST
        assert loaded.context == seen.context


def test_what_was_measured_makes_the_next_estimate_better(engine: Engine, starter_model: Path, tmp_path: Path) -> None:
    """One load corrects itself wholly and others of its model a little: none gets much worse."""
    measured = Measured(tmp_path / "measured.json")
    header = read_header(starter_model)
    measured.note(fit(header, LoadSettings(context=2048), HERE), engine.loaded(starter_model, context=2048))
    before, after = [], []
    for context in (1024, 2048, 3000, 4096, 8192):
        settings = LoadSettings(context=context)
        memory = engine.loaded(starter_model, context=context).memory
        before.append(error(fit(header, settings, HERE), memory))
        after.append(error(fit(header, settings, HERE, measured=measured), memory))
    assert after[1] < ROUNDING < before[1]
    assert all(now < was + 0.01 for was, now in zip(before, after, strict=True))
    assert max(after) < max(before)
