"""Messages to prompt, under a deadline: the engine's side of the process that renders chat templates."""

import queue
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import IO

import msgspec

from app.domain.engine_errors import TemplateFailed
from app.domain.message import Message
from app.domain.templates.choice import Choice, choose
from app.domain.templates.rendering import Template
from app.engine.command import CREATION_FLAGS, command
from app.engine.worker.template_process import Answered, Asked, Check, Draw, Drawn, Use

ROLE = "--templates"
_DEADLINE_S = 2.0
_START_S = 20.0  # a new process on a busy machine; nothing foreign runs yet

_decoder: msgspec.json.Decoder[Answered] = msgspec.json.Decoder(Answered)


class Renderer:
    """Renders with the template that was chosen; its own process, which dies with it (`close`)."""

    def __init__(self) -> None:
        self._process: _Process | None = _Process()
        self._used: Template | None = None

    def close(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None

    def choose(self, own: str, *, override: str, tokens: Template) -> Choice:
        """Never fails: see templates.choice. tokens is a template without source that knows the vocabulary."""

        def make(source: str) -> Template:
            return replace(tokens, source=source)

        return choose(own, override=override, make=make, check=self.check)

    def check(self, template: Template) -> None:
        """Raises TemplateFailed, or TimeoutError when it does not come to an end."""
        self._ask(template, Check())

    def render(self, template: Template, messages: Sequence[Message], *, prefill: bool) -> str:
        """The prompt with the marks of control_text. Raises TemplateFailed, TimeoutError."""
        return self._ask(template, Draw(tuple(messages), prefill))

    def _ask(self, template: Template, asked: Asked) -> str:
        if self._process is None:
            self._process = _Process()
            self._used = None
        process = self._process
        try:
            process.wait_for_start()
            if self._used != template:
                process.tell(Use(template.source, template.bos, template.eos, template.control))
                self._used = template
            answer = process.ask(asked)
        except (TimeoutError, OSError) as problem:
            self.close()
            if isinstance(problem, TimeoutError):
                raise
            raise TemplateFailed(f"{type(problem).__name__}: {problem}") from problem
        if isinstance(answer, Drawn):
            return answer.text
        raise TemplateFailed(answer.detail)


class _Process:
    """Raises OSError when the process is gone (its memory was bounded), TimeoutError when it takes too long."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            command("engine", ROLE), stdin=subprocess.PIPE, stdout=subprocess.PIPE, creationflags=CREATION_FLAGS
        )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True).start()
        self._is_started = False

    def wait_for_start(self) -> None:
        """The deadline is for templates, not for a busy machine that starts a process."""
        if not self._is_started:
            self.tell(Draw((), prefill=False))
            self._answer(_START_S)
            self._is_started = True

    def tell(self, message: Asked) -> None:
        stdin = self._process.stdin
        if stdin is None:
            raise BrokenPipeError
        stdin.write(msgspec.json.encode(message) + b"\n")
        stdin.flush()

    def ask(self, message: Asked) -> Answered:
        self.tell(message)
        return self._answer(_DEADLINE_S)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _answer(self, seconds: float) -> Answered:
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if not line:
            raise BrokenPipeError
        return _decoder.decode(line)

    def _read(self, stdout: IO[bytes]) -> None:
        for line in stdout:
            self._lines.put(line)
        self._lines.put(b"")
