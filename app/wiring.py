"""Who knows whom: builds the program from its parts, the same for the window, the terminal and the server."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.chat.chats import Chats
from app.chat.model import ActiveModel
from app.domain.errors import EngineDied, MaruError
from app.domain.event import Deliver
from app.domain.settings import Settings
from app.engine.client import EngineClient
from app.engine.command import command
from app.library.catalog import ModelFile, find_models, model_folders
from app.paths import Paths
from app.storage.settings import load_settings, save_settings
from app.storage.store import Store, open_store


@dataclass(frozen=True)
class App:
    """The parts, for the faces. settings is how it was at the start; save_settings keeps a new one."""

    paths: Paths
    settings: Settings
    notices: tuple[MaruError, ...]
    store: Store
    model: ActiveModel
    chats: Chats
    start_engine: Callable[[], EngineClient]

    def models(self) -> tuple[ModelFile, ...]:
        """What is on the disk now, wherever models are looked for."""
        return find_models(model_folders(self.paths, self.settings.models))

    def save_settings(self, settings: Settings) -> None:
        save_settings(self.paths.settings, settings)

    def close(self) -> None:
        """End the children and the writer; nothing of what was said is lost."""
        self.chats.close()
        self.model.close()
        self.store.close()


def build(
    paths: Paths, deliver: Deliver, *, engine_words: tuple[str, ...] = ("engine",), chats_in: Path | None = None
) -> App:
    """Raises StorageError when the data folder cannot be used. engine_words start the child, the fake one too.

    chats_in is another folder for the chats: only one program at a time can have those of the data folder.
    """
    settings, notices = load_settings(paths.settings)
    store = open_store(replace(paths, data=chats_in) if chats_in else paths)
    log = paths.logs / "engine.log"

    def start(died: Callable[[EngineDied], None] | None = None) -> EngineClient:
        return EngineClient(command(*engine_words), deliver, log=log, died=died)

    model = ActiveModel(start, deliver, state_folder=str(paths.states))
    return App(
        paths=paths,
        settings=settings,
        notices=(*notices, *store.notices),
        store=store,
        model=model,
        chats=Chats(store, model, deliver),
        start_engine=partial(start, None),
    )
