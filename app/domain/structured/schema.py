"""Which JSON schemas the engine can enforce, to the letter: the others are refused with the place that asks too much.

The engine's converter (llama.cpp's json_schema_to_gbnf) leaves out in silence what it does not know, so every keyword
is let through only where it is known to be obeyed. What comes out means the same as what came in, or less is allowed;
tests/domain/structured hold the converter to that.
"""

import importlib
import json
import math
import re
from collections.abc import Mapping
from typing import Any

from app.domain.engine_errors import GrammarInvalid
from app.domain.preset_errors import SchemaUnsupported
from app.domain.slips import Slip, in_json
from app.domain.structured.keywords import check_text, implied, integer, only, repeats, string, texts
from app.domain.structured.violations import Schema, in_value, pointer

_LONGEST = 100_000  # characters
_DEEPEST = 40
_SAYING = {"$schema", "$comment", "$defs", "definitions", "title", "description", "default", "examples",
           "deprecated", "readOnly", "writeOnly"}  # fmt: skip
"""Keywords that ask for nothing."""
_OWN_RULES = {"integral-part", "decimal-part", "date-time", "date-string", "time-string", "date-time-string"}
"""Names of the converter that a property could take from it."""


def enforceable(text: str) -> str:
    """The schema as the engine gets it. Raises GrammarInvalid for what is no JSON, SchemaUnsupported."""
    schema = parsed(text)
    _check_form(schema)
    try:
        return json.dumps(_Rewriting(schema, text).whole(), ensure_ascii=False)
    except RecursionError:  # a long chain of references
        raise GrammarInvalid(slip=Slip.TOO_DEEP) from None


