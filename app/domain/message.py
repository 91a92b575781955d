"""What was said: a message is a role and its parts, a pure value without id or place."""

from dataclasses import dataclass
from enum import StrEnum

import msgspec


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Text(msgspec.Struct, frozen=True, tag="text"):
    """What is shown: Markdown in answers, plain text in questions."""

    text: str


class Reasoning(msgspec.Struct, frozen=True, tag="reasoning"):
    """What a model thinks aloud before its answer; shown folded."""

    text: str


class Attachment(msgspec.Struct, frozen=True, tag="attachment"):
    """A file kept beside the database, named by the SHA-256 of its content."""

    sha256: str
    name: str
    media_type: str


Part = Text | Reasoning | Attachment


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, Text))

    @property
    def reasoning(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, Reasoning))


def system(text: str) -> Message:
    return Message(Role.SYSTEM, (Text(text),))


def user(text: str) -> Message:
    return Message(Role.USER, (Text(clean(text)),))


def assistant(text: str, *, reasoning: str = "") -> Message:
    thought: tuple[Part, ...] = (Reasoning(reasoning),) if reasoning else ()
    return Message(Role.ASSISTANT, (*thought, Text(text)))


def clean(text: str) -> str:
    """Text that UTF-8 can carry: a lone surrogate (a broken paste) becomes U+FFFD. Everything else stays."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
