"""What the engine's converter makes of each schema that is let through allows nothing that the schema forbids."""

import json
from functools import partial
from random import Random
from typing import Any

import pytest

from app.domain.generation import Limits
from app.domain.preset import OutputFormat, OutputKind
from app.domain.structured.gbnf import check_grammar
from app.domain.structured.output import limits_of, validated
from app.engine.worker.sampler import grammar_text
from tests.engine.worker.sentences import Sentences

DICE = partial(Random, 1)
NODE = {
    "type": "object",
    "properties": {"value": {"type": "integer"}, "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}},
    "required": ["value", "next"],
}
PERSON = {
    "type": "object",
    "title": "a person",
    "properties": {
        "이름": {"type": "string", "maxLength": 20, "description": "nothing is asked by this"},
        "나이": {"type": "integer", "minimum": 0, "maximum": 150},
        "mail": {"type": ["string", "null"]},
    },
    "required": ["이름", "나이"],
    "additionalProperties": False,
}
SAME_NAMES = {
    "type": "object",
    "properties": {
        "node": {"type": "string"},
        "space": {"type": "null"},
        "root": {"type": "number"},
        "part0": {"type": "boolean"},
        "a b": {"type": "string"},
        "a-b": {"type": "integer"},
        "a": {"type": "object", "properties": {"b": {"type": "object", "properties": {"c": {"enum": ["x"]}}}}},
        "a-b-c": {"type": "null"},
        "date_time": {"type": "object", "properties": {"string": {"type": "string"}}},
        "item": {"type": "array", "items": {"$ref": "#/$defs/node"}},
    },
    "required": ["node", "item"],
    "$defs": {"node": {"type": "integer"}},
}
OBEYED: list[dict[str, Any]] = [
    PERSON,
    SAME_NAMES,
    {"$ref": "#/$defs/node", "$defs": {"node": NODE}},
    {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#"}}}, "required": ["children"]},
    {"allOf": [{"$ref": "#/$defs/a~1b"}], "$defs": {"a/b": {"type": "string", "x-note": "slashes are escaped"}}},
    {"type": "array", "items": {"enum": ["가", "b", 3, None, True, 1.5]}, "minItems": 1, "maxItems": 5},
    {"type": "array", "items": {"type": "integer"}, "maxItems": 0},
    {"type": "array", "items": {"type": "integer"}, "maxItems": 180},
    {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
    {"type": ["string", "null", "array", "object"]},
    {"oneOf": [{"type": "string"}, {"type": "integer"}, {"enum": [True]}]},
    {"anyOf": [{"type": "number"}, {"const": "none"}]},
    {"const": {"a": [1, "x"]}},
    {"type": "string", "enum": ["yes", "no"]},
    {"type": "string", "pattern": "^[a-z]{2,4}-[0-9]+(a|bc)?$"},
    {"type": "string", "pattern": "^(ab){2,3}c{3}가[나-다]*$"},
    {"type": "string", "minLength": 2, "maxLength": 5},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "time"},
    {"type": "string", "format": "uuid"},
    {"type": "integer", "exclusiveMinimum": 0, "maximum": 100, "multipleOf": 5},
    {"type": "number"},
    {"type": "boolean"},
    {"type": "object", "additionalProperties": {"type": "integer"}},
    {"type": "object"},
    {"type": "array"},
]


@pytest.mark.parametrize("schema", OBEYED, ids=lambda schema: json.dumps(schema, ensure_ascii=False)[:40])
def test_what_may_be_said_fits(schema: dict[str, Any]) -> None:
    output = OutputFormat(OutputKind.JSON_SCHEMA, json_schema=json.dumps(schema))
    grammar = grammar_text(limits_of(output, Limits()))
    check_grammar(grammar)
    sentences = Sentences(grammar, DICE())
    for _ in range(100):
        text = sentences.write()
        assert not validated(text, output).problems, text


def test_the_sentences_differ() -> None:
    """Or the test above would hold for a writer that writes one thing."""
    sentences = Sentences(grammar_text(Limits(json_schema='{"type": "array", "items": {"type": "number"}}')), DICE())
    assert len({sentences.write() for _ in range(100)}) > 30