def parsed(text: str) -> Schema:
    """Raises GrammarInvalid with line and column."""
    if len(text) > _LONGEST:
        raise GrammarInvalid(f"{_LONGEST:,}", slip=Slip.TOO_LONG)
    try:
        schema = json.loads(text, parse_constant=_finite, parse_float=_finite)
        depth = _depth(schema)
    except (ValueError, RecursionError) as error:
        spotted = in_json(error)
        raise GrammarInvalid(spotted.detail, *_place(text, spotted.at), spotted.slip) from None
    if depth > _DEEPEST:
        raise GrammarInvalid(slip=Slip.TOO_DEEP)
    if not isinstance(schema, dict):
        raise SchemaUnsupported(json.dumps(schema)[:40], slip=Slip.NO_OBJECT)
    return schema


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise GrammarInvalid(number, slip=Slip.NOT_FINITE)
    return value


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column, both from 1; 0 where the index is unknown."""
    if at < 0:
        return 0, 0
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _depth(value: object) -> int:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, parts), default=0)


def _check_form(schema: Schema) -> None:
    """Against the schema of schemas."""
    jsonschema = importlib.import_module("jsonschema")  # 80 ms, which the window's start has not to spare
    draft = jsonschema.Draft202012Validator
    error = jsonschema.exceptions.best_match(draft(draft.META_SCHEMA).iter_errors(schema))
    if error is not None:
        error = next((one for one in error.context or () if one.validator == "enum"), error)  # "type": "strin"
        keyword = str(error.absolute_path[-1]) if error.absolute_path else "type"
        spotted = in_value(error)
        raise SchemaUnsupported(keyword, pointer(error.absolute_path), spotted.detail, spotted.slip)


class _Rewriting:
    """Walks through a schema and writes down what is asked of the engine; parts that are referred to get safe names."""

    def __init__(self, schema: Schema, text: str) -> None:
        self._schema = schema
        self._has_dates = '"date-time"' in text
        self._prefix = "part"
        while self._prefix in text:  # the converter mixes up a property and a part with one name
            self._prefix += "x"
        self._names: dict[str, str] = {}
        self._parts: dict[str, Schema] = {}

    def whole(self) -> Schema:
        root = self._rewrite(self._schema, "")
        if not self._parts:
            return root
        self._check_recursion()
        return {**({"anyOf": [root]} if "$ref" in root else root), "$defs": self._parts}

    def _rewrite(self, schema: object, path: str) -> Schema:
        if not isinstance(schema, dict):
            raise SchemaUnsupported(json.dumps(schema)[:40], path, slip=Slip.NO_TYPE)
        asked = {key: value for key, value in schema.items() if key not in _SAYING and not key.startswith("x-")}
        if not path:
            asked.pop("$id", None)  # further inside it would change what references mean
        if "const" in asked or "enum" in asked:
            return self._values(asked, path)
        if "$ref" in asked:
            only(asked, path, {"$ref"}, beside="$ref")
            return {"$ref": f"#/$defs/{self._part(asked['$ref'], path)}"}
        for union in ("anyOf", "oneOf", "allOf"):
            if union in asked:
                return self._union(asked, union, path)
        return self._typed(asked, path)

    def _part(self, reference: str, path: str) -> str:
        if reference in self._names:
            return self._names[reference]
        name = self._names[reference] = f"{self._prefix}{len(self._names)}"
        self._parts[name] = self._rewrite(self._target(reference, path), reference[1:])
        return name

    def _target(self, reference: str, path: str) -> object:
        at: Any = self._schema
        if reference != "#" and not reference.startswith("#/"):
            raise SchemaUnsupported("$ref", path, slip=Slip.OUTSIDE)
        for step in reference.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            if isinstance(at, list) and name.isdecimal() and int(name) < len(at):
                at = at[int(name)]
            elif isinstance(at, dict) and name in at:
                at = at[name]
            else:
                raise SchemaUnsupported("$ref", path, reference, Slip.NO_TARGET)
        return at

    def _values(self, asked: Schema, path: str) -> Schema:
        """Of const and enum, those that all that stands beside them allows."""
        only(asked, path, {"const", "enum", "type"}, beside="const and enum")
        keyword = "const" if "const" in asked else "enum"
        values = [asked["const"]] if keyword == "const" else list(asked["enum"])
        beside = {name: value for name, value in asked.items() if name != keyword}
        validator = importlib.import_module("jsonschema").Draft202012Validator(beside)
        if not values or not all(validator.is_valid(value) for value in values):
            raise SchemaUnsupported(keyword, path, slip=Slip.BAD_VALUES)
        for text in texts(values):
            check_text(text, keyword, path)
        return {"enum": values}

    def _union(self, asked: Schema, union: str, path: str) -> Schema:
        only(asked, path, {union}, beside=union)
        alternatives = [self._rewrite(one, f"{path}/{union}/{index}") for index, one in enumerate(asked[union])]
        if len(alternatives) == 1:
            return alternatives[0]
        if union == "allOf":
            raise SchemaUnsupported("allOf", path, slip=Slip.ALL_OF)
        if union == "oneOf" and not _are_apart(alternatives):
            raise SchemaUnsupported("oneOf", path, slip=Slip.ONE_OF)
        return {"anyOf": alternatives}

    def _typed(self, asked: Schema, path: str) -> Schema:
        kind = asked.get("type") or implied(asked)
        if isinstance(kind, list):
            only(asked, path, {"type"}, beside="type")
            return {"anyOf": [{"type": one} for one in kind]} if len(kind) > 1 else {"type": kind[0]}
        match kind:
            case "object":
                return self._object(asked, path)
            case "array":
                return self._array(asked, path)
            case "string":
                return string(asked, path)
            case "integer":
                return integer(asked, path)
            case "number" | "boolean" | "null":
                only(asked, path, {"type"}, beside=kind)
                return {"type": kind}
        only(asked, path, set(), beside="")
        raise SchemaUnsupported("type", path, slip=Slip.NO_TYPE)

    def _object(self, asked: Schema, path: str) -> Schema:
        only(asked, path, {"type", "properties", "required", "additionalProperties"}, beside="object")
        properties, more = asked.get("properties", {}), asked.get("additionalProperties")
        for name in asked.get("required", []):
            if name not in properties:
                raise SchemaUnsupported("required", f"{path}/required", name, Slip.NO_PROPERTY)
        if properties and more not in (None, False):
            raise SchemaUnsupported("additionalProperties", path, slip=Slip.KEY_COULD_REPEAT)
        made: Schema = {"type": "object"}
        if properties:
            made["properties"] = {
                self._name(name, path): self._rewrite(one, f"{path}/properties{pointer([name])}")
                for name, one in properties.items()
            }
            made["required"] = asked.get("required", [])
        elif more is False:
            raise SchemaUnsupported("additionalProperties", path, slip=Slip.ALWAYS_EMPTY)
        elif isinstance(more, dict) and more:
            made["additionalProperties"] = self._rewrite(more, f"{path}/additionalProperties")
        return made

    def _name(self, name: str, path: str) -> str:
        check_text(name, "properties", path)
        rule = re.sub(r"[^a-zA-Z0-9-]+", "-", name)
        if rule in _OWN_RULES and rule != name and (not rule.startswith("date-") or self._has_dates):
            raise SchemaUnsupported("properties", path, name, Slip.BAD_NAME)
        return name

    def _array(self, asked: Schema, path: str) -> Schema:
        only(asked, path, {"type", "items", "prefixItems", "minItems", "maxItems"}, beside="array")
        least, most = asked.get("minItems", 0), asked.get("maxItems")
        first = asked.get("prefixItems")
        if first:
            if asked.get("items", False) is not False or not least <= len(first) <= (
                len(first) if most is None else most
            ):
                raise SchemaUnsupported("prefixItems", path, slip=Slip.PREFIX_ITEMS)
            return {
                "type": "array",
                "prefixItems": [self._rewrite(one, f"{path}/prefixItems/{at}") for at, one in enumerate(first)],
            }
        if "items" not in asked:
            only(asked, path, {"type"}, beside="an array without items")
            return {"type": "array"}
        items = self._rewrite(asked["items"], f"{path}/items")
        return {"type": "array", "items": items, **repeats(asked, path, ("minItems", "maxItems"))}

    def _check_recursion(self) -> None:
        """A part must come to an end, and may not begin with itself."""
        finite: set[str] = set()
        before = -1
        while len(finite) > before:
            before = len(finite)
            finite |= {name for name, part in self._parts.items() if _ends(part, finite)}
        for reference, name in self._names.items():
            if name not in finite or _begins_with(self._parts, name):
                raise SchemaUnsupported("$ref", reference[1:], slip=Slip.ENDLESS)


def _are_apart(alternatives: list[Schema]) -> bool:
    """Whether no value can be of two of them: their types differ, or they are different values."""
    seen: set[str] = set()
    for one in alternatives:
        kinds = {_type_of(value) for value in one["enum"]} if "enum" in one else {one.get("type", "")}
        kinds = {"number" if kind == "integer" else kind for kind in kinds}
        if "" in kinds or seen & kinds:
            return False
        seen |= kinds
    return True


def _type_of(value: object) -> str:
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "boolean"), (str, "string"), (dict, "object"), (list, "array"), (int, "number"), (float, "number"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")


def _ends(schema: Schema, finite: set[str]) -> bool:
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2] in finite
    if "anyOf" in schema:
        return any(_ends(one, finite) for one in schema["anyOf"])
    if "properties" in schema:
        return all(_ends(schema["properties"][name], finite) for name in schema["required"])
    if "prefixItems" in schema:
        return all(_ends(one, finite) for one in schema["prefixItems"])
    return not schema.get("minItems") or _ends(schema["items"], finite)


def _begins_with(parts: Mapping[str, Schema], name: str) -> bool:
    """Whether a part leads to itself before anything of it is written."""
    seen: set[str] = set()
    todo = [parts[name]]
    while todo:
        schema = todo.pop()
        todo += schema.get("anyOf", [])
        if "$ref" in schema:
            at = schema["$ref"].rpartition("/")[2]
            if at == name:
                return True
            if at not in seen:
                seen.add(at)
                todo.append(parts[at])
    return False
