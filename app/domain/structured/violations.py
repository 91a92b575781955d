"""What a value of JSON has not that its schema asks for, as slips."""

import json
from collections.abc import Iterable
from typing import Any

from app.domain.slips import Slip, Spotted

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


def in_value(error: Any) -> Spotted:  # noqa: ANN401 - a jsonschema.ValidationError, which is imported only when needed
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
