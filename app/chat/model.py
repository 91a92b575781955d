"""The model that chats talk to: chosen, loaded in its child process, and loaded again when that child has died.

A graphics driver that fails takes the child with it. Then the model is loaded again with half of its layers on the
GPU, and at last without the GPU, in a child that does not even look for one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from app.chat.gpu_ladder import PROCESSOR, TOP, below, is_crash, shortfall
from app.chat.leaving import Leaving
from app.domain.engine_errors import EngineDied, LoadCancelled, ModelReplaced
from app.domain.errors import MaruError
from app.domain.event import Deliver, Event
from app.domain.fault import Fault, from_fault, to_fault
from app.domain.loading import Device, LoadedModel, LoadSettings
from app.domain.model_errors import NoModels
from app.engine.client import EngineClient
from app.engine.protocol import Closing, Devices, Failed, FromEngine, ListDevices, Load, Loaded, Loading, ToEngine

Make = Callable[[int], ToEngine]
Listener = Callable[[FromEngine], None]
Place = Callable[[str, LoadSettings, tuple[Device, ...]], LoadSettings]
"""Decides what the settings of a model's file leave open, for these devices as they are now."""


class StartEngine(Protocol):
    """Starts a child, and has its unwanted end told; without gpu one that touches no graphics driver."""

    def __call__(self, died: Callable[[EngineDied], None] | None, *, gpu: bool = True) -> EngineClient: ...


@dataclass(frozen=True)
class Idle:
    """Nothing is chosen, or what was chosen is not loaded yet."""

    path: str = ""


@dataclass(frozen=True)
class BeingLoaded:
    """gpu_note as in LoadedModel, when it is loaded again because the graphics driver failed."""

    path: str
    fraction: float = 0.0
    gpu_note: str = ""


@dataclass(frozen=True)
class Ready:
    model: LoadedModel


@dataclass(frozen=True)
class Broken:
    """Loading failed, or the child died. The next request tries again."""

    path: str
    error: MaruError


ModelState = Idle | BeingLoaded | Ready | Broken


@dataclass
class _Request:
    """One request; number is None while it waits for the model, and when it is over."""

    make: Make
    listener: Listener
    number: int | None = None


