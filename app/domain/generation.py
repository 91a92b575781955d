"""What the engine is asked to write, and what it says of it: values that travel between the faces and the engine."""

from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from app.domain.message import Message


class ContextPolicy(StrEnum):
    """What to do when the messages do not fit; what was left out is always reported.

    STOP refuses; ROLLING leaves the oldest turns out, keeping the system
    prompt and the last turns; MIDDLE also keeps the first turn.
    """

    STOP = "stop"
    ROLLING = "rolling"
    MIDDLE = "middle"


class StopReason(StrEnum):
    """END: by the model. STOP: a stop string. LENGTH: max_tokens. CONTEXT: it is full. CANCELLED: by the person."""

    END = "end"
    STOP = "stop"
    LENGTH = "length"
    CONTEXT = "context"
    CANCELLED = "cancelled"


CUT_SHORT = frozenset({StopReason.LENGTH, StopReason.CONTEXT, StopReason.CANCELLED})
"""The model would have written more."""


class PartKind(StrEnum):
    """What a token of the prompt is there for.

    CONTROL is a control token, FRAME the words that a chat template puts around messages, ANSWER a begun answer.
    """

    CONTROL = "control"
    FRAME = "frame"
    SYSTEM = "system"
    EXAMPLE = "example"
    HISTORY = "history"
    QUESTION = "question"
    ANSWER = "answer"


class Span(msgspec.Struct, frozen=True, array_like=True):
    """Characters start to end of the text (of the message with this index, in a chat) are of this kind."""

    kind: PartKind
    start: int
    end: int
    message: int = 0


class ChatPrompt(msgspec.Struct, frozen=True, tag="chat"):
    """Messages for the chat template.

    With prefill the last message is an answer to be continued, not a finished one.
    The first `kept` messages after the system prompt are examples that no policy leaves out.
    spans tell what their places do not: without any, a message is of one kind, by its role and place.
    """

    messages: tuple[Message, ...]
    prefill: bool = False
    kept: int = 0
    spans: tuple[Span, ...] = ()


class RawPrompt(msgspec.Struct, frozen=True, tag="raw"):
    """Text as it is, for completion; control tokens in it count as such only where special is set."""

    text: str
    special: bool = False
    spans: tuple[Span, ...] = ()
    """What is in none of them is the question."""


class InfillPrompt(msgspec.Struct, frozen=True, tag="infill"):
    """What belongs between prefix and suffix is to be written, by models that have the tokens for it (FIM)."""

    prefix: str
    suffix: str


Prompt = ChatPrompt | RawPrompt | InfillPrompt


@dataclass(frozen=True)
class Limits:
    """Where an answer ends and which form it must have. At most one of grammar (GBNF) and json_schema (a JSON text)."""

    max_tokens: int = 0
    """0: until the model ends or the context is full."""
    stop: tuple[str, ...] = ()
    grammar: str = ""
    json_schema: str = ""
    begun: str = ""
    """What the prompt ends with of an answer in this form; where it is not of the form, the rest is written freely."""


@dataclass(frozen=True)
class PromptReport:
    """What the model really receives: counted, budgeted, and what had to stay out (indexes into the messages)."""

    prompt_tokens: int
    reused_tokens: int = 0
    context: int = 0
    left_out: tuple[int, ...] = ()
    """Of a gap in a text: 0 where the beginning of the prefix did not fit, 1 where the end of the suffix did not."""
    template: str = ""
    """The template that rendered it; see LoadedModel.template."""
    reasoning_mark: str = ""
    """The mark that opens the model's reasoning, where the prompt itself ends with it (DeepSeek R1, QwQ)."""


@dataclass(frozen=True)
class SampleEnd:
    """How one of the samples ended."""

    stop_reason: StopReason
    completion_tokens: int = 0
    seed: int = 0


@dataclass(frozen=True)
class RenderedPrompt:
    """The exact prompt: its text, and token ids with the piece of text each stands for."""

    text: str
    tokens: tuple[int, ...] = ()
    pieces: tuple[str, ...] = field(default_factory=tuple)
    kinds: tuple[PartKind, ...] = field(default_factory=tuple)
    """One a token."""


class TokenChoice(msgspec.Struct, frozen=True, array_like=True):
    """A token that might stand at a place. text may be a piece of a character (then with U+FFFD)."""

    id: int
    text: str
    probability: float
    is_control: bool = False
    """Then text is its spelling: the end of the turn, for one."""
    raw: str = ""
    """Its bytes in hexadecimal, where they are no whole characters."""


@dataclass(frozen=True)
class ScoredToken:
    """A token of a text, how likely the model holds it after all before it, and what else it thought of, best first.

    text: of a character that takes several tokens the last one has all. The token is among the alternatives where it
    is likely enough. Probabilities are the model's own: no sampler has a part in them.
    """

    id: int
    text: str
    probability: float
    alternatives: tuple[TokenChoice, ...] = ()
