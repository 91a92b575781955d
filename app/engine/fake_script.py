"""What the commands in a question make the fake engine do while it answers."""

import re
import signal
from dataclasses import dataclass

from app.domain.generation import ChatPrompt, InfillPrompt, Prompt, RawPrompt
from app.domain.message import Role


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


def question_of(prompt: Prompt) -> str:
    match prompt:
        case RawPrompt(text=text) | InfillPrompt(prefix=text):
            return text
        case ChatPrompt(messages=messages):
            return next((message.text for message in reversed(messages) if message.role is Role.USER), "")
