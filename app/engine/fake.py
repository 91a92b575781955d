"""An engine without weights that speaks the true protocol: for tests, screenshots and trying the window.

A question may hold commands, so that a test says what it needs where it needs it:

    /die SIGSEGV after 3 tokens      /die SIGKILL while evaluating      /slow 20ms (a piece, or 512 tokens evaluated)
    /long 500 (words)                /reason                            /sample NAME (app/engine/fake_answers.py)
    /answers 67 67 35 (at the end; one for each sample, "?" states none)

What the names of model files mean stands in fake_models.py. `--cpu` is understood as by the real child; with
`--bad-driver` it dies at its start unless it is told `--cpu`.
"""

import hashlib
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import NoReturn

import msgspec

from app.domain.engine_errors import EngineFault, LoadCancelled, PromptTooLong, Stopped
from app.domain.errors import MaruError
from app.domain.fault import to_fault
from app.domain.generation import ChatPrompt, InfillPrompt, Prompt, PromptReport, SampleEnd, StopReason
from app.domain.loading import QUANTIZATIONS, MemoryPlan
from app.domain.model_errors import CannotQuantize
from app.domain.preset_errors import NoInfill
from app.domain.prompt import fit
from app.domain.usage import Timings, Usage
from app.engine import fake_models
from app.engine.command import PROCESSOR_ONLY
from app.engine.fake_answers import answer_to
from app.engine.fake_models import COMMIT, CONTEXT, DEVICE, MEMORY, VECTOR, find
from app.engine.fake_prompts import Drawing, scored
from app.engine.fake_script import Script, question_of
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
    Preview,
    Quantize,
    Quantized,
    Quantizing,
    Render,
    Rendered,
    SampleEnded,
    Save,
    Saved,
    Score,
    Scored,
    Started,
    Token,
    Tune,
    Tuned,
    Tuning,
    decode_to_engine,
    encode,
)

Asked = Load | Plan | ListDevices | Preview | Generate | Render | Score | Embed | Save | Tune | Quantize
STEP = 512
"""Tokens that are evaluated at once."""


