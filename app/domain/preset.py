"""A preset: how the model is asked, as one value that can be written down, shared and tried.

What the words mean: a system prompt stands before everything; the template turns what a person enters into the
question; examples are worked pairs that teach a pattern without training (Brown et al. 2020); the reasoning style
makes a model show its steps (chain of thought, Wei et al. 2022; "step by step", Kojima et al. 2022); the answer rule
finds the final answer in what it wrote; self-consistency samples several reasoning paths and takes the majority (Wang
et al. 2022); second thought has the model review its own draft against a checklist (Madaan et al. 2023).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_SAMPLES = 64
MOST_EXAMPLES = 1_000
TEXT = "text"
"""The variable that the composer's field fills in."""


class PresetKind(StrEnum):
    """CHAT goes through the model's chat template; COMPLETION is a text that a base model continues."""

    CHAT = "chat"
    COMPLETION = "completion"


class VariableType(StrEnum):
    """TEXT has several lines, LINE one."""

    TEXT = "text"
    LINE = "line"
    NUMBER = "number"
    CHOICE = "choice"


class ReasoningStyle(StrEnum):
    """STEP_BY_STEP asks for steps in words; WORKED_EXAMPLES shows them: the examples' reasoning is sent."""

    NONE = "none"
    STEP_BY_STEP = "step_by_step"
    WORKED_EXAMPLES = "worked_examples"


class ExampleForm(StrEnum):
    """TURNS are real turns of the chat; TEXT is lines of Q: and A: before the question."""

    TURNS = "turns"
    TEXT = "text"


class RuleKind(StrEnum):
    """NONE: the whole text is the answer, and nothing is looked for in it."""

    NONE = "none"
    PATTERN = "pattern"
    LAST_NUMBER = "last_number"
    JSON_PATH = "json_path"


class AnswerType(StrEnum):
    """How two answers are compared: as numbers ("67", "67세" and "sixty-seven" are one), or as texts."""

    TEXT = "text"
    NUMBER = "number"


class OutputKind(StrEnum):
    FREE = "free"
    JSON_SCHEMA = "json_schema"
    GBNF = "gbnf"
    CHOICES = "choices"


@dataclass(frozen=True)
class Variable:
    """One {{name}} of the template. label and default are shown in its form; low and high bound a number."""

    name: str
    type: VariableType = VariableType.TEXT
    label: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Example:
    """A worked pair. The answer is the bare final answer; the rule's phrase puts it into a sentence.

    Without one the reasoning is all that the model is to write.
    """

    question: str
    answer: str
    reasoning: str = ""
    enabled: bool = True

    @property
    def is_active(self) -> bool:
        """Whether it is sent; one that is not written to its end is not."""
        return self.enabled and bool(self.question) and bool(self.answer or self.reasoning)


@dataclass(frozen=True)
class AnswerRule:
    """How the final answer is found in the model's text.

    pattern is a regular expression whose group `answer` (else its first group) is the answer; path is a JSONPath
    (RFC 9535). phrase is how the answers of the examples are worded, such as "The answer is {{answer}}.".
    """

    kind: RuleKind = RuleKind.NONE
    pattern: str = ""
    path: str = ""
    type: AnswerType = AnswerType.TEXT
    phrase: str = "{{answer}}"


@dataclass(frozen=True)
class SelfConsistency:
    """samples 1: off."""

    samples: int = 1
    temperature: float = 0.7


@dataclass(frozen=True)
class OutputFormat:
    """What form the answer is forced into. json_schema is a JSON text (draft 2020-12), grammar is GBNF."""

    kind: OutputKind = OutputKind.FREE
    json_schema: str = ""
    grammar: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preset:
    """sampling holds what differs from the usual (names of domain.sampling); context 0: the model's own setting."""

    name: str
    description: str = ""
    language: str = "en"
    group: str = ""
    """Where it stands in the list: reasoning, writing, data, code, learning, or a word of the person's own."""
    kind: PresetKind = PresetKind.CHAT
    system: str = ""
    template: str = "{{text}}"
    variables: tuple[Variable, ...] = ()
    """Those that need more than their name; a {{name}} that is not among them is a TEXT."""
    examples: tuple[Example, ...] = ()
    example_form: ExampleForm = ExampleForm.TURNS
    reasoning: ReasoningStyle = ReasoningStyle.NONE
    rule: AnswerRule = field(default_factory=AnswerRule)
    self_consistency: SelfConsistency = field(default_factory=SelfConsistency)
    checklist: tuple[str, ...] = ()
    """Second thought: what a draft is reviewed against; empty is off."""
    output: OutputFormat = field(default_factory=OutputFormat)
    sampling: Mapping[str, float] = field(default_factory=dict)
    max_tokens: int = 0
    stop: tuple[str, ...] = ()
    context: int = 0

    @property
    def active_examples(self) -> tuple[Example, ...]:
        """Those that are sent."""
        return tuple(example for example in self.examples if example.is_active)
