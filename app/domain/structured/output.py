"""What an output format asks of the engine, and whether an answer has it."""

import importlib
import json
from dataclasses import dataclass, replace

from app.domain.engine_errors import GrammarInvalid
from app.domain.generation import Limits
from app.domain.preset import OutputFormat, OutputKind
from app.domain.structured.gbnf import check_grammar, grammar_of_choices
from app.domain.structured.schema import enforceable, parsed, pointer

_MOST_PROBLEMS = 20
_LONGEST_WORDS = 300


@dataclass(frozen=True)
class Problem:
    """path is a JSON pointer, "" for the whole."""

    path: str
    words: str


@dataclass(frozen=True)
class Validated:
    """value is what the answer is (of JSON: the value that was read); no problems: it has the form."""

    value: object
    problems: tuple[Problem, ...] = ()


def limits_of(output: OutputFormat, limits: Limits) -> Limits:
    """With the form that the answer must have. Raises as check_output does."""
    match output.kind:
        case OutputKind.FREE:
            return limits
        case OutputKind.JSON_SCHEMA:
            return replace(limits, json_schema=enforceable(output.json_schema), grammar="")
        case OutputKind.GBNF:
            check_grammar(output.grammar)
            return replace(limits, grammar=output.grammar, json_schema="")
        case OutputKind.CHOICES:
            if not output.choices:
                raise GrammarInvalid("there are no choices")
            return replace(limits, grammar=grammar_of_choices(output.choices), json_schema="")


def check_output(output: OutputFormat) -> None:
    """Raises GrammarInvalid with line and column, SchemaUnsupported with keyword and path."""
    limits_of(output, Limits())


def validated(text: str, output: OutputFormat) -> Validated:
    """Whether the text has the form; one that ended early may not have it, whatever was enforced."""
    match output.kind:
        case OutputKind.JSON_SCHEMA:
            return _by_schema(text, output.json_schema)
        case OutputKind.CHOICES:
            is_one = text.strip() in {choice.strip() for choice in output.choices}
            return Validated(text.strip(), () if is_one else (Problem("", "none of the choices"),))
    return Validated(text)


def _by_schema(text: str, schema: str) -> Validated:
    try:
        value = json.loads(text, strict=False)  # the grammar lets a text have line breaks
    except (ValueError, RecursionError) as error:
        return Validated(None, (Problem("", str(error)),))
    jsonschema = importlib.import_module("jsonschema")  # 80 ms, which the window's start has not to spare
    try:
        found = sorted(
            jsonschema.Draft202012Validator(parsed(schema)).iter_errors(value), key=lambda one: one.json_path
        )
    except RecursionError:
        return Validated(value, (Problem("", "nested too deeply"),))
    return Validated(
        value,
        tuple(Problem(pointer(one.absolute_path), one.message[:_LONGEST_WORDS]) for one in found[:_MOST_PROBLEMS]),
    )
