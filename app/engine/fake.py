"""An engine without weights that speaks the true protocol: for tests, screenshots and trying the window.

A question may hold commands, so that a test says what it needs where it needs it:

    /die SIGSEGV after 3 tokens      /die SIGKILL while evaluating      /slow 20ms (a piece)
    /long 500 (pieces)               /reason                            /sample NAME (app/engine/fake_answers.py)

A model path that ends with die-SIGNAL.gguf dies while it loads; slow.gguf loads for a second; missing.gguf is missing.
"""

import hashlib
import os
import queue
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import Fault, LoadCancelled, ModelMissing, to_fault
from app.domain.generation import ChatPrompt, Prompt, PromptReport, RenderedPrompt, SampleEnd, StopReason
from app.domain.loading import Device, LoadedModel, MemoryPlan, MemoryUse, ModelKind
from app.domain.usage import Timings, Usage
from app.engine.fake_answers import answer_to
from app.engine.protocol import (
    Cancel,
    Devices,
    Embed,
    Embedded,
    Evaluated,
    Failed,
    Finished,
    FromEngine,
    Generate,
    Hello,
    ListDevices,
    Load,
    Loaded,
    Loading,
    Plan,
    Planned,
    Render,
    Rendered,
    Save,
    Saved,
    Started,
    ToEngine,
    Token,
    decode_to_engine,
    encode,
)

DEVICE = Device("CPU", "A pretended processor", "cpu", "fake", 8 * 1024**3, 16 * 1024**3)
MEMORY = (MemoryUse("CPU", weights_bytes=98_000_000, kv_bytes=24_000_000, compute_bytes=60_000_000),)
CONTEXT = 8192
VECTOR = 32


@dataclass(frozen=True)
class Script:
    """What the commands in a question ask for."""

    die: int = 0
    die_after: int = 0
    """Pieces; -1: before the first, while evaluating."""
    pause_s: float = 0.0

    @classmethod
    def read(cls, text: str) -> "Script":
        die = re.search(r"/die (SIG\w+)(?: after (\d+)| while evaluating)?", text)
        slow = re.search(r"/slow (\d+)ms", text)
        return cls(
            die=signal.Signals[die[1]] if die else 0,
            die_after=int(die[2]) if die and die[2] else -1,
            pause_s=int(slow[1]) / 1000 if slow else 0.0,
        )


