"""How soon the engine reacts: the next turn of a long chat, the same after a restart, a cancel, and its end."""

import queue
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

from app.domain.generation import ChatPrompt, Limits
from app.domain.loading import LoadSettings
from app.domain.message import Message, assistant, user
from app.domain.sampling import Sampling
from app.engine.client import EngineClient
from app.engine.command import command
from app.engine.protocol import Closing, Evaluated, Failed, Finished, FromEngine, Generate, Load, Save, ToEngine
from benchmarks.models import STARTER

PASSAGE = "The river rises in the hills, turns east at the old mill, and reaches the sea below the town. "


class Talk:
    """An engine child and the thread that waits for it."""

    def __init__(self, folder: Path) -> None:
        self._actions: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._client = EngineClient(command("engine"), self._actions.put, log=folder / "engine.log")
        self._folder = folder
        self.ask(lambda number: Load(number, str(STARTER), LoadSettings(), state_folder=str(folder / "states")))

    def ask(
        self, make: Callable[[int], ToEngine], *, cancel_when: type[FromEngine] | None = None
    ) -> tuple[FromEngine, float]:
        """The closing message, and the seconds until it came: since the cancel where there was one."""
        came: list[FromEngine] = []
        began = time.perf_counter()
        number = self._client.ask(make, came.append)
        seen = 0
        while not (came and isinstance(came[-1], Closing)):
            self._actions.get()()
            if cancel_when and len(came) > seen and isinstance(came[-1], cancel_when):
                cancel_when = None
                began = time.perf_counter()
                self._client.cancel(number)
            seen = len(came)
        match came[-1]:
            case Failed(fault=fault):
                raise RuntimeError(fault)
        return came[-1], time.perf_counter() - began

    def first_token_s(self, messages: tuple[Message, ...], *, chat: str) -> tuple[float, int]:
        """Time to the first token, and how many tokens the prompt has."""
        prompt = ChatPrompt(messages)
        sampling, limits = Sampling(temperature=0), Limits(max_tokens=4)
        closing, _ = self.ask(lambda number: Generate(number, prompt, sampling, limits=limits, chat=chat))
        finished = cast(Finished, closing)
        return finished.timings.first_token_s, finished.usage.prompt_tokens

    def close(self) -> float:
        began = time.perf_counter()
        self._client.close()
        return time.perf_counter() - began


def next_turn(folder: Path) -> None:
    """Time to first token in a 3,000-token chat: from nothing, of the next turn, and of the one after a restart."""
    chat = (user(PASSAGE * 130), assistant("It is a short description of a river."))
    asked = (*chat, user("Where does the river rise?"))
    talk = Talk(folder)
    cold, tokens = talk.first_token_s(asked[:1], chat="a")
    warm, _ = talk.first_token_s(asked, chat="a")
    talk.ask(Save)
    closing = talk.close()
    again = Talk(folder)
    resumed, _ = again.first_token_s((*asked, assistant("In the hills."), user("And where does it end?")), chat="a")
    again.close()
    print(f"from nothing, {tokens} tokens {cold:.2f} s; next turn {warm:.3f} s, {warm / cold:.1%}; ", end="")
    print(f"after a restart {resumed:.3f} s, {resumed / cold:.1%}; the child ended in {closing:.2f} s")


def cancel(folder: Path, *, rounds: int = 9) -> None:
    """Milliseconds from the cancel to the end of the request, in the middle of a long prompt."""
    talk = Talk(folder)
    took = []
    for round_ in range(rounds):
        prompt = ChatPrompt((user(f"{round_} " + PASSAGE * 250),))
        _, seconds = talk.ask(partial(Generate, prompt=prompt, sampling=Sampling()), cancel_when=Evaluated)
        took.append(1000 * seconds)
    talk.close()
    print(f"cancel in the middle of a prompt: median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms")


def main() -> None:
    for measure in (next_turn, cancel):
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder))


if __name__ == "__main__":
    main()