class Fake:
    """Reads on one thread and works on another, like the real child, so that a cancel always arrives."""

    def __init__(self, stdout: int, *, processor_only: bool = False) -> None:
        self._stdout = stdout
        self._processor_only = processor_only
        self._asked: queue.SimpleQueue[Asked] = queue.SimpleQueue()
        self._cancelled: set[int] = set()
        self._context = 0
        """0 while no model is loaded."""
        self._fills_gaps = False
        self._drawing = Drawing()

    def run(self, lines: Iterator[bytes]) -> NoReturn:
        """Until stdin ends."""
        self._say(Hello())
        threading.Thread(target=self._listen, args=(lines,), daemon=True).start()
        while True:
            self._serve(self._asked.get())

    def _listen(self, lines: Iterator[bytes]) -> None:
        try:
            for line in lines:
                message = decode_to_engine(line)
                if isinstance(message, Cancel):
                    self._cancelled.add(message.request)
                elif not isinstance(message, Hello):
                    self._asked.put(message)
        except msgspec.DecodeError:
            traceback.print_exc()
            os._exit(3)
        os._exit(0)

    def _say(self, *messages: FromEngine) -> None:
        os.write(self._stdout, b"".join(map(encode, messages)))

    def _serve(self, message: Asked) -> None:
        try:
            match message:
                case Load():
                    self._load(message)
                case Plan():
                    find(message.path)
                    self._say(Planned(message.request, MemoryPlan(MEMORY, (DEVICE,), context=CONTEXT)))
                case ListDevices():
                    brief = message.brief or self._processor_only
                    self._say(Devices(message.request, fake_models.devices(brief=brief), commit=COMMIT))
                case Preview():
                    drawing = Drawing(message.template)
                    drawing.template.check()
                    prompt = drawing.rendered(message.prompt)
                    report = PromptReport(len(prompt.tokens), context=CONTEXT, template=message.template or "model")
                    self._say(Rendered(message.request, prompt, report))
                case Quantize():
                    self._quantize(message)
                case _:
                    self._work(message)
        except MaruError as error:
            self._say(Failed(message.request, to_fault(error)))

    def _work(self, message: Generate | Render | Score | Embed | Save | Tune) -> None:
        if not self._context:
            raise EngineFault("no model is loaded")
        match message:
            case Generate():
                self._generate(message)
            case Render():
                report = self._prepare(message)
                rendered = self._drawing.rendered(message.prompt, left_out=report.left_out)
                self._say(Rendered(message.request, rendered, report))
            case Score():
                report = self._prepare(message)
                tokens = scored(message.text, alternatives=message.alternatives)
                total = report.prompt_tokens + len(tokens)
                for done in range(0, total, STEP):
                    self._say(Evaluated(message.request, done, total))
                    self._pass_time(message.request, Script.read(message.text).pause_s)
                self._say(Scored(message.request, tokens, report))
            case Embed():
                self._say(Embedded(message.request, tuple(map(_vector, message.texts))))
            case Save():
                self._say(Saved(message.request, 0))
            case Tune():
                for step in range(10):
                    self._say(Tuning(message.request, step / 10, threads=1 + step % 2, batch=1))
                    self._pass_time(message.request, min(0.02, message.seconds / 10))
                self._say(Tuned(message.request, fake_models.rates()))

    def _load(self, message: Load) -> None:
        path = find(message.path)
        pretended = fake_models.pretend(path, message.settings, processor_only=self._processor_only)
        for step in range(11):
            self._say(Loading(message.request, step / 10, gpu_layers=pretended.gpu_layers))
            fake_models.die(pretended.dies_by)
            if path.name.endswith("slow.gguf"):
                time.sleep(0.1)
            if message.request in self._cancelled:
                raise LoadCancelled
        self._context = min(message.settings.context or CONTEXT, CONTEXT)
        model = fake_models.loaded(message, context=self._context, gpu_layers=pretended.gpu_layers)
        self._fills_gaps = model.infill
        self._drawing = Drawing.chosen(message.settings.chat_template)
        self._say(Loaded(message.request, model))

    def _quantize(self, message: Quantize) -> None:
        """Writes what a reader of headers takes for an empty model."""
        if message.type not in QUANTIZATIONS:
            raise CannotQuantize(message.source, why="type", detail=message.type)
        is_slow = find(message.source).name.endswith("slow.gguf")
        for step in range(11):
            self._say(Quantizing(message.request, step / 10))
            self._pass_time(message.request, 0.1 if is_slow else 0)
        content = b"GGUF\x03\0\0\0" + bytes(16)
        Path(message.target).write_bytes(content)
        self._say(Quantized(message.request, message.target, len(content)))

    def _pass_time(self, request: int, seconds: float) -> None:
        """Raises Stopped."""
        time.sleep(seconds)
        if request in self._cancelled:
            raise Stopped

    def _prepare(self, message: Generate | Render | Score) -> PromptReport:
        """The prompt, counted. A quarter of the context is for the answer, as in the real child.

        Raises PromptTooLong, NoInfill.
        """
        prompt, context = message.prompt, self._context
        if isinstance(prompt, InfillPrompt) and not self._fills_gaps:
            raise NoInfill
        if not isinstance(prompt, ChatPrompt):
            tokens = len(self._drawing.rendered(prompt).tokens)
            if tokens >= context:
                raise PromptTooLong(tokens, context)
            return PromptReport(tokens, context=context)
        limit = len(message.text) if isinstance(message, Score) else message.limits.max_tokens
        fitted = fit(
            prompt.messages,
            count=partial(self._drawing.count, prefill=prompt.prefill),
            context=context,
            reserve=min(limit or context, context // 4),
            policy=message.policy,
            kept=prompt.kept,
        )
        reused = self._drawing.count(fitted.messages[:-1])
        return PromptReport(fitted.tokens, reused, context=context, left_out=fitted.left_out, template="model")

    def _generate(self, message: Generate) -> None:
        prompt, report = message.prompt, self._prepare(message)
        question = question_of(prompt)
        script = Script.read(question)
        self._say(Started(message.request, report))
        for done in (*range(STEP, report.prompt_tokens, STEP), report.prompt_tokens):
            self._say(Evaluated(message.request, done, report.prompt_tokens))
            time.sleep(script.pause_s)
        if script.die and script.die_after < 0:
            os.kill(os.getpid(), script.die)
        began = time.perf_counter()
        answers = [
            _answer(prompt, question, sample=sample, samples=message.samples) for sample in range(message.samples)
        ]
        samples = self._stream(message, answers, script)
        count = sum(end.completion_tokens for end in samples)
        rate = count / max(1e-6, time.perf_counter() - began)
        usage = Usage(report.prompt_tokens, report.reused_tokens, count)
        timings = Timings(first_token_s=0.2, prefill_tps=300.0, decode_tps=rate if script.pause_s else 31.0)
        self._say(Finished(message.request, samples, usage, timings))

    def _stream(self, message: Generate, answers: Sequence[Sequence[str]], script: Script) -> tuple[SampleEnd, ...]:
        """All samples side by side, each until it ends."""
        ends: dict[int, SampleEnd] = {}
        for count in range(max(map(len, answers), default=0) + 1):
            if script.die and count == script.die_after:
                os.kill(os.getpid(), script.die)
            for sample in set(range(message.samples)) - set(ends):
                if reason := self._reason_to_end(message, count, len(answers[sample])):
                    ends[sample] = SampleEnd(reason, count, sample)
                    if message.samples > 1:
                        self._say(SampleEnded(message.request, sample, ends[sample]))
                else:
                    self._say(Token(message.request, sample, answers[sample][count]))
            if len(ends) == message.samples:
                break
            time.sleep(script.pause_s)
        return tuple(ends[sample] for sample in range(message.samples))

    def _reason_to_end(self, message: Generate, count: int, length: int) -> StopReason | None:
        if message.request in self._cancelled:
            return StopReason.CANCELLED
        if count == length:
            return StopReason.END
        return StopReason.LENGTH if count == message.limits.max_tokens > 0 else None


def _answer(prompt: Prompt, question: str, *, sample: int, samples: int) -> Sequence[str]:
    """The pieces of the answer; of one that is to be continued, those that are not written yet."""
    pieces = answer_to(question, sample=sample, samples=samples)
    written = prompt.messages[-1].text if isinstance(prompt, ChatPrompt) and prompt.prefill else ""
    ends = list(accumulate(map(len, pieces)))
    return pieces[ends.index(len(written)) + 1 :] if len(written) in ends else pieces


def _vector(text: str) -> tuple[float, ...]:
    raw = hashlib.sha256(text.encode()).digest()
    length = sum(byte * byte for byte in raw) ** 0.5
    return tuple(byte / length for byte in raw[:VECTOR])


def main(argv: Sequence[str]) -> int:
    """The role `engine --fake`."""
    processor_only = PROCESSOR_ONLY in argv
    if "--bad-driver" in argv and not processor_only:
        fake_models.die(signal.SIGSEGV)
    Fake(os.dup(1), processor_only=processor_only).run(iter(sys.stdin.buffer.readline, b""))
