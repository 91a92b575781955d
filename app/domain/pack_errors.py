"""What is wrong with a pack that was to be added to the engine, as branches of the tree in errors.py.

MaruError
├── PackError                 a file with further backends
│   ├── PackMissing
│   ├── PackUnreadable
│   ├── PackForAnother
│   └── PackDamaged
"""

from dataclasses import dataclass

from app.domain.errors import MaruError


@dataclass(eq=False)
class PackError(MaruError):
    """name is that of the file."""

    name: str


@dataclass(eq=False)
class PackMissing(PackError):
    """No such file."""


@dataclass(eq=False)
class PackUnreadable(PackError):
    """No pack at all, or not in the form that this version knows; detail is for the log of whoever made it."""

    detail: str = ""


@dataclass(eq=False)
class PackForAnother(PackError):
    """Made for another engine (what is commit) or another kind of computer (system)."""

    what: str = ""
    wanted: str = ""
    given: str = ""


@dataclass(eq=False)
class PackDamaged(PackError):
    """A file in it is not the one that was signed."""

    inside: str = ""
