"""The engine's child as the app drives it: through the client, one request after another or several at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.generation import ChatPrompt, Limits, RawPrompt
from app.domain.loading import LoadedModel, LoadSettings
from app.domain.message import user
from app.domain.sampling import Sampling
from app.engine.client import EngineClient
from app.engine.command import command
from app.engine.protocol import (
    Closing,
    Failed,
    Finished,
    FromEngine,
    Generate,
    Load,
    Loaded,
    Started,
    ToEngine,
    Token,
)
from tests.owner import Owner

GREEDY = Sampling(temperature=0)
C = TypeVar("C", bound=FromEngine)


@dataclass
class Asked:
    """One request and all that came for it."""

    number: int
    came: list[FromEngine] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        return bool(self.came) and isinstance(self.came[-1], Closing)

    @property
    def error(self) -> MaruError:
        """Why it failed."""
        match self.came[-1]:
            case Failed(fault=fault):
                return from_fault(fault)
        raise AssertionError(self.came[-1])

    def first(self, kind: type[C]) -> C:
        """The first message of a kind; what came instead when there is none."""
        for message in self.came:
            if isinstance(message, kind):
                return message
        raise AssertionError(f"no {kind.__name__} came: {self.came[-1]}")

    @property
    def finished(self) -> Finished:
        return self.first(Finished)

    @property
    def started(self) -> Started:
        return self.first(Started)

    def text(self, sample: int = 0) -> str:
        return "".join(m.text for m in self.came if isinstance(m, Token) and m.sample == sample)

    def has(self, kind: type[FromEngine]) -> bool:
        return any(isinstance(message, kind) for message in self.came)


class Engine:
    """One child; words come after its role."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._owner = Owner()
        self.log = folder / "engine.log"
        self.client = EngineClient(command("engine", *words), self._owner.post, log=self.log)

    def begin(self, make: Callable[[int], ToEngine]) -> Asked:
        """Ask without waiting."""
        asked = Asked(0)
        asked.number = self.client.ask(make, asked.came.append)
        return asked

    def wait(self, asked: Asked, *, until: Callable[[], bool] | None = None) -> Asked:
        """Until it is closed, or something else is true."""
        self._owner.until(until or (lambda: asked.is_closed))
        return asked

    def ask(self, make: Callable[[int], ToEngine]) -> Asked:
        return self.wait(self.begin(make))

    def load(self, path: Path, *, states: Path | None = None, **settings: object) -> Asked:
        chosen = LoadSettings(**{"context": 4096, **settings})  # type: ignore[arg-type]  # each test names what it needs
        return self.ask(lambda number: Load(number, str(path), chosen, state_folder=str(states or "")))

    def loaded(self, path: Path, *, states: Path | None = None, **settings: object) -> LoadedModel:
        return self.load(path, states=states, **settings).first(Loaded).model

    def begin_text(
        self,
        prompt: str | ChatPrompt,
        *,
        sampling: Sampling = GREEDY,
        samples: int = 1,
        chat: str = "",
        **limits: object,
    ) -> Asked:
        """Continue a text, or answer a chat, without waiting."""
        asked = prompt if isinstance(prompt, ChatPrompt) else RawPrompt(prompt)
        bounds = Limits(**{"max_tokens": 24, **limits})  # type: ignore[arg-type]  # as above
        return self.begin(lambda number: Generate(number, asked, sampling, bounds, samples=samples, chat=chat))

    def text(self, prompt: str | ChatPrompt, **options: object) -> Asked:
        return self.wait(self.begin_text(prompt, **options))  # type: ignore[arg-type]  # as above

    def close(self) -> None:
        self.client.close()


def question(text: str) -> ChatPrompt:
    return ChatPrompt((user(text),))
