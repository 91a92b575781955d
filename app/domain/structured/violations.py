"""What a value of JSON has not that its schema asks for, as slips."""

import importlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.answers.expressions import DEADLINE_S, compiled
from app.domain.preset_errors import PatternInvalid
from app.domain.slips import Slip, Spotted

Schema = dict[str, Any]

_LONGEST = 100
_OF_KEYWORDS = {
    "type": Slip.WRONG_TYPE,
    "required": Slip.MISSING_KEY,
    "additionalProperties": Slip.EXTRA_KEY,
    "enum": Slip.NONE_OF,
    "const": Slip.NONE_OF,
    "minItems": Slip.TOO_FEW_ITEMS,
    "maxItems": Slip.TOO_MANY_ITEMS,
    "items": Slip.TOO_MANY_ITEMS,
    "minLength": Slip.TOO_FEW_LETTERS,
    "maxLength": Slip.TOO_MANY_LETTERS,
    "minimum": Slip.BELOW,
    "maximum": Slip.ABOVE,
    "pattern": Slip.NOT_LIKE,
    "uniqueItems": Slip.TWICE,
    "anyOf": Slip.NO_ALTERNATIVE,
    "oneOf": Slip.NO_ALTERNATIVE,
}


def violations(value: object, schema: Schema) -> Iterator[Any]:
    """Complaints of jsonschema. Raises RecursionError."""
    jsonschema = importlib.import_module("jsonschema")  # 80 ms, which the window's start has not to spare

    def pattern(_validator: object, asked: str, text: object, _schema: Schema) -> Iterator[Exception]:
        if isinstance(text, str) and not _matches(asked, text):
            yield jsonschema.ValidationError("")

    kind = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": pattern})
    complaints: Iterator[Any] = kind(schema).iter_errors(value)
    return complaints


def _matches(pattern: str, text: str) -> bool:
    """A pattern that comes to no end has looked in vain; one that an older program let through is not asked."""
    try:
        return compiled(pattern).search(text, timeout=DEADLINE_S) is not None
    except TimeoutError:
        return False
    except PatternInvalid:
        return True


def in_value(error: Any) -> Spotted:  # noqa: ANN401 - a jsonschema.ValidationError
    """One complaint of jsonschema."""
    asked, value = error.validator_value, error.instance
    slip = _OF_KEYWORDS.get(error.validator, Slip.UNKNOWN)
    match slip:
        case Slip.UNKNOWN:
            detail = error.message
        case Slip.MISSING_KEY:
            detail = _listed(name for name in asked if name not in value)
        case Slip.EXTRA_KEY:
            detail = _listed(name for name in value if name not in error.schema.get("properties", {}))
        case Slip.WRONG_TYPE | Slip.NONE_OF:
            detail = _listed(asked if isinstance(asked, list) else [asked])
        case Slip.TOO_MANY_ITEMS if error.validator == "items":
            detail = str(len(error.schema.get("prefixItems", ())))
        case _:
            detail = str(asked)
    return Spotted(slip, detail[:_LONGEST])


def pointer(path: Iterable[object]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _listed(values: Iterable[object]) -> str:
    return ", ".join(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values)
