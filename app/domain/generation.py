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


class ChatPrompt(msgspec.Struct, frozen=True, tag="chat"):
    """Messages for the chat template.

    With prefill the last message is an answer to be continued, not a finished one.
    The first `kept` messages after the system prompt are examples that no policy leaves out.
    """

    messages: tuple[Message, ...]
    prefill: bool = False
    kept: int = 0


class RawPrompt(msgspec.Struct, frozen=True, tag="raw"):
    """Text as it is, for completion; control tokens in it count as such only where special is set."""

    text: str
    special: bool = False


Prompt = ChatPrompt | RawPrompt


@dataclass(frozen=True)
class Limits:
    """Where an answer ends and which form it must have. At most one of grammar (GBNF) and json_schema (a JSON text)."""

    max_tokens: int = 0
    """0: until the model ends or the context is full."""
    stop: tuple[str, ...] = ()
    grammar: str = ""
    json_schema: str = ""


@dataclass(frozen=True)
class PromptReport:
    """What the model really receives: counted, budgeted, and what had to stay out (indexes into the messages)."""

    prompt_tokens: int
    reused_tokens: int = 0
    context: int = 0
    left_out: tuple[int, ...] = ()
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
