"""Devices come from a real child process; a card needs one that pretends to have it."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from app.domain.engine_errors import EngineDied
from app.domain.errors import MaruError
from app.domain.fit import Machine
from app.domain.loading import MemoryUse
from app.engine.client import EngineClient
from app.engine.command import PROCESSOR_ONLY, command
from app.library.hardware import FRESH_S, Hardware
from app.words.devices import why_unused
from tests.owner import Owner

GB = 10**9
CARD = """
import sys
from app.domain.loading import Device
from app.engine.protocol import Devices, Hello, ListDevices, decode_to_engine, encode
sys.stdout.buffer.write(encode(Hello()))
sys.stdout.flush()
for line in sys.stdin.buffer:
    message = decode_to_engine(line)
    if isinstance(message, ListDevices):
        card = Device("Vulkan0", "A card", "gpu", "Vulkan", 4 * 10**9, 8 * 10**9)
        sys.stdout.buffer.write(encode(Devices(message.request, (Device("CPU", "", "cpu", "CPU"), card))))
        sys.stdout.flush()
"""
Answer = Machine | MaruError


class World:
    """A clock, an owner's thread, and how many children were started."""

    def __init__(self, log: Path) -> None:
        self.now = 0.0
        self.started = 0
        self.held: tuple[MemoryUse, ...] = ()
        self._log = log
        self._owner = Owner()
        self._built: list[Hardware] = []

    def hardware(self, words: Sequence[str], *, without_gpu: Sequence[str] = ()) -> Hardware:
        def start(*, gpu: bool = True) -> EngineClient:
            self.started += 1
            return EngineClient(words if gpu else without_gpu or words, self._owner.post, log=self._log)

        self._built.append(Hardware(start, lambda: self.held, clock=lambda: self.now))
        return self._built[-1]

    def ask(self, hardware: Hardware) -> Answer:
        came: list[Answer] = []
        hardware.ask(came.append)
        self._owner.until(lambda: came)
        return came[0]

    def close(self) -> None:
        for hardware in self._built:
            hardware.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    built = World(tmp_path / "engine.log")
    yield built
    built.close()


def test_the_processor_alone_is_asked_for_once(world: World) -> None:
    hardware = world.hardware(command("engine", "--fake"))
    assert hardware.known is None
    first = world.ask(hardware)
    world.now += 100 * FRESH_S
    again = world.ask(hardware)
    assert world.started == 1
    assert isinstance(first, Machine)
    assert isinstance(again, Machine)
    assert again.devices[0].name == "CPU"
    assert again.devices[0].total_bytes == psutil.virtual_memory().total


def test_a_card_is_asked_again_when_what_it_said_is_old(world: World) -> None:
    hardware = world.hardware([sys.executable, "-c", CARD])
    for later in (0.0, FRESH_S / 2, FRESH_S):
        world.now += later
        assert isinstance(world.ask(hardware), Machine)
    assert world.started == 2


def test_what_our_own_model_holds_counts_as_free(world: World) -> None:
    hardware = world.hardware([sys.executable, "-c", CARD])
    world.ask(hardware)
    free = {0: 4 * GB, 3 * GB: 7 * GB, 30 * GB: 8 * GB}
    for held, expected in free.items():
        world.held = (MemoryUse("Vulkan0", held - held // 3, held // 3),)
        assert hardware.known
        assert hardware.known.devices[1].free_bytes == expected


def test_a_child_that_dies_is_an_answer_and_not_the_last_word(world: World) -> None:
    hardware = world.hardware([sys.executable, "-c", "raise SystemExit(3)"])
    assert isinstance(world.ask(hardware), EngineDied)
    assert isinstance(world.ask(hardware), EngineDied)
    assert world.started == 4  # each time one more that leaves graphics drivers alone


def test_a_driver_that_ends_the_child_leaves_the_processor(world: World) -> None:
    healthy = command("engine", "--fake", PROCESSOR_ONLY)
    hardware = world.hardware(command("engine", "--fake", "--bad-driver"), without_gpu=healthy)
    machine = world.ask(hardware)
    assert isinstance(machine, Machine)
    assert [device.name for device in machine.devices] == ["CPU", "GPU"]
    assert "graphics driver" in why_unused(machine.devices[1])
    world.ask(hardware)
    assert world.started == 2


def test_a_child_that_cannot_be_started_says_nothing_of_drivers(world: World) -> None:
    hardware = world.hardware(["/nowhere/at/all"])
    assert isinstance(world.ask(hardware), EngineDied)
    assert world.started == 1


def test_closing_ends_the_child_that_was_asked(world: World) -> None:
    hardware = world.hardware([sys.executable, "-c", "import time; time.sleep(60)"])
    hardware.ask(lambda _: None)
    hardware.close()


def test_what_was_forgotten_is_looked_for_anew(world: World) -> None:
    hardware = world.hardware(command("engine", "--fake"))
    world.ask(hardware)
    hardware.forget()
    assert hardware.known  # nobody has to do without until then
    world.ask(hardware)
    world.ask(hardware)
    assert world.started == 2


def test_who_waits_while_it_is_forgotten_gets_what_is_there_then(world: World, tmp_path: Path) -> None:
    gate = tmp_path / "card"
    words = [sys.executable, "-c", f"import pathlib\nif not pathlib.Path({str(gate)!r}).exists():\n input()\n" + CARD]
    hardware = world.hardware(words)
    came: list[Answer] = []
    hardware.ask(came.append)
    gate.touch()
    hardware.forget()
    answer = world.ask(hardware)
    assert came == [answer]
    assert isinstance(answer, Machine)
    assert world.started == 2


def test_what_was_forgotten_is_not_believed_again_when_nobody_can_say(world: World, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    words = [
        sys.executable,
        "-c",
        f"import pathlib\nif pathlib.Path({str(broken)!r}).exists(): raise SystemExit(3)\n" + CARD,
    ]
    hardware = world.hardware(words)
    assert isinstance(world.ask(hardware), Machine)
    broken.touch()
    hardware.forget()
    for _ in range(2):
        assert isinstance(world.ask(hardware), EngineDied)
