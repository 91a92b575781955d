"""What can go wrong with presets and with what they ask for, as branches of the tree in errors.py.

MaruError
├── PresetError               a preset file
│   ├── PresetUnreadable
│   ├── PresetDamaged
│   ├── PresetTooLarge
│   ├── PresetTooNew
│   ├── PresetNotWritten
│   └── ExamplesUnreadable
├── VariableUnknown           what is entered into a preset's form
├── VariableMissing
├── VariableRefused
├── PatternInvalid            an answer rule
├── PatternTooSlow
└── RequestError
    ├── SchemaUnsupported
    └── NoInfill
"""

from dataclasses import dataclass

from app.domain.engine_errors import RequestError
from app.domain.errors import MaruError
from app.domain.slips import Slip


@dataclass(eq=False)
class PresetError(MaruError):
    """path is the file; empty for a preset that lies in none yet."""

    path: str


@dataclass(eq=False)
class PresetUnreadable(PresetError):
    """The system refuses to let us read it, or it is no text in UTF-8."""

    detail: str = ""


@dataclass(eq=False)
class PresetDamaged(PresetError):
    """No TOML, or not in the form of a preset. key is what is wrong (examples[3].answer; keys count from 1).

    line and column from 1; column 0: unknown. why is a machine word (app/words/preset_failures.py), detail says more.
    Of a text that cannot be read, slip is one of app/domain/slips.py. place is where in a schema, and what.
    """

    line: int = 0
    key: str = ""
    why: str = ""
    detail: str = ""
    column: int = 0
    slip: str = ""
    place: str = ""


@dataclass(eq=False)
class PresetTooLarge(PresetError):
    """what is bytes, keys or examples; at most `most` are read."""

    what: str = ""
    size: int = 0
    most: int = 0


@dataclass(eq=False)
class PresetTooNew(PresetError):
    """Of a later version of the format."""

    version: int = 0
    supported: int = 0


@dataclass(eq=False)
class PresetNotWritten(PresetError):
    """It could not be kept; it came with the program (why is builtin), or the disk refused."""

    why: str = ""
    detail: str = ""


@dataclass(eq=False)
class ExamplesUnreadable(PresetError):
    """A CSV or JSONL file of examples. line from 1, 0 unknown; why: syntax, columns, object, encoding, many, empty.

    Of syntax, slip is one of app/domain/slips.py.
    """

    line: int = 0
    why: str = ""
    detail: str = ""
    slip: str = ""


@dataclass(eq=False)
class VariableUnknown(MaruError):
    """A value was given for a variable that the preset does not have; known are its names, with commas."""

    name: str = ""
    known: str = ""


@dataclass(eq=False)
class VariableMissing(MaruError):
    """The preset needs a value for it."""

    name: str = ""


@dataclass(eq=False)
class VariableRefused(MaruError):
    """value is no number, out of its range, or none of the choices; wanted says which values are taken."""

    name: str = ""
    value: str = ""
    wanted: str = ""


@dataclass(eq=False)
class PatternInvalid(MaruError):
    """No regular expression, or no JSONPath. position from 1, 0: unknown; slip is one of app/domain/slips.py."""

    pattern: str = ""
    detail: str = ""
    position: int = 0
    slip: str = Slip.UNKNOWN


@dataclass(eq=False)
class PatternTooSlow(MaruError):
    """It does not come to an end on this text: catastrophic backtracking."""

    pattern: str = ""


@dataclass(eq=False)
class SchemaUnsupported(RequestError):
    """A JSON schema that asks for what the engine cannot enforce: keyword, at path (a JSON pointer).

    slip is one of app/domain/slips.py.
    """

    keyword: str = ""
    path: str = ""
    detail: str = ""
    slip: str = Slip.UNKNOWN


@dataclass(eq=False)
class NoInfill(RequestError):
    """The model was not trained to fill a gap: it has no tokens for it."""
