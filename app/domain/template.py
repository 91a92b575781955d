"""A model's chat template: messages in, the one text that the model was trained to continue out.

Templates are Jinja, come out of model files, and are not to be trusted: they run in Jinja2's immutable sandbox, and in
the engine's child under a deadline. The dialect (options, filters, functions) is the one of transformers'
apply_chat_template, for which they are written.

Text of people and files that spells a control token must not become that token. `mark` encloses such spellings in the
content between two noncharacters before rendering; `split_marked` finds them again after it, so that the worker can
tokenize what is between them as ordinary text.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.domain.errors import TemplateFailed
from app.domain.message import Message, Part, Role, Text

START, END, CUT = "\ufdd0", "\ufdd1", "\ufdd2"
"""Noncharacters: Unicode promises that no text means anything by them. CUT is where a prefilled answer ends."""
_OURS = re.compile(f"[{START}{END}{CUT}]")
_PLAIN = re.compile(f"{START}(.*?){END}", re.DOTALL)


class _Generation(Extension):
    """`{% generation %}`, with which trainers mark the assistant's text: what is inside is rendered as it is."""

    tags = {"generation"}  # noqa: RUF012 - the base class declares it so

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


@dataclass(frozen=True)
class Template:
    """One chat template. bos and eos are the texts of those tokens; control the spellings that content may not use."""

    source: str
    bos: str = ""
    eos: str = ""
    control: frozenset[str] = frozenset()
    now: Callable[[], datetime] = datetime.now

    def render(self, messages: Sequence[Message], *, prefill: bool = False) -> str:
        """The prompt, with marks (see split_marked). With prefill it ends inside the last message, to be continued.

        A template that refuses a system message, or two messages of one role in a row, is given the same words in a
        shape that it takes. Raises TemplateFailed.
        """
        marked = [self._marked(message) for message in messages]
        if prefill:
            marked[-1] = _with_text(marked[-1], marked[-1].text + CUT)
        failure = ""
        for shape in (_as_they_are, _merged_neighbours, _system_in_question):
            try:
                rendered = self._render(shape(marked), prefill=prefill)
            except Exception as error:  # noqa: BLE001 - a template is foreign code: whatever it raises is its failure
                failure = failure or f"{type(error).__name__}: {error}"[:500]
                continue
            if _tells_everything(rendered, marked, prefill=prefill):
                return rendered.rpartition(CUT)[0] if prefill else rendered
            failure = failure or "it leaves messages out"
        raise TemplateFailed(failure)

    @cached_property
    def _compiled(self) -> Any:  # noqa: ANN401 - jinja2's Template, whose name is taken here
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, _Generation]
        )
        environment.filters["tojson"] = _to_json
        environment.globals["raise_exception"] = _raise
        environment.globals["strftime_now"] = lambda form: self.now().strftime(form)
        return environment.from_string(self.source)

    def _render(self, messages: Sequence[Message], *, prefill: bool) -> str:
        rendered: str = self._compiled.render(
            messages=[_as_dict(message) for message in messages],
            add_generation_prompt=not prefill,
            bos_token=self.bos,
            eos_token=self.eos,
            tools=None,
        )
        return rendered

    def _marked(self, message: Message) -> Message:
        return _with_text(message, mark(message.text, self.control))


def mark(text: str, control: Iterable[str]) -> str:
    """Content in which every spelling of a control token stands between START and END."""
    text = _OURS.sub("", text)
    spellings = sorted((spelling for spelling in control if spelling.strip()), key=len, reverse=True)
    if not spellings:
        return text
    return re.sub("|".join(map(re.escape, spellings)), lambda found: f"{START}{found[0]}{END}", text)


def split_marked(rendered: str) -> list[tuple[str, bool]]:
    """The pieces of a rendered prompt in order; True for those that are ordinary text whatever they spell."""
    pieces = [(piece, index % 2 == 1) for index, piece in enumerate(_PLAIN.split(rendered))]
    return [(_OURS.sub("", piece), is_plain) for piece, is_plain in pieces if piece]


def unmarked(rendered: str) -> str:
    """The prompt as a person reads it."""
    return _OURS.sub("", rendered)


def _as_dict(message: Message) -> dict[str, str]:
    said = {"role": message.role.value, "content": message.text}
    return {**said, "reasoning_content": message.reasoning} if message.reasoning else said


def _with_text(message: Message, text: str) -> Message:
    others: tuple[Part, ...] = tuple(part for part in message.parts if not isinstance(part, Text))
    return replace(message, parts=(*others, Text(text)))


def _as_they_are(messages: Sequence[Message]) -> list[Message]:
    return list(messages)


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


def _tells_everything(rendered: str, messages: Sequence[Message], *, prefill: bool) -> bool:
    """Whether every system message and question is in it, for some templates drop what they do not know in silence."""
    asked = (message.text.strip() for message in messages if message.role is not Role.ASSISTANT)
    return all(text in rendered for text in asked) and (not prefill or CUT in rendered)


def _raise(message: str) -> None:
    raise TemplateError(message)


def _to_json(value: object, **options: Any) -> str:  # noqa: ANN401 - json's own options
    """Like transformers' filter: readable Unicode, no HTML escapes."""
    return json.dumps(value, ensure_ascii=False, **options)
