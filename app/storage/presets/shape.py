"""The shape of a preset file: its keys, their types and ranges. The JSON schema is made from it."""

import json
import sys
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from app.domain.loading import LONGEST_CONTEXT
from app.domain.preset import (
    MOST_EXAMPLES,
    MOST_SAMPLES,
    AnswerType,
    ExampleForm,
    OutputKind,
    PresetKind,
    ReasoningStyle,
    RuleKind,
    VariableType,
)
from app.domain.sampling import Sampling, ranges

FORMAT = 1
_Name = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]*$", min_length=1, max_length=200)]
_Word = Annotated[str, Meta(min_length=1)]


class VariableTable(Struct, frozen=True):
    """One {{name}} of the template that needs more than its name."""

    name: Annotated[str, Meta(pattern=r"^[^\s{}]+$", max_length=50)]
    type: VariableType = VariableType.TEXT
    label: Annotated[str, Meta(description="What its form shows instead of the name.")] = ""
    default: str | int | float = ""
    choices: Annotated[tuple[_Word, ...], Meta(max_length=100)] = ()
    low: float | None = None
    high: float | None = None


class ExampleTable(Struct, frozen=True):
    """A worked pair; the answer is the bare final answer."""

    question: str
    answer: str | int | float
    reasoning: Annotated[str, Meta(description="The steps to the answer.")] = ""
    enabled: bool = True


class AnswerTable(Struct, frozen=True):
    """How the final answer is found in what the model wrote."""

    rule: RuleKind = RuleKind.NONE
    pattern: Annotated[str, Meta(description="A regular expression with the group “answer”.")] = ""
    path: Annotated[str, Meta(description="A JSONPath (RFC 9535).")] = ""
    type: AnswerType = AnswerType.TEXT
    phrase: Annotated[str, Meta(description="How the examples word their answers.")] = "{{answer}}"


class SelfConsistencyTable(Struct, frozen=True):
    """Several answers and a vote (Wang et al. 2022)."""

    samples: Annotated[int, Meta(ge=1, le=MOST_SAMPLES)] = 1
    temperature: Annotated[float, Meta(ge=0, le=5)] = 0.7


class SecondThoughtTable(Struct, frozen=True):
    """A draft, its review against the checklist, and the final answer."""

    checklist: Annotated[tuple[_Word, ...], Meta(max_length=50)] = ()


class OutputTable(Struct, frozen=True):
    """What form the answer is forced into."""

    format: OutputKind = OutputKind.FREE
    schema: Annotated[str, Meta(description="A JSON schema, as a text.")] = ""
    grammar: Annotated[str, Meta(description="In GBNF.")] = ""
    choices: Annotated[tuple[_Word, ...], Meta(max_length=100)] = ()


def _sampling_table() -> Any:  # noqa: ANN401 - a type that is made
    usual = Sampling()
    return msgspec.defstruct(
        "SamplingTable",
        [
            (
                name,
                Annotated[type(getattr(usual, name)), Meta(ge=low, le=high, description=meaning)] | UnsetType,
                UNSET,
            )
            for name, low, high, meaning in ranges()
        ],
        frozen=True,
        namespace={"__doc__": "What differs from the usual, under llama.cpp's names."},
    )


SamplingTable = _sampling_table()


class PresetFile(Struct, frozen=True):
    """A preset of Maru. Keys that are not in here are kept and ignored."""

    format: Annotated[Literal[1], Meta(description="The version of this format.")]
    name: _Name
    description: str = ""
    language: Annotated[str, Meta(pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)] = "en"
    group: Annotated[str, Meta(max_length=50)] = ""
    kind: PresetKind = PresetKind.CHAT
    system: str = ""
    template: Annotated[str, Meta(description="The question, with {{variables}}.", min_length=1)] = "{{text}}"
    reasoning: ReasoningStyle = ReasoningStyle.NONE
    max_tokens: Annotated[int, Meta(ge=0, le=1_048_576)] = 0
    stop: Annotated[tuple[_Word, ...], Meta(max_length=16)] = ()
    context: Annotated[int, Meta(ge=0, le=LONGEST_CONTEXT)] = 0
    variables: Annotated[tuple[VariableTable, ...], Meta(max_length=50)] = ()
    examples_as: ExampleForm = ExampleForm.TURNS
    examples: Annotated[tuple[ExampleTable, ...], Meta(max_length=MOST_EXAMPLES)] = ()
    answer: AnswerTable = AnswerTable()
    self_consistency: SelfConsistencyTable = SelfConsistencyTable()
    second_thought: SecondThoughtTable = SecondThoughtTable()
    output: OutputTable = OutputTable()
    sampling: SamplingTable = SamplingTable()  # type: ignore[valid-type]  # it was made above


def schema() -> Mapping[str, Any]:
    """For editors of text: resources/presets/preset.schema.json, which a test holds equal to this."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(PresetFile)}


if __name__ == "__main__":
    sys.stdout.buffer.write(json.dumps(schema(), indent=1, ensure_ascii=False).encode() + b"\n")