class ActiveModel:
    """One model at a time: choosing another ends the child of the first, so that its memory is really free.

    Every request is ended by exactly one closing message, also when the model cannot be loaded or its child dies.
    All methods belong to the owner's thread.
    """

    def __init__(
        self, start_engine: StartEngine, deliver: Deliver, *, state_folder: str = "", place: Place | None = None
    ) -> None:
        self.changed: Event[[]] = Event()
        self.state: ModelState = Idle()
        self._start_engine = start_engine
        self._state_folder = state_folder
        self._place = place
        self._path = ""
        self._settings = LoadSettings()
        self._client: EngineClient | None = None
        self._load: int | None = None
        self._rung = TOP
        self._gpu_layers: int | None = None
        """How many the child is putting on the GPU; None until it says so."""
        self._devices: tuple[Device, ...] = ()
        self._is_closed = False
        self._waiting: list[_Request] = []
        self._round = 0
        self._awaits_choice = False
        self._leaving = Leaving(deliver)

    @property
    def path(self) -> str:
        """The chosen model's file; empty when none is chosen."""
        return self._path

    @property
    def settings(self) -> LoadSettings:
        return self._settings

    def choose(self, path: str, settings: LoadSettings, *, load: bool = True) -> None:
        """Use this model from now on; without load it is loaded by the first request."""
        self._awaits_choice = False
        same = (path, settings) == (self._path, self._settings)
        self._path, self._settings = path, settings
        if same and isinstance(self.state, Ready | BeingLoaded):
            return
        if not same:
            self._rung = TOP
        if load:
            self.load()
        else:
            self._retire()
            self._set(Idle(path))

    def await_choice(self) -> None:
        """Whoever chooses is still looking for models: until `choose` or `give_up`, requests wait."""
        self._awaits_choice = not self._path

    def give_up(self) -> None:
        """There is nothing to choose: what waits is refused."""
        self._awaits_choice = False
        if self._waiting:
            self.load()

    def load(self) -> None:
        """Start loading the chosen model, from the beginning also when it is loaded."""
        if not self._path:
            self._set(Broken("", NoModels()))
            self._refuse_waiting(to_fault(NoModels()))
            return
        self._retire()
        self._set(BeingLoaded(self._path, gpu_note=self._rung.note))
        self._leaving.afterwards(partial(self._start, self._round))

    def try_gpu_again(self) -> None:
        """Load the chosen model as its settings say, whatever became of that before."""
        self._rung = TOP
        self.load()

    def cancel_loading(self) -> None:
        if self._client and self._load is not None:
            self._client.cancel(self._load)

    def ask(self, make: Make, listener: Listener) -> Callable[[], None]:
        """Ask the model, loading it first where needed. Returns the way to cancel, which may be called at any time."""
        request = _Request(make, listener)
        if isinstance(self.state, Ready) and self._client and self._client.is_alive:
            self._send(request, self._client)
        else:
            self._waiting.append(request)
            if not isinstance(self.state, BeingLoaded) and not self._awaits_choice:
                self.load()
        return partial(self._cancel, request)

    def release(self, then: Callable[[], None]) -> None:
        """End the child; then is called once its memory is free."""
        self._retire()
        self._set(Idle(self._path))
        self._leaving.afterwards(then)

    def close(self) -> None:
        """End the child and wait for it."""
        self._is_closed = True
        self._retire()
        self._leaving.wait()
        self._set(Idle(self._path))
        self._refuse_waiting(to_fault(LoadCancelled()))

    def _start(self, round_: int) -> None:
        if round_ != self._round:
            return
        settings = self._settings
        if self._rung.layers is not None:
            settings = replace(settings, gpu_layers=self._rung.layers)
        client = self._start_engine(partial(self._notice_death, round_), gpu=settings.gpu_layers != 0)
        self._client, self._gpu_layers, self._devices = client, None, ()
        if self._place:
            self._load = client.ask(
                lambda number: ListDevices(number, settings, brief=True),
                partial(self._hear_devices, client, settings, self._place),
            )
        else:
            self._ask_load(client, settings)

    def _hear_devices(self, client: EngineClient, settings: LoadSettings, place: Place, message: FromEngine) -> None:
        """From the child that is to load: the one before it is gone, so what is free is free."""
        if isinstance(message, Devices) and client is self._client:
            self._devices = message.devices
            self._ask_load(client, place(self._path, settings, message.devices))
        else:
            self._hear_load(client, message)

    def _ask_load(self, client: EngineClient, settings: LoadSettings) -> None:
        self._load = client.ask(
            lambda number: Load(number, self._path, settings, state_folder=self._state_folder),
            partial(self._hear_load, client),
        )

    def _hear_load(self, client: EngineClient, message: FromEngine) -> None:
        if client is not self._client:
            return
        match message:
            case Loading(fraction=fraction):
                self._gpu_layers = message.gpu_layers
                self._set(BeingLoaded(self._path, fraction, self._rung.note))
            case Loaded(model=model):
                self._load = None
                note = model.gpu_note or self._rung.note or shortfall(model, self._settings.gpu_layers, self._devices)
                self._set(Ready(replace(model, gpu_note=note)))
                waiting, self._waiting = self._waiting, []
                for request in waiting:
                    self._send(request, client)
            case Failed(fault=fault):
                self._load = None
                error = from_fault(fault)
                lower = below(self._rung, error, asked=self._settings.gpu_layers, reached=self._gpu_layers)
                if lower:
                    self._rung = lower
                    self.load()
                else:
                    self._give_up(error)

    def _give_up(self, error: MaruError) -> None:
        self._retire()
        stopped = isinstance(error, LoadCancelled)
        self._set(Idle(self._path) if stopped else Broken(self._path, error))
        self._refuse_waiting(to_fault(error))

    def _refuse_waiting(self, fault: Fault) -> None:
        waiting, self._waiting = self._waiting, []
        for request in waiting:
            request.listener(Failed(0, fault))

    def _send(self, request: _Request, client: EngineClient) -> None:
        request.number = client.ask(request.make, partial(self._pass_on, request, client))

    def _pass_on(self, request: _Request, client: EngineClient, message: FromEngine) -> None:
        if isinstance(message, Closing):
            request.number = None
        if isinstance(message, Failed) and client is not self._client and not self._is_closed:
            message = _as_replaced(message, self._path)
        request.listener(message)

    def _cancel(self, request: _Request) -> None:
        if request.number is not None and self._client:
            self._client.cancel(request.number)
        elif request in self._waiting:
            self._waiting.remove(request)
            request.listener(Failed(0, to_fault(LoadCancelled())))

    def _notice_death(self, round_: int, error: EngineDied) -> None:
        if round_ == self._round and isinstance(self.state, Ready):
            if self.state.model.gpu_layers and is_crash(error):
                self._rung = PROCESSOR
            self._retire()
            self._set(Broken(self._path, error))

    def _retire(self) -> None:
        self._round += 1
        self._load = None
        client, self._client = self._client, None
        if client:
            self._leaving.see_off(client)

    def _set(self, state: ModelState) -> None:
        self.state = state
        self.changed()


def _as_replaced(message: Failed, path: str) -> Failed:
    """We ended the child ourselves, to load something else."""
    is_ours = message.fault.kind == LoadCancelled.__name__
    return Failed(message.request, to_fault(ModelReplaced(path))) if is_ours else message
