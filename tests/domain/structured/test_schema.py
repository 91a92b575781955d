"""A schema that asks for more than the engine obeys is refused, with the keyword and its place."""

import json

import pytest

from app.domain.engine_errors import GrammarInvalid
from app.domain.generation import Limits
from app.domain.preset import OutputFormat, OutputKind
from app.domain.preset_errors import SchemaUnsupported
from app.domain.slips import Slip
from app.domain.structured.output import check_output, limits_of


def check(schema: str) -> None:
    check_output(OutputFormat(OutputKind.JSON_SCHEMA, json_schema=schema))


@pytest.mark.parametrize(
    ("schema", "keyword", "path"),
    [
        ('{"not": {"type": "string"}}', "not", ""),
        ('{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["b"]}', "required", "/required"),
        ('{"if": {"type": "string"}, "then": {"minLength": 1}}', "if", ""),
        ('{"type": "object", "patternProperties": {"a": {"type": "null"}}}', "patternProperties", ""),
        ('{"type": "array", "items": {"type": "string", "uniqueItems": true}}', "uniqueItems", "/items"),
        ('{"type": "array", "items": {"type": "string"}, "uniqueItems": true}', "uniqueItems", ""),
        ('{"type": "array", "items": {"type": "string"}, "contains": {"const": "a"}}', "contains", ""),
        ('{"type": "array", "minItems": 2}', "minItems", ""),
        ('{"type": "object", "dependentSchemas": {}}', "dependentSchemas", ""),
        ('{"type": "object", "minProperties": 1}', "minProperties", ""),
        ('{"properties": {"a": {"type": "null"}}, "additionalProperties": true}', "additionalProperties", ""),
        ('{"$ref": "https://example.com/schema"}', "$ref", ""),
        ('{"$ref": "#/$defs/none"}', "$ref", ""),
        ('{"$ref": "#/$defs/a", "type": "string", "$defs": {"a": {"type": "string"}}}', "type", ""),
        ('{"anyOf": [{"type": "string"}, {"type": "null"}], "minLength": 1}', "minLength", ""),
        ('{"allOf": [{"type": "string"}, {"minLength": 1, "type": "string"}]}', "allOf", ""),
        ('{"oneOf": [{"type": "number"}, {"type": "integer"}]}', "oneOf", ""),
        ('{"type": ["string", "null"], "maxLength": 3}', "maxLength", ""),
        ('{"type": "string", "format": "email"}', "format", ""),
        ('{"type": "string", "format": "date", "maxLength": 10}', "maxLength", ""),
        ('{"type": "string", "maxLength": 500}', "maxLength", ""),
        ('{"type": "string", "minLength": 1001}', "minLength", ""),
        ('{"type": "number", "minimum": 1}', "minimum", ""),
        ('{"type": "integer", "minimum": 1}', "minimum", ""),
        ('{"type": "integer", "minimum": 1.2, "maximum": 1.8}', "minimum", ""),
        ('{"properties": {"a": {"$id": "https://example.com", "type": "null"}}}', "$id", "/properties/a"),
        ('{"enum": ["a\\"b"]}', "enum", ""),
        ('{"const": "😀"}', "const", ""),
        ('{"type": "string", "enum": ["a", 1]}', "enum", ""),
        ('{"const": 3, "enum": [1, 2]}', "const", ""),
        ('{"type": "string", "enum": []}', "enum", ""),
        ('{"properties": {"a": {"properties": {"b/c": true}}}}', "true", "/properties/a/properties/b~1c"),
        ('{"properties": {"integral_part": {"type": "null"}}}', "properties", ""),
        ("{}", "type", ""),
        ("true", "true", ""),
        ('{"minimun": 3}', "minimun", ""),
        ('{"type": "strin"}', "type", "/type"),
        ('{"type": "string", "minLength": -1}', "minLength", "/minLength"),
    ],
)
def test_what_cannot_be_enforced_is_refused(schema: str, keyword: str, path: str) -> None:
    with pytest.raises(SchemaUnsupported) as refused:
        check(schema)
    assert (refused.value.keyword, refused.value.path) == (keyword, path)
    assert refused.value.slip != Slip.UNKNOWN


@pytest.mark.parametrize(
    "pattern",
    [
        "^((a{90}){90}){90}$",
        "a",
        "^a|b$",
        r"^\d$",
        "^.$",
        "^[ -~]$",
        "^[^a]$",
        "^(a$",
        "^a{2}{3}$",
        "^*$",
        "^(?:a)$",
        "^[z-a]$",
        '^"$',
        "^$",
    ],
)
def test_patterns_that_the_converter_would_get_wrong_are_refused(pattern: str) -> None:
    with pytest.raises(SchemaUnsupported, match="pattern"):
        check(json.dumps({"type": "string", "pattern": pattern}))


@pytest.mark.parametrize(
    "schema",
    [
        '{"$ref": "#"}',
        '{"properties": {"a": {"$ref": "#/properties/a"}}}',
        '{"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}',
        '{"type": "array", "items": {"$ref": "#"}, "minItems": 1}',
        '{"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"const": 1}, {"$ref": "#/$defs/a"}]}}}',
        '{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}',
    ],
)
def test_what_refers_to_itself_without_an_end_is_refused_at_once(schema: str) -> None:
    with pytest.raises(SchemaUnsupported) as refused:
        check(schema)
    assert refused.value.keyword == "$ref"


@pytest.mark.parametrize(
    ("schema", "line", "column"),
    [
        ('{\n  "type": "string",\n}', 3, 1),
        ("", 1, 1),
        ('{"minimum": NaN}', 0, 0),
        ('{"enum": [1e400]}', 0, 0),
        ("[" * 100_000, 0, 0),
        ("[" * 60 + "]" * 60, 0, 0),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(schema: str, line: int, column: int) -> None:
    with pytest.raises(GrammarInvalid) as refused:
        check(schema)
    assert (refused.value.line, refused.value.column) == (line, column)


def test_a_long_chain_of_references_is_refused() -> None:
    parts = {f"p{at}": {"$ref": f"#/$defs/p{at + 1}"} for at in range(1500)}
    schema = {"$id": "https://example.com", "$ref": "#/$defs/p0", "$defs": {**parts, "p1500": {"type": "null"}}}
    with pytest.raises(GrammarInvalid) as refused:
        check(json.dumps(schema))
    assert refused.value.slip == Slip.TOO_DEEP


def test_references_that_multiply_stay_small() -> None:
    """Written out, it would be two to the power of thirty objects."""
    parts = {
        f"p{at}": {"properties": {key: {"$ref": f"#/$defs/p{at + 1}"} for key in "ab"}, "type": "object"}
        for at in range(30)
    }
    schema = {"$ref": "#/$defs/p0", "$defs": {**parts, "p30": {"type": "null"}}}
    output = OutputFormat(OutputKind.JSON_SCHEMA, json_schema=json.dumps(schema))
    assert len(limits_of(output, Limits()).json_schema) < 10_000


def test_the_form_takes_the_place_of_another() -> None:
    output = OutputFormat(OutputKind.CHOICES, choices=("a",))
    assert limits_of(output, Limits(max_tokens=3, json_schema="{}")) == Limits(
        max_tokens=3, grammar='root ::= " "? ("a")'
    )
    assert limits_of(OutputFormat(), Limits(max_tokens=3)) == Limits(max_tokens=3)
