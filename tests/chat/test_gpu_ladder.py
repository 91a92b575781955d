"""What is tried after a graphics driver has ended the engine: by rule, and with children that really die."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.chat.gpu_ladder import PROCESSOR, TOP, Rung, below, shortfall
from app.chat.model import ActiveModel, BeingLoaded, Broken, Ready
from app.domain.engine_errors import EngineDied, OutOfMemory
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.generation import ChatPrompt
from app.domain.loading import Device, LoadedModel, LoadSettings, ModelKind
from app.domain.message import user
from app.domain.model_errors import ModelMissing
from app.domain.sampling import Sampling
from app.engine.client import EngineClient
from app.engine.command import PROCESSOR_ONLY, command
from app.engine.protocol import Failed, Finished, FromEngine, Generate
from app.words.devices import gpu_words
from tests.owner import Owner

ABORTED = EngineDied(exit_code=-6, signal="SIGABRT", during="loading")
FEWER = Rung(15, "fewer_crashed")
MODEL = LoadedModel("/a.gguf", "A", "llama", ModelKind.CHAT, 1, 1, 512, 512, layers=30)


@pytest.mark.parametrize(
    ("rung", "error", "asked", "reached", "next_rung"),
    [
        (TOP, ABORTED, -1, 31, FEWER),
        (TOP, ABORTED, 20, 20, Rung(10, "fewer_crashed")),
        (FEWER, ABORTED, -1, 15, PROCESSOR),
        (PROCESSOR, ABORTED, -1, 0, None),
        (TOP, ABORTED, -1, 1, PROCESSOR),
        (TOP, ABORTED, -1, None, PROCESSOR),  # a driver that fails while it is only looked for
        (TOP, ABORTED, -1, 0, None),  # no GPU is here
        (TOP, ABORTED, 0, None, None),  # none is wanted
        (TOP, EngineDied(exit_code=3221226505, during="loading"), -1, 31, FEWER),  # Windows knows no signals
        (TOP, EngineDied(exit_code=-9, signal="SIGKILL", during="loading"), -1, 31, None),
        (TOP, EngineDied(log_tail="no such program"), -1, None, None),
        (TOP, OutOfMemory("Vulkan0"), -1, 31, None),
        (TOP, ModelMissing("/a.gguf"), -1, None, None),
    ],
)
def test_the_next_rung(rung: Rung, error: MaruError, asked: int, reached: int | None, next_rung: Rung | None) -> None:
    assert below(rung, error, asked=asked, reached=reached) == next_rung


CARD = Device("Vulkan0", "A card", "gpu", "Vulkan", 4, 8)
FULL = replace(CARD, reason="little_memory")
CPU = Device("CPU", "A processor", "cpu", "CPU", 8, 16)


@pytest.mark.parametrize(
    ("layers", "asked", "devices", "note"),
    [
        (31, -1, (CARD, CPU), ""),
        (30, -1, (CARD, CPU), "fewer"),
        (0, -1, (CARD, CPU), "none"),
        (0, -1, (FULL, CPU), "none"),
        (0, -1, (replace(CARD, reason="software"), CPU), ""),
        (0, -1, (CPU,), ""),
        (0, 0, (CARD, CPU), ""),
        (12, 12, (CARD, CPU), ""),
    ],
)
def test_a_model_that_is_not_wholly_on_the_gpu_says_so(
    layers: int, asked: int, devices: tuple[Device, ...], note: str
) -> None:
    assert shortfall(replace(MODEL, gpu_layers=layers), asked, devices) == note


# --- with children that really die ---


class World:
    """An active model whose children are fakes that die as the names of the models say."""

    def __init__(self, owner: Owner, log: Path) -> None:
        self.owner = owner
        self.started: list[bool] = []
        """For each child, whether it might touch a GPU."""
        self.seen: list[BeingLoaded] = []
        self.words = command("engine", "--fake")
        self._log = log
        self.model = ActiveModel(self._start, owner.post)
        self.model.changed.connect(self._look)

    def _start(self, died: Callable[[EngineDied], None] | None, *, gpu: bool = True) -> EngineClient:
        self.started.append(gpu)
        words = [*self.words] if gpu else [*self.words, PROCESSOR_ONLY]
        return EngineClient(words, self.owner.post, log=self._log, died=died)

    def _look(self) -> None:
        if isinstance(self.model.state, BeingLoaded):
            self.seen.append(self.model.state)

    def load(self, name: str, settings: LoadSettings | None = None) -> LoadedModel:
        self.model.choose(f"/models/{name}.gguf", settings or LoadSettings())
        return self.ready()

    def ready(self) -> LoadedModel:
        self.owner.until(lambda: isinstance(self.model.state, Ready | Broken))
        assert isinstance(self.model.state, Ready), self.model.state
        return self.model.state.model

    def ask(self, text: str) -> list[FromEngine]:
        came: list[FromEngine] = []
        self.model.ask(lambda number: Generate(number, ChatPrompt((user(text),)), Sampling()), came.append)
        self.owner.until(lambda: came and isinstance(came[-1], Finished | Failed))
        return came


@pytest.fixture
def world(owner: Owner, tmp_path: Path) -> Iterator[World]:
    made = World(owner, tmp_path / "engine.log")
    yield made
    made.model.close()


def test_all_layers_go_to_a_gpu_that_works(world: World) -> None:
    model = world.load("gpu")
    assert (model.gpu_layers, model.gpu_note, world.started) == (31, "", [True])


def test_a_child_that_aborts_is_started_again_with_fewer_layers(world: World) -> None:
    model = world.load("die-gpu-SIGABRT-above-16")
    assert (model.gpu_layers, model.gpu_note) == (15, "fewer_crashed")
    assert world.started == [True, True]
    assert gpu_words(model.gpu_note)
    assert {state.gpu_note for state in world.seen} == {"", "fewer_crashed"}


@pytest.mark.parametrize("signal", ["SIGABRT", "SIGSEGV", "SIGILL"])
def test_at_last_it_works_without_the_gpu_and_says_so(world: World, signal: str) -> None:
    model = world.load(f"die-gpu-{signal}")
    assert (model.gpu_layers, model.gpu_note) == (0, "none_crashed")
    assert world.started == [True, True, False]
    assert gpu_words(model.gpu_note)
    assert isinstance(world.ask("Hello")[-1], Finished)


def test_a_question_waits_through_all_of_it(world: World) -> None:
    world.model.choose("/models/die-gpu-SIGABRT.gguf", LoadSettings(), load=False)
    assert isinstance(world.ask("Hello")[-1], Finished)


def test_a_driver_that_fails_while_it_is_looked_for(world: World) -> None:
    world.words = command("engine", "--fake", "--bad-driver")
    assert world.load("fake").gpu_note == "none_crashed"
    assert world.started == [True, False]


def test_a_processor_that_fails_is_not_the_drivers_fault(world: World) -> None:
    world.model.choose("/models/die-SIGSEGV.gguf", LoadSettings())
    world.owner.until(lambda: isinstance(world.model.state, Broken))
    assert world.started == [True]


def test_who_wants_no_gpu_gets_a_child_that_touches_none(world: World) -> None:
    assert world.load("gpu", LoadSettings(gpu_layers=0)).gpu_note == ""
    assert world.started == [False]


def test_the_gpu_is_tried_again_on_request(world: World) -> None:
    world.load("die-gpu-SIGABRT")
    world.started.clear()
    world.model.try_gpu_again()
    assert world.ready().gpu_note == "none_crashed"
    assert world.started == [True, True, False]


def test_another_model_starts_from_the_top(world: World) -> None:
    world.load("die-gpu-SIGABRT")
    assert world.load("gpu").gpu_layers == 31
    assert world.started[-1]


def test_a_driver_that_fails_during_an_answer_is_not_used_for_the_next(world: World) -> None:
    world.load("gpu")
    failed = world.ask("/die SIGABRT after 2 tokens")[-1]
    assert isinstance(failed, Failed)
    assert isinstance(from_fault(failed.fault), EngineDied)
    assert isinstance(world.model.state, Broken)
    assert isinstance(world.ask("Hello")[-1], Finished)
    assert world.ready().gpu_note == "none_crashed"


def test_a_child_that_the_system_ended_may_use_the_gpu_again(world: World) -> None:
    world.load("gpu")
    world.ask("/die SIGKILL after 2 tokens")
    world.ask("Hello")
    assert world.ready().gpu_layers == 31