class Fake:
    """Reads on one thread and works on another, like the real child, so that a cancel always arrives."""

    def __init__(self, stdout: int) -> None:
        self._stdout = stdout
        self._asked: queue.SimpleQueue[ToEngine | None] = queue.SimpleQueue()
        self._cancelled: set[int] = set()

    def run(self, lines: Iterator[bytes]) -> int:
        self._say(Hello())
        threading.Thread(target=self._listen, args=(lines,), daemon=True).start()
        while message := self._asked.get():
            self._serve(message)
        return 0

    def _listen(self, lines: Iterator[bytes]) -> None:
        for line in lines:
            message = decode_to_engine(line)
            if isinstance(message, Cancel):
                self._cancelled.add(message.request)
            self._asked.put(message)
        os._exit(0)

    def _say(self, *messages: FromEngine) -> None:
        os.write(self._stdout, b"".join(map(encode, messages)))

    def _serve(self, message: ToEngine) -> None:
        match message:
            case Load():
                self._load(message)
            case Generate():
                self._generate(message)
            case Plan(request=request):
                self._say(Planned(request, MemoryPlan(MEMORY, (DEVICE,), context=CONTEXT)))
            case ListDevices(request=request):
                self._say(Devices(request, (DEVICE,)))
            case Render(request=request, prompt=prompt):
                self._say(Rendered(request, _rendered(prompt), PromptReport(_count(prompt), context=CONTEXT)))
            case Embed(request=request, texts=texts):
                self._say(Embedded(request, tuple(map(_vector, texts))))
            case Save(request=request):
                self._say(Saved(request, 0))
            case Hello() | Cancel():
                pass

    def _load(self, message: Load) -> None:
        path = Path(message.path)
        if path.name == "missing.gguf":
            self._say(Failed(message.request, to_fault(ModelMissing(message.path))))
            return
        for step in range(11):
            self._say(Loading(message.request, step / 10))
            if found := re.search(r"die-(SIG\w+)", path.name):
                os.kill(os.getpid(), signal.Signals[found[1]])
            if path.name.endswith("slow.gguf"):
                time.sleep(0.1)
            if message.request in self._cancelled:
                self._say(Failed(message.request, to_fault(LoadCancelled())))
                return
        self._say(Loaded(message.request, _loaded(message)))

    def _generate(self, message: Generate) -> None:
        question = _question(message.prompt)
        script = Script.read(question)
        tokens = _count(message.prompt)
        if fault := _refusal(tokens):
            self._say(Failed(message.request, fault))
            return
        report = PromptReport(tokens, context=CONTEXT, reused_tokens=tokens // 2)
        self._say(Started(message.request, report), Evaluated(message.request, tokens, tokens))
        if script.die and script.die_after < 0:
            os.kill(os.getpid(), script.die)
        pieces = answer_to(question)
        began = time.perf_counter()
        reason, count = self._stream(message, pieces, script)
        rate = count / max(1e-6, time.perf_counter() - began)
        samples = tuple(SampleEnd(reason, count, seed) for seed in range(message.samples))
        usage = Usage(tokens, report.reused_tokens, count * message.samples)
        timings = Timings(first_token_s=0.2, prefill_tps=300.0, decode_tps=rate if script.pause_s else 31.0)
        self._say(Finished(message.request, samples, usage, timings))

    def _stream(self, message: Generate, pieces: Sequence[str], script: Script) -> tuple[StopReason, int]:
        limit = message.limits.max_tokens or len(pieces)
        for count, piece in enumerate(pieces):
            if message.request in self._cancelled:
                return StopReason.CANCELLED, count
            if script.die and count == script.die_after:
                os.kill(os.getpid(), script.die)
            if count == limit:
                return StopReason.LENGTH, count
            self._say(*(Token(message.request, sample, piece) for sample in range(message.samples)))
            time.sleep(script.pause_s)
        return StopReason.END, len(pieces)


def _question(prompt: Prompt) -> str:
    if isinstance(prompt, ChatPrompt):
        return prompt.messages[-1].text if prompt.messages else ""
    return prompt.text


def _text(prompt: Prompt) -> str:
    if isinstance(prompt, ChatPrompt):
        return "".join(f"<{message.role}>{message.text}</{message.role}>\n" for message in prompt.messages)
    return prompt.text


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\s*\S{1,4}|\s+", text))


def _count(prompt: Prompt) -> int:
    return len(_pieces(_text(prompt)))


def _refusal(tokens: int) -> Fault | None:
    facts: dict[str, str | int | float | None] = {"tokens": tokens, "context": CONTEXT}
    return Fault("PromptTooLong", facts) if tokens > CONTEXT else None


def _rendered(prompt: Prompt) -> RenderedPrompt:
    pieces = _pieces(_text(prompt))
    return RenderedPrompt(_text(prompt), tuple(range(len(pieces))), pieces)


def _vector(text: str) -> tuple[float, ...]:
    raw = hashlib.sha256(text.encode()).digest()
    length = sum(byte * byte for byte in raw) ** 0.5
    return tuple(byte / length for byte in raw[:VECTOR])


def _loaded(message: Load) -> LoadedModel:
    return LoadedModel(
        path=message.path,
        name=Path(message.path).stem,
        architecture="llama",
        kind=ModelKind.CHAT,
        parameters=134_515_008,
        size_bytes=98_000_000,
        context=CONTEXT,
        trained_context=CONTEXT,
        embedding_length=VECTOR,
        layers=30,
        threads=2,
        load_s=0.1,
        template="model",
        memory=MEMORY,
        devices=(DEVICE,),
    )


def main(argv: Sequence[str]) -> int:
    """The role `engine --fake`. Ends when stdin ends."""
    del argv
    return Fake(os.dup(1)).run(iter(sys.stdin.buffer.readline, b""))
