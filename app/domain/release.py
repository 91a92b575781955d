"""What is announced of a version of Maru, where from, and which of two versions is the newer one."""

import re
from dataclasses import dataclass, field

VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){1,3}")
"""Numbers and dots. What is still tried out is announced to nobody."""
PAGE = re.compile(r"https://[\w.-]+/\S*")


@dataclass(frozen=True)
class Release:
    """page is where people fetch it; notes say what is new, in plain text, by language. Raises ValueError."""

    version: str
    page: str
    date: str = ""
    notes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (VERSION.fullmatch(self.version) and PAGE.fullmatch(self.page)):
            raise ValueError(f"{self.version!r} is no version, or {self.page!r} no page")

    def notes_in(self, language: str) -> str:
        return self.notes.get(language) or self.notes.get("en", "")


@dataclass(frozen=True)
class ReleaseSource:
    """The address of the one file that is asked for, and minisign's public key by which it must be signed."""

    address: str
    key: str


def is_newer(version: str, *, than: str) -> bool:
    """Both as VERSION says; 1.0 and 1.0.0 are the same."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(number) for number in version.split(".")]
    return (*numbers, *[0] * (4 - len(numbers)))
