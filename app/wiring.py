"""Who knows whom: builds the program from its parts, the same for the window, the terminal and the server."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.chat.chats import Chats
from app.chat.completing import Completing
from app.chat.model import ActiveModel, Ready, StartEngine
from app.domain.engine_errors import EngineDied
from app.domain.errors import MaruError
from app.domain.event import Deliver
from app.domain.fit import Fit, Machine
from app.domain.loading import LoadSettings, MemoryUse
from app.domain.settings import Settings
from app.engine.client import EngineClient
from app.engine.command import PACKS, PRACTICE, PROCESSOR_ONLY, command
from app.library.downloads.queue import Downloads
from app.library.fit.fit import fit
from app.library.fit.learning import learn
from app.library.fit.placing import placed
from app.library.hardware import Hardware, StartProbe
from app.library.headers.header import Header
from app.library.hub.client import Hub
from app.library.measured import Measured
from app.library.network.connections import Connections
from app.library.network.switch import Switch
from app.library.network.token import Tokens
from app.library.shelf.cache import cache_file
from app.library.shelf.catalog import ModelFile, Shelf, model_folders, survey
from app.library.updates import Updates, source_in
from app.paths import Paths
from app.storage.model_settings import ModelSettings
from app.storage.presets.store import Presets
from app.storage.settings import load_settings, save_settings
from app.storage.store import Store, open_store


@dataclass(frozen=True)
class Library:
    """All that concerns model files. It needs no chats, so it can be had beside an open window.

    settings is how it was at the start; adopt lets another one count, save_settings keeps it.
    """

    paths: Paths
    settings: Settings
    notices: tuple[MaruError, ...]
    start_engine: StartProbe
    hardware: Hardware
    model_settings: ModelSettings
    measured: Measured
    tokens: Tokens
    network: Switch
    connections: Connections
    hub: Hub
    downloads: Downloads
    updates: Updates
    presets: Presets

    def models(self) -> tuple[ModelFile, ...]:
        """What can be talked to of all that is on the shelf."""
        return self.shelf().models

    def shelf(self) -> Shelf:
        """What is on the disk now, wherever models are looked for."""
        return survey(model_folders(self.paths, self.settings.models), cache=cache_file(self.paths))

    def fit(self, header: Header, settings: LoadSettings, machine: Machine) -> Fit:
        """What loading would take, corrected by what it took before, and whether that is there."""
        return fit(header, settings, machine, measured=self.measured)

    def adopt(self, settings: Settings) -> None:
        """What concerns the network counts from now on."""
        if settings.network != self.network.chosen:
            self.network.chosen = settings.network
            self.hub.refresh()
            self.downloads.refresh()
            self.updates.refresh()

    def save_settings(self, settings: Settings) -> None:
        save_settings(self.paths.settings, settings)

    def close(self) -> None:
        """End the children; downloads go on in the next run."""
        self.hub.close()
        self.downloads.close()
        self.updates.close()
        self.hardware.close()


@dataclass(frozen=True)
class App(Library):
    """The library, and the chats."""

    store: Store
    model: ActiveModel
    chats: Chats
    completing: Completing
    another_model: Callable[[], ActiveModel]
    """One beside the chats' own, for as long as it is needed; it keeps no state of chats."""

    def close(self) -> None:
        """End the children and the writer; nothing of what was said is lost."""
        self.chats.close()
        self.completing.settle()
        self.model.close()
        self.store.close()
        super().close()


def build(
    paths: Paths,
    deliver: Deliver,
    *,
    offline: bool = False,
    engine_words: tuple[str, ...] = ("engine",),
    chats_in: Path | None = None,
) -> App:
    """Raises StorageError when the data folder cannot be used. engine_words start the child, the fake one too.

    chats_in is another folder for the chats, the text to be continued and the list of downloads: only one program at a
    time can have those of the data folder.
    """
    ours = replace(paths, data=chats_in) if chats_in else paths
    store = open_store(ours)
    library = build_library(
        paths,
        deliver,
        offline=offline,
        engine_words=engine_words,
        held=lambda: _held_by(model),
        downloads_in=chats_in,
    )
    start, place = _starting(paths, deliver, engine_words), partial(placed, measured=library.measured)
    model = ActiveModel(start, deliver, state_folder=str(paths.states), place=place)
    if PRACTICE not in engine_words:  # its figures are invented
        model.changed.connect(partial(_learn, model, library.measured))
    completing = Completing(model, ours.completion, deliver)
    parts = vars(library) | {"notices": (*library.notices, *store.notices, *completing.notices)}
    return App(
        **parts,
        store=store,
        model=model,
        chats=Chats(store, model, deliver, preset_of=library.presets.get),
        completing=completing,
        another_model=partial(ActiveModel, start, deliver, place=place),
    )


def build_library(
    paths: Paths,
    deliver: Deliver,
    *,
    offline: bool = False,
    engine_words: tuple[str, ...] = ("engine",),
    held: Callable[[], Iterable[MemoryUse]] = tuple,
    downloads_in: Path | None = None,
) -> Library:
    """Without the chats. held is what our own model occupies; downloads_in is another folder for their list."""
    settings, notices = load_settings(paths.settings)
    start = partial(_starting(paths, deliver, engine_words), None)
    model_settings = ModelSettings(paths.model_settings)
    tokens = Tokens(paths.token_kept, os.environ)
    network = Switch(settings.network, tokens, os.environ, offline=offline)
    connections = Connections(paths.connections)
    downloads = Downloads(
        command("download"),
        deliver,
        path=downloads_in / paths.downloads.name if downloads_in else paths.downloads,
        network=network,
        connected=connections.append,
        log=paths.logs / "downloads.log",
        at_once=lambda: network.chosen.downloads_at_once,
    )
    start_hub = partial(Hub, deliver=deliver, log=paths.logs / "hub.log", connected=connections.append)
    to_makers = start_hub(command("hub", "--idle", "1"), network=network.without_token)
    return Library(
        paths=paths,
        settings=settings,
        notices=(*notices, *model_settings.notices, *downloads.notices),
        start_engine=start,
        hardware=Hardware(start, held),
        model_settings=model_settings,
        measured=Measured(paths.measured),
        tokens=tokens,
        network=network,
        connections=connections,
        hub=start_hub(command("hub"), network=network),
        downloads=downloads,
        updates=Updates(paths.updates, to_makers, source_in(paths.resources)),
        presets=Presets(paths.presets, paths.builtin_presets),
    )


def _starting(paths: Paths, deliver: Deliver, words: tuple[str, ...]) -> StartEngine:
    def start(died: Callable[[EngineDied], None] | None = None, *, gpu: bool = True) -> EngineClient:
        more = (PACKS, str(paths.packs)) if gpu else (PROCESSOR_ONLY,)
        return EngineClient(command(*words, *more), deliver, log=paths.logs / "engine.log", died=died)

    return start


def _held_by(model: ActiveModel) -> tuple[MemoryUse, ...]:
    """Weights that are mapped from the file are the system's to take back, which counts them as free already."""
    if not isinstance(model.state, Ready):
        return ()
    uses = model.state.model.memory
    is_mapped = model.settings.mmap
    return tuple(replace(use, weights_bytes=0) if is_mapped and use.device == "CPU" else use for use in uses)


def _learn(model: ActiveModel, measured: Measured) -> None:
    if isinstance(model.state, Ready):
        learn(measured, model.state.model, model.settings)
