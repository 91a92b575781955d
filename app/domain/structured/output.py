"""What an output format asks of the engine, and whether an answer has it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Any

from app.domain.engine_errors import GrammarInvalid
from app.domain.generation import Limits
from app.domain.preset import OutputFormat, OutputKind
from app.domain.slips import Slip, in_json
from app.domain.structured.gbnf import check_grammar, grammar_of_choices
from app.domain.structured.schema import enforceable, parsed
from app.domain.structured.violations import in_value, pointer, violations

_MOST_PROBLEMS = 20
_MOST_NAMED = 12
"""Choices; more than that nobody reads in a sentence."""


class Lack(StrEnum):
    """What an answer has not of its form.

    NOT_JSON and NOT_AS_ASKED have a slip that says more. HALF_CHOICE and HALF_FORM were cut short; of the latter it is
    not known whether more was needed.
    """

    NOT_JSON = "not json"
    NOT_AS_ASKED = "not as asked"
    NO_CHOICE = "no choice"
    HALF_CHOICE = "half a choice"
    HALF_FORM = "half a form"


@dataclass(frozen=True)
class Problem:
    """path is a JSON pointer, "" for the whole; slip and detail are those of app/domain/slips.py."""

    lack: Lack
    path: str = ""
    slip: Slip = Slip.UNKNOWN
    detail: str = ""


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
                raise GrammarInvalid(slip=Slip.NO_CHOICES)
            return replace(limits, grammar=grammar_of_choices(output.choices), json_schema="")


def check_output(output: OutputFormat) -> None:
    """Raises GrammarInvalid with line and column, SchemaUnsupported with keyword and path."""
    limits_of(output, Limits())


def validated(text: str, output: OutputFormat, *, is_cut: bool = False) -> Validated:
    """Whether the text has the form; one that was cut short may not have it, whatever was enforced."""
    match output.kind:
        case OutputKind.JSON_SCHEMA:
            return _by_schema(text, output.json_schema)
        case OutputKind.CHOICES:
            return _by_choices(text.strip(), [choice.strip() for choice in output.choices], is_cut=is_cut)
        case OutputKind.GBNF if is_cut:
            return Validated(text, (Problem(Lack.HALF_FORM),))
    return Validated(text)


def _by_choices(text: str, choices: Sequence[str], *, is_cut: bool) -> Validated:
    if text in choices:
        return Validated(text)
    is_half = is_cut and any(choice.startswith(text) for choice in choices)
    lack = Lack.HALF_CHOICE if is_half else Lack.NO_CHOICE
    named = [*choices[:_MOST_NAMED], *(["…"] if len(choices) > _MOST_NAMED else [])]
    return Validated(text, (Problem(lack, detail=", ".join(named)),))


def _by_schema(text: str, schema: str) -> Validated:
    try:
        value = json.loads(text, strict=False)  # the grammar lets a text have line breaks
    except (ValueError, RecursionError) as error:
        spotted = in_json(error)
        return Validated(None, (Problem(Lack.NOT_JSON, "", spotted.slip, spotted.detail),))
    try:
        found = list(islice(violations(value, parsed(schema)), _MOST_PROBLEMS))
    except RecursionError:
        return Validated(value, (Problem(Lack.NOT_AS_ASKED, slip=Slip.TOO_DEEP),))
    return Validated(value, tuple(dict.fromkeys(_problem(error) for error in sorted(found, key=_place))))


def _place(error: Any) -> str:  # noqa: ANN401 - a jsonschema.ValidationError
    return str(error.json_path)


def _problem(error: Any) -> Problem:  # noqa: ANN401 - likewise
    spotted = in_value(error)
    return Problem(Lack.NOT_AS_ASKED, pointer(error.absolute_path), spotted.slip, spotted.detail)
