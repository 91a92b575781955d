"""Lets one engine child answer, whatever its command: `engine.py MODEL TOKENS COMMAND…`; says what it loaded and wrote.

For processors.sh, where the command is an emulator's, and nobody but us speaks with the child.
"""

import queue
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from app.domain.fault import from_fault
from app.domain.generation import Limits, RawPrompt
from app.domain.loading import LoadSettings
from app.domain.sampling import Sampling
from app.engine.client import EngineClient
from app.engine.protocol import Closing, Failed, Finished, FromEngine, Generate, Load, ToEngine, Token

HELLO_S = 300.0  # an emulated processor is fifty times slower
SETTINGS = LoadSettings(context=256, gpu_layers=0)
PROMPT = RawPrompt("The capital of France is")


class Talk:
    """One child, asked one thing after the other."""

    def __init__(self, command: list[str], log: Path) -> None:
        self._actions: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.client = EngineClient(command, self._actions.put, log=log, patience=HELLO_S)

    def ask(self, make: Callable[[int], ToEngine]) -> list[FromEngine]:
        came: list[FromEngine] = []
        self.client.ask(make, came.append)
        while not (came and isinstance(came[-1], Closing)):
            self._actions.get()()
        if isinstance(came[-1], Failed):
            raise from_fault(came[-1].fault)
        return came


def main(arguments: list[str]) -> None:
    model, tokens, *command = arguments
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "engine.log"
        began = time.monotonic()
        talk = Talk(command, log)
        try:
            talk.ask(lambda number: Load(number, model, SETTINGS))
            limits = Limits(max_tokens=int(tokens))
            said = talk.ask(lambda number: Generate(number, PROMPT, Sampling(temperature=0), limits))
        finally:
            talk.client.close()
        loaded = re.findall(r"loaded CPU backend from .*?ggml-cpu-?(\w*)\.", log.read_text(encoding="utf-8"))
    text = "".join(message.text for message in said if isinstance(message, Token))
    count = next(message.usage.completion_tokens for message in said if isinstance(message, Finished))
    print(f"{', '.join(loaded) or 'built in'}: {count} tokens in {time.monotonic() - began:.0f} s:{text!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
