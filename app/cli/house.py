"""What a role stands on: the whole program, or only the library and an engine, all ended whatever happens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.chat.run import Run
from app.cli.launch import Launch, speak_as_set
from app.cli.loop import Loop
from app.cli.terminal import ProgressLine, complain
from app.domain.fault import Fault, from_fault
from app.domain.loading import LoadedModel, LoadSettings
from app.domain.outcome import Outcome
from app.domain.preset import Preset
from app.engine.client import EngineClient
from app.engine.protocol import Closing, Failed, FromEngine, Load, Loaded, Loading, ToEngine
from app.library.shelf.catalog import ModelFile, default_model, find_model
from app.wiring import App, Library, build, build_library
from app.words.catalog import _
from app.words.failures import sentence
from app.words.numbers import count, percent


@contextmanager
def whole_program(launch: Launch, *, keep: bool = True) -> Iterator[tuple[App, Loop]]:
    """With the chats, which only one program at a time has, unless nothing is to be kept. Raises StorageError."""
    loop = Loop()
    with loop.listening(), TemporaryDirectory(prefix="maru-") as elsewhere:
        chats_in = None if keep else Path(elsewhere)
        app = build(
            launch.paths, loop.post, offline=launch.offline, engine_words=launch.engine_words, chats_in=chats_in
        )
        try:
            speak_as_set(launch, app.settings)
            for notice in app.notices:
                complain(sentence(notice).text)
            yield app, loop
        finally:
            app.close()


@contextmanager
def library_of(launch: Launch) -> Iterator[tuple[Library, Loop]]:
    """Without the chats: it may run beside the window. What is wrong with the settings is said."""
    loop = Loop()
    with loop.listening(), TemporaryDirectory(prefix="maru-") as elsewhere:
        library = build_library(
            launch.paths,
            loop.post,
            offline=launch.offline,
            engine_words=launch.engine_words,
            downloads_in=Path(elsewhere),  # the list belongs to the window
        )
        try:
            speak_as_set(launch, library.settings)
            for notice in library.notices:
                complain(sentence(notice).text)
            yield library, loop
        finally:
            library.close()


@contextmanager
def engine_of(library: Library, loop: Loop, *, gpu: bool = True) -> Iterator["Engine"]:
    """A child of its own, whatever the window does with its; without gpu it touches no graphics driver."""
    client = library.start_engine(gpu=gpu)
    try:
        yield Engine(client, loop)
    finally:
        client.close()


class Engine:
    """Asks the child one thing at a time and waits."""

    def __init__(self, client: EngineClient, loop: Loop) -> None:
        self.loop = loop
        self._client = client

    def ask(self, make: Callable[[int], ToEngine], hear: Callable[[FromEngine], None] | None = None) -> FromEngine:
        """The closing message; hear is told of all before it. Ctrl-C cancels. Raises MaruError for Failed."""
        closing: list[FromEngine] = []

        def listen(message: FromEngine) -> None:
            if isinstance(message, Closing):
                closing.append(message)
            elif hear:
                hear(message)

        cancel = self.begin(make, listen)
        self.loop.until(lambda: closing, stop=cancel)
        if isinstance(closing[0], Failed):
            raise from_fault(closing[0].fault)
        return closing[0]

    def begin(self, make: Callable[[int], ToEngine], hear: Callable[[FromEngine], None]) -> Callable[[], None]:
        """Ask and do not wait; hear is told of all that is said, also of the closing message. Returns the cancel."""
        number = self._client.ask(make, hear)
        return lambda: self._client.cancel(number)

    def answer(self, run: Run) -> Outcome:
        """What comes of a task that asks `begin`. Ctrl-C stops it: what came stays. Raises MaruError."""
        ended: list[Outcome | Fault] = []
        run.finished.connect(ended.append)
        run.failed.connect(lambda fault, _outcome: ended.append(fault))
        run.begin()
        self.loop.until(lambda: ended, stop=run.stop)
        if isinstance(ended[0], Fault):
            raise from_fault(ended[0])
        return ended[0]

    def load(self, path: Path, settings: LoadSettings, *, state_folder: str = "") -> LoadedModel:
        """Says how far it is to whoever looks."""
        with ProgressLine() as progress:

            def tell(message: FromEngine) -> None:
                if isinstance(message, Loading):
                    progress.show(loading_in_words(message.fraction))

            answer = self.ask(lambda number: Load(number, str(path), settings, state_folder=state_folder), tell)
        if not isinstance(answer, Loaded):
            raise TypeError(answer)
        return answer.model


def settings_for(model: ModelFile, preset: Preset | None, library: Library) -> LoadSettings:
    """With room for what the preset prefers, unless the person has said how much this model sees at once."""
    usual = library.settings.running.load_settings()
    settings = library.model_settings.of(str(model.path), usual)
    wanted = preset.context if preset else 0
    is_own = settings.context != usual.context
    return settings if is_own or not 0 < settings.context < wanted else replace(settings, context=wanted)


def complain_of_room(loaded: LoadedModel, preset: Preset | None) -> None:
    """Where the model sees less at once than the preset prefers."""
    if preset and loaded.context < preset.context:
        said = _("“{name}” is meant for a context of {wanted} tokens; here the model has {given}.")
        complain(said.format(name=preset.name, wanted=count(preset.context), given=count(loaded.context)))


def loading_in_words(fraction: float) -> str:
    return _("Loading the model: {percent}").format(percent=percent(fraction, 1))


def chosen_model(name: str | None, library: Library, *, last: str = "") -> ModelFile:
    """By its name, or the one to begin with. Raises ModelError, NotFound, NoModels."""
    models = library.models()
    return default_model(models, last or library.settings.models.last) if name is None else find_model(name, models)
