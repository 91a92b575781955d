"""What the page of presets shows, in words already: plain values that presenters make and widgets paint."""

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True)
class ListedPreset:
    """One row of the list; heading is the group that it stands under. what is searched beside its name."""

    key: str
    name: str
    heading: str = ""
    what: str = ""
    is_builtin: bool = False
    is_broken: bool = False


class Wish(Enum):
    """What can be done with a preset as a whole."""

    DUPLICATE = auto()
    EXPORT = auto()
    DELETE = auto()
    SHOW_FILE = auto()
    USE = auto()
    COMPARE = auto()
