"""A model's chat template: messages in, the one text that the model was trained to continue out.

Templates are Jinja, come out of model files, and are not to be trusted: they run in Jinja2's immutable sandbox with
bounds on what they may write, and in the engine's child under a deadline. The dialect (options, filters, functions) is
the one of transformers' apply_chat_template, for which they are written.

Text of people and files that spells a control token must not become that token: see ControlText.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from jinja2 import TemplateError

from app.domain.engine_errors import TemplateFailed
from app.domain.message import Message, Part, Role, Text, user
from app.domain.templates.control_text import CUT, ControlText
from app.domain.templates.sandbox import LONGEST, Sandbox

PROBE = "maru"


@dataclass(frozen=True)
class Template:
    """One chat template. bos and eos are the texts of those tokens; control the spellings that content may not use."""

    source: str
    bos: str = ""
    eos: str = ""
    control: frozenset[str] = frozenset()
    now: Callable[[], datetime] = datetime.now

    def render(self, messages: Sequence[Message], *, prefill: bool = False) -> str:
        """The prompt, with marks for `split`. With prefill it ends inside the last message, to be continued.

        A template that refuses a system message, or two messages of one role in a row, or that drops them in silence,
        is given the same words in a shape that it takes. Raises TemplateFailed.
        """
        marked = [self._marked(message) for message in messages]
        prefill = prefill and bool(marked)
        if prefill:
            marked[-1] = _with_text(marked[-1], marked[-1].text + CUT)
        failure, found = "", None
        for shaped, form in _shapes(marked):
            try:
                rendered = self._render(shaped, form, prefill=prefill)
            except Exception as error:  # noqa: BLE001 - a template is foreign code: whatever it raises is its failure
                failure = failure or f"{type(error).__name__}: {error}"[:500]
                continue
            if prefill and CUT not in rendered:
                failure = failure or "it leaves out the answer that is to be continued"
                continue
            rendered = rendered.rpartition(CUT)[0] if prefill else rendered
            if _tells_everything(rendered, marked[:-1] if prefill else marked):
                return rendered
            found = found or rendered
        if found is None:
            raise TemplateFailed(failure)
        return found

    def split(self, rendered: str) -> tuple[tuple[str, bool], ...]:
        """The pieces of a rendered prompt in order; True for those that are ordinary text whatever they spell."""
        return self._content.split(rendered)

    def check(self) -> None:
        """Try it with one word. Raises TemplateFailed when it breaks, or does not even repeat the question."""
        if PROBE not in self.render([user(PROBE)]):
            raise TemplateFailed("it leaves the question out")

    @cached_property
    def _content(self) -> ControlText:
        return ControlText(self.control)

    @cached_property
    def _compiled(self) -> Any:  # noqa: ANN401 - jinja2's Template, whose name is taken here
        environment = Sandbox()
        environment.filters["tojson"] = _to_json
        environment.globals["raise_exception"] = _raise
        environment.globals["strftime_now"] = lambda form: self.now().strftime(form)
        return environment.from_string(self.source)

    def _render(self, messages: Sequence[Message], form: "Form", *, prefill: bool) -> str:
        pieces: Iterator[str] = self._compiled.generate(
            messages=[form(message) for message in messages],
            add_generation_prompt=not prefill,
            bos_token=self.bos,
            eos_token=self.eos,
            tools=None,
            documents=None,
        )
        written, length = [], 0
        for piece in pieces:
            written.append(piece)
            length += len(piece)
            if length > LONGEST:
                raise TemplateError("it writes without end")
        return "".join(written)

    def _marked(self, message: Message) -> Message:
        return _with_text(message, self._content.mark(message.text))


Form = Callable[[Message], dict[str, Any]]


def _shapes(messages: list[Message]) -> Iterator[tuple[Sequence[Message], Form]]:
    """The same words in the shapes that templates take, the truest first."""
    yield messages, _as_dict
    yield _merged_neighbours(messages), _as_dict
    yield _system_in_question(messages), _as_dict
    yield messages, _as_parts


def _as_dict(message: Message) -> dict[str, Any]:
    said = {"role": message.role.value, "content": message.text}
    thought = message.reasoning
    return {**said, "reasoning_content": thought, "thinking": thought} if thought else said  # gpt-oss reads the latter


def _as_parts(message: Message) -> dict[str, Any]:
    """As some models that also see want it."""
    return {**_as_dict(message), "content": [{"type": "text", "text": message.text}]}


def _with_text(message: Message, text: str) -> Message:
    others: tuple[Part, ...] = tuple(part for part in message.parts if not isinstance(part, Text))
    return replace(message, parts=(*others, Text(text)))


def _merged_neighbours(messages: Sequence[Message]) -> list[Message]:
    """Neighbours of one role as one message: many templates insist that user and assistant take turns."""
    merged = []
    for _, group in groupby(messages, key=lambda message: message.role):
        same = list(group)
        merged.append(_with_text(same[-1], "\n\n".join(message.text for message in same)))
    return merged


def _system_in_question(messages: Sequence[Message]) -> list[Message]:
    """The system prompt at the head of the first question: Gemma and the first Mistral know no system role."""
    system = [message.text for message in messages if message.role is Role.SYSTEM]
    rest = _merged_neighbours([message for message in messages if message.role is not Role.SYSTEM])
    if not rest or rest[0].role is not Role.USER:
        rest = [Message(Role.USER, (Text(""),)), *rest]
    rest[0] = _with_text(rest[0], "\n\n".join((*system, rest[0].text)).rstrip())
    return rest


def _tells_everything(rendered: str, messages: Sequence[Message]) -> bool:
    """Whether every system message and question is in it."""
    at = 0
    for message in messages:
        if message.role is Role.ASSISTANT:
            continue
        words = message.text.strip()
        found = rendered.find(words, at)  # nearly always in their order: of a long chat each letter is read once
        at = found if found >= 0 else rendered.find(words)
        if at < 0:
            return False
    return True


def _raise(message: str) -> None:
    raise TemplateError(message)


def _to_json(value: object, **options: Any) -> str:  # noqa: ANN401 - json's own options
    """Like transformers' filter: readable Unicode, no HTML escapes."""
    return json.dumps(value, ensure_ascii=False, **options)
