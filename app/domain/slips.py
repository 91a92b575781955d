"""What people get wrong in what they write for Maru by hand: TOML, patterns, paths, JSON, schemas and grammars.

A parser says it in its own words, in English and in those of its trade; as a kind it can be said in ours.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_WORD = re.compile(r"""\"[^\"\n]*\"?|'[^'\n]*'?|[^\s,:;=\[\]{}()\"']+|\S""")
_LONGEST = 40
_QUOTES = "'`“”„‟‘’«»「」『』＂＇"
"""What looks like a quote and is none in JSON; all but the first are none in TOML either."""
CURLY = _QUOTES[1:]


class Slip(StrEnum):
    """The sentences are in app/words/slips.py, which also tells what the detail of each is."""

    UNKNOWN = "unknown"
    """None of those below: the detail is what the parser says."""

    # in any of them
    TOO_LONG = "too long"
    TOO_DEEP = "too deep"
    CUT_SHORT = "cut short"
    CONTROL = "control"
    UNCLOSED_QUOTE = "unclosed quote"
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"
    MEANINGLESS = "meaningless"
    MISPLACED = "misplaced"
    AFTER_VALUE = "after value"
    BAD_NUMBER = "bad number"
    NO_QUOTE = "no quote"

    # TOML
    NO_STATEMENT = "no statement"
    NO_EQUALS = "no equals"
    NO_VALUE = "no value"
    BAD_KEY = "bad key"
    KEY_TWICE = "key twice"
    BAD_HEADER = "bad header"
    BAD_BOOLEAN = "bad boolean"
    BAD_LIST = "bad list"
    BAD_INLINE_TABLE = "bad inline table"
    BACKSLASH = "backslash"
    UNQUOTED = "unquoted"

    # CSV
    QUOTE_INSIDE = "quote inside"

    # JSON
    NO_COMMA = "no comma"
    NO_COLON = "no colon"
    COMMA_AT_END = "comma at end"
    NO_DOUBLE_QUOTES = "no double quotes"
    NOT_FINITE = "not finite"

    # patterns and paths
    NOTHING_TO_REPEAT = "nothing to repeat"
    REPEATED_TWICE = "repeated twice"
    BAD_REPEAT = "bad repeat"
    BAD_RANGE = "bad range"
    BAD_GROUP_NAME = "bad group name"
    NO_GROUP = "no group"
    TOO_LARGE = "too large"
    NO_ROOT = "no root"
    NO_FUNCTION = "no function"
    SPACE_AROUND = "space around"

    # grammars
    NO_RULE = "no rule"
    NO_RULE_NAME = "no rule name"
    NO_RULE_SIGN = "no rule sign"
    OUTSIDE_RULE = "outside rule"
    BAD_TOKEN = "bad token"
    REPEAT_FORM = "repeat form"
    TOO_MANY_REPEATS = "too many repeats"
    LEFT_RECURSION = "left recursion"
    NO_CHOICES = "no choices"

    # what a schema asks for, and the engine does not do
    NOT_ENFORCED = "not enforced"
    NOT_BESIDE = "not beside"
    NO_OBJECT = "no object"
    NO_TYPE = "no type"
    NO_TARGET = "no target"
    OUTSIDE = "outside"
    ENDLESS = "endless"
    ONLY = "only"
    MOST = "most"
    MOST_INTEGERS = "most integers"
    NO_INTEGER = "no integer"
    BAD_TEXT = "bad text"
    BAD_VALUES = "bad values"
    BAD_NAME = "bad name"
    NO_PROPERTY = "no property"
    KEY_COULD_REPEAT = "key could repeat"
    ALWAYS_EMPTY = "always empty"
    ALL_OF = "all of"
    ONE_OF = "one of"
    PREFIX_ITEMS = "prefix items"
    PATTERN_ENDS = "pattern ends"
    PATTERN_BRACKETS = "pattern brackets"

    # what a value has not that its schema asks for
    WRONG_TYPE = "wrong type"
    NONE_OF = "none of"
    MISSING_KEY = "missing key"
    EXTRA_KEY = "extra key"
    TOO_FEW_ITEMS = "too few items"
    TOO_MANY_ITEMS = "too many items"
    TOO_FEW_LETTERS = "too few letters"
    TOO_MANY_LETTERS = "too many letters"
    BELOW = "below"
    ABOVE = "above"
    NOT_LIKE = "not like"
    NO_ALTERNATIVE = "no alternative"
    TWICE = "twice"


@dataclass(frozen=True)
class Spotted:
    """A slip in a text: what it is about, and the index where it is, -1 where that is unknown."""

    slip: Slip
    detail: str = ""
    at: int = -1


def slip_of(said: str, known: Mapping[str, Slip]) -> Slip:
    """By how the parser's words begin."""
    return next((slip for begin, slip in known.items() if said.startswith(begin)), Slip.UNKNOWN)


def word_at(text: str, at: int) -> str:
    """The word, sign or quoted text that stands there, or after the space there."""
    found = _WORD.search(text, at)
    return found[0][:_LONGEST] if found else ""


_SAID_OF_JSON = {
    "Unterminated string": Slip.UNCLOSED_QUOTE,
    "Invalid \\": Slip.MEANINGLESS,
    "Invalid control": Slip.CONTROL,
    "Illegal trailing comma": Slip.COMMA_AT_END,
    "Extra data": Slip.AFTER_VALUE,
    "Expecting ','": Slip.NO_COMMA,
    "Expecting ':'": Slip.NO_COLON,
    "Expecting property name": Slip.NO_DOUBLE_QUOTES,
    "Expecting value": Slip.MISPLACED,
}


def in_json(error: ValueError | RecursionError) -> Spotted:
    """What json.loads found."""
    if isinstance(error, RecursionError):
        return Spotted(Slip.TOO_DEEP)
    if not isinstance(error, json.JSONDecodeError):  # int() refuses thousands of digits
        return Spotted(Slip.UNKNOWN, str(error))
    return _in_document(error)


def _in_document(error: json.JSONDecodeError) -> Spotted:
    text, at = error.doc, error.pos
    slip = slip_of(error.msg, _SAID_OF_JSON)
    word = word_at(text, at)
    match slip:
        case Slip.UNKNOWN:
            return Spotted(slip, error.msg, at)
        case Slip.UNCLOSED_QUOTE:
            return Spotted(slip, word, at)
        case Slip.CONTROL:
            return Spotted(slip, f"U+{ord(text[at]):04X}", at)
        case Slip.MEANINGLESS:
            at = text.rfind("\\", 0, at + 1)
            return Spotted(slip, text[at : at + 2], at)
    if not word or (text.endswith(word) and any(one.startswith(word) for one in ("true", "false", "null", "-"))):
        slip = Slip.CUT_SHORT
    elif word in "]}" and text[:at].rstrip().endswith(","):
        slip = Slip.COMMA_AT_END
    elif word[0] in _QUOTES and slip is Slip.MISPLACED:
        slip = Slip.NO_DOUBLE_QUOTES
    return Spotted(slip, word, at)
