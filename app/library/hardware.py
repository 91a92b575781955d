"""What there is to run models on: the devices as a throw-away engine child lists them, and what is free there now."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Protocol

import psutil

from app.domain.engine_errors import EngineDied
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.fit import Machine
from app.domain.loading import Device, MemoryUse
from app.engine.client import EngineClient
from app.engine.protocol import Devices, Failed, FromEngine, ListDevices

FRESH_S = 5.0
"""How long what a card had free is believed."""

Listener = Callable[[Machine | MaruError], None]
NO_GPU = Device("GPU", "", "gpu", "", reason="failed")
"""Stands for the cards of a machine whose driver ended the child that looked for them, or made it wait too long."""


class StartProbe(Protocol):
    """Starts a throw-away child; without gpu one that touches no graphics driver."""

    def __call__(self, *, gpu: bool = True) -> EngineClient: ...


class Hardware:
    """Asks only as often as needed: a driver that crashes takes nothing but its child with it.

    All methods belong to the owner's thread. held says what our own loaded model occupies, which another one could
    have instead, so it counts as free.
    """

    def __init__(
        self,
        start_engine: StartProbe,
        held: Callable[[], Iterable[MemoryUse]],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._start_engine = start_engine
        self._held = held
        self._clock = clock
        self._devices: tuple[Device, ...] = ()
        self._asked = 0.0
        self._has_failed = self._is_outdated = False
        self._client: EngineClient | None = None
        self._waiting: list[Listener] = []
        self.commit = ""
        """Of llama.cpp, as the engine last told it."""
        self._closing: list[threading.Thread] = []

    @property
    def known(self) -> Machine | None:
        """As far as it is known without asking; main memory is always of now. None before the first answer."""
        held: dict[str, int] = {}
        for use in self._held():
            held[use.device] = held.get(use.device, 0) + use.weights_bytes + use.kv_bytes + use.compute_bytes
        devices = tuple(as_of_now(device, held.get(device.name, 0)) for device in self._devices)
        return Machine(devices) if devices else None

    @property
    def beside(self) -> Machine | None:
        """As `known`, for a model that is to run beside our own, which keeps what it holds."""
        return Machine(tuple(map(as_of_now, self._devices))) if self._devices else None

    def ask(self, listener: Listener) -> None:
        """The machine of now goes to the listener, at once where it is known; EngineDied when no child can say."""
        self._waiting.append(listener)
        if self._client:
            return
        if self._is_fresh:
            self._answer()
        else:
            self._look(gpu=True)

    def forget(self) -> None:
        """The engine may have other devices from now on: who asks next, or waits already, gets what is there then."""
        self._is_outdated = True
        if self._client:
            self._retire()
            self._look(gpu=True)

    def close(self) -> None:
        """End the child, and wait."""
        self._retire()
        for thread in self._closing:
            thread.join()

    @property
    def _is_fresh(self) -> bool:
        """The system tells of main memory at any time; of a card only its driver knows."""
        has_card = any(device.kind != "cpu" and not device.reason for device in self._devices)
        is_known = bool(self._devices) and not self._is_outdated
        return is_known and (not has_card or self._clock() - self._asked < FRESH_S)

    def _look(self, *, gpu: bool) -> None:
        self._has_failed = not gpu
        self._client = client = self._start_engine(gpu=gpu)
        client.ask(ListDevices, partial(self._hear, client))

    def _hear(self, client: EngineClient, message: FromEngine) -> None:
        if client is not self._client:  # it was ended, and another one is asked
            return
        if isinstance(message, Devices):
            failed = (NO_GPU,) if self._has_failed else ()
            self._devices, self._asked = (*message.devices, *failed), self._clock()
            self._is_outdated = False
            self.commit = message.commit
            self._retire()
            self._answer()
        elif isinstance(message, Failed):
            self._retire()
            error = from_fault(message.fault)
            if is_end(error) and not self._has_failed:
                self._look(gpu=False)
            else:
                self._answer(error)

    def _answer(self, error: MaruError | None = None) -> None:
        waiting, self._waiting = self._waiting, []
        for listener in waiting:
            listener(error or self.known or Machine(()))

    def _retire(self) -> None:
        """In a thread of its own: a child may take its time to leave."""
        client, self._client = self._client, None
        if client:
            self._closing = [thread for thread in self._closing if thread.is_alive()]
            self._closing.append(threading.Thread(target=client.close, name="hardware-closing"))
            self._closing[-1].start()


def is_end(error: MaruError) -> bool:
    """Whether a child ran and came to an end of its own: where it looked for devices, their driver did it."""
    return isinstance(error, EngineDied) and error.exit_code is not None


def as_of_now(device: Device, held: int = 0) -> Device:
    """With what is free of main memory now, of which ggml says that all is free; held counts as free."""
    if device.kind == "cpu":
        memory = psutil.virtual_memory()
        return replace(device, free_bytes=min(memory.total, memory.available + held), total_bytes=memory.total)
    return replace(device, free_bytes=min(device.total_bytes, device.free_bytes + held))
