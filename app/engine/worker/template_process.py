"""A process of its own for foreign chat templates: the engine kills it when a template does not come to an end.

A template is a program from a model file. The sandbox keeps it from reading or calling what it should not, but it may
loop for ever, and no thread of Python can be stopped from outside; a process can. It is started beside the loading of
the model, costs a few milliseconds a prompt, and knows nothing of llama.cpp.

Lines of JSON: Use says which template from now on, Check and Draw are answered by Drawn or Refused.
"""

import os
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import BinaryIO

import msgspec

from app.domain.engine_errors import TemplateFailed
from app.domain.message import Message
from app.domain.templates.rendering import Template

_MEMORY = 2 * 1024**3  # bytes of address space, where the system can bound it


class Use(msgspec.Struct, frozen=True, tag=True):
    source: str
    bos: str
    eos: str
    control: frozenset[str]

    def template(self) -> Template:
        return Template(self.source, bos=self.bos, eos=self.eos, control=self.control)


class Check(msgspec.Struct, frozen=True, tag=True):
    pass


class Draw(msgspec.Struct, frozen=True, tag=True):
    messages: tuple[Message, ...]
    prefill: bool


class Drawn(msgspec.Struct, frozen=True, tag=True):
    text: str


class Refused(msgspec.Struct, frozen=True, tag=True):
    detail: str


Asked = Use | Check | Draw
Answered = Drawn | Refused


def main() -> int:
    """Until stdin ends, also when a template never does."""
    _bound_memory()
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, lines), daemon=True).start()
    decoder = msgspec.json.Decoder(Asked)
    template = Template("")
    while True:
        match decoder.decode(lines.get()):
            case Use() as use:
                template = use.template()
            case Check():
                _answer(partial(_checked, template))
            case Draw(messages, prefill):
                _answer(partial(template.render, messages, prefill=prefill))


def _checked(template: Template) -> str:
    template.check()
    return ""


def _answer(draw: Callable[[], str]) -> None:
    answer: Answered
    try:
        answer = Drawn(draw())
    except TemplateFailed as failure:
        answer = Refused(failure.detail)
    except (MemoryError, RecursionError) as failure:
        answer = Refused(type(failure).__name__)
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()


def _read(stdin: BinaryIO, lines: queue.SimpleQueue[bytes]) -> None:
    for line in stdin:
        lines.put(line)
    os._exit(0)


def _bound_memory() -> None:
    with suppress(ImportError):  # Windows has no such bound; the sandbox has one of its own
        import resource  # noqa: PLC0415 - not on every system

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
