"""What the engine is asked on behalf of a preset: the prompt, how it is answered, and what is made of the answers."""

from dataclasses import dataclass, field

from app.domain.generation import Limits, Prompt
from app.domain.preset import AnswerRule
from app.domain.sampling import Sampling


@dataclass(frozen=True)
class Task:
    """samples above 1: self-consistency. A checklist: second thought, after which the rule is applied."""

    prompt: Prompt
    sampling: Sampling = field(default_factory=Sampling)
    limits: Limits = field(default_factory=Limits)
    samples: int = 1
    rule: AnswerRule = field(default_factory=AnswerRule)
    checklist: tuple[str, ...] = ()
    language: str = "en"
    """Of the words that the program itself puts in (second thought)."""
