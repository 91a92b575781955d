"""What a JSON schema may ask of one kind of value, as far as the engine obeys."""

import importlib
from collections.abc import Iterable, Mapping

from app.domain.preset_errors import SchemaUnsupported
from app.domain.slips import Slip
from app.domain.structured.patterns import check_pattern
from app.domain.structured.violations import Schema

_MOST_VALUES = 1_000
_MOST_OPTIONAL = 180  # the engine reads no grammar with deeper brackets, and each optional one opens another
_MOST_REPEATED = 1_000
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_LONGEST_WORDS = 40
_FORMATS = ("date", "time", "date-time", "uuid")


def only(asked: Mapping[str, object], path: str, known: set[str], *, beside: str) -> None:
    """Nothing else is asked for. Raises SchemaUnsupported."""
    for keyword in asked:
        if keyword not in known:
            raise SchemaUnsupported(keyword, path, beside, Slip.NOT_BESIDE if beside else Slip.NOT_ENFORCED)


def check_text(text: str, keyword: str, path: str) -> None:
    """The converter writes these wrongly into the grammar. Raises SchemaUnsupported."""
    for letter in text:
        if letter in '"\\' or letter < " " or letter > "\uffff" or "\ud800" <= letter <= "\udfff":
            raise SchemaUnsupported(keyword, path, text[:_LONGEST_WORDS], Slip.BAD_TEXT)


def texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def implied(asked: Schema) -> str:
    if "properties" in asked or "additionalProperties" in asked:
        return "object"
    return "array" if "items" in asked or "prefixItems" in asked else ""


def string(asked: Schema, path: str) -> Schema:
    if "pattern" in asked:
        only(asked, path, {"type", "pattern"}, beside="pattern")
        check_pattern(asked["pattern"], path)
        return {"type": "string", "pattern": asked["pattern"]}
    if "format" in asked:
        only(asked, path, {"type", "format"}, beside="format")
        if asked["format"] not in _FORMATS:
            raise SchemaUnsupported("format", path, ", ".join(_FORMATS), Slip.ONLY)
        return {"type": "string", "format": asked["format"]}
    only(asked, path, {"type", "minLength", "maxLength"}, beside="string")
    return {"type": "string", **repeats(asked, path, ("minLength", "maxLength"))}


def repeats(asked: Schema, path: str, bounds: tuple[str, str]) -> Schema:
    least, most = (asked.get(bound) for bound in bounds)
    if (least or 0) > _MOST_REPEATED:
        raise SchemaUnsupported(bounds[0], path, f"{_MOST_REPEATED:,}", Slip.MOST)
    if most is not None and not 0 <= most - (least or 0) <= _MOST_OPTIONAL:
        raise SchemaUnsupported(bounds[1], path, f"{bounds[0]} + {_MOST_OPTIONAL}", Slip.MOST)
    return {bound: int(asked[bound]) for bound in bounds if bound in asked}


def integer(asked: Schema, path: str) -> Schema:
    """Between bounds as a list of values; the converter knows no bounds."""
    only(asked, path, {"type", *_BOUNDS}, beside="integer")
    given = [bound for bound in _BOUNDS if bound in asked]
    if not given:
        return {"type": "integer"}
    low = max(asked.get("minimum", -1e18), asked.get("exclusiveMinimum", -1e18))
    high = min(asked.get("maximum", 1e18), asked.get("exclusiveMaximum", 1e18))
    if not 0 <= high - low <= _MOST_VALUES:
        raise SchemaUnsupported(given[0], path, f"{_MOST_VALUES:,}", Slip.MOST_INTEGERS)
    validator = importlib.import_module("jsonschema").Draft202012Validator(asked)
    values = [value for value in range(int(low) - 1, int(high) + 2) if validator.is_valid(value)]
    if not values:
        raise SchemaUnsupported(given[0], path, slip=Slip.NO_INTEGER)
    return {"enum": values}
