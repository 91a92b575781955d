from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.chat.model import ActiveModel, Ready
from app.domain.engine_errors import EngineDied
from app.domain.loading import Device, LoadSettings
from app.engine.client import EngineClient
from app.engine.command import PROCESSOR_ONLY, command
from tests.owner import Owner


class World:
    """An active model whose settings are completed by a rule of the test."""

    def __init__(self, owner: Owner, log: Path) -> None:
        self.asked: list[tuple[str, LoadSettings, list[str]]] = []
        self._owner, self._log = owner, log
        self.model = ActiveModel(self._start, owner.post, place=self._place)

    def _start(self, died: Callable[[EngineDied], None] | None, *, gpu: bool = True) -> EngineClient:
        words = ("engine", "--fake") if gpu else ("engine", "--fake", PROCESSOR_ONLY)
        return EngineClient(command(*words), self._owner.post, log=self._log, died=died)

    def _place(self, path: str, settings: LoadSettings, devices: tuple[Device, ...]) -> LoadSettings:
        self.asked.append((path, settings, [device.name for device in devices]))
        return LoadSettings(context=1234)


@pytest.fixture
def world(owner: Owner, tmp_path: Path) -> Iterator[World]:
    world = World(owner, tmp_path / "engine.log")
    yield world
    world.model.close()


def test_the_child_that_loads_is_asked_for_its_devices_first(world: World, owner: Owner) -> None:
    wanted = LoadSettings(context=0)
    world.model.choose("/models/fake.gguf", wanted)
    owner.until(lambda: isinstance(world.model.state, Ready))
    ((path, settings, devices),) = world.asked
    assert (path, settings, devices[0]) == ("/models/fake.gguf", wanted, "CPU")
    assert isinstance(world.model.state, Ready)
    assert world.model.state.model.context == 1234
    assert world.model.settings == wanted  # what a person wants is not what is made of it today


def test_another_choice_meanwhile_leaves_the_first_alone(world: World, owner: Owner) -> None:
    world.model.choose("/models/first.gguf", LoadSettings())
    world.model.choose("/models/second.gguf", LoadSettings())
    owner.until(lambda: isinstance(world.model.state, Ready))
    assert [path for path, _, _ in world.asked] == ["/models/second.gguf"]
