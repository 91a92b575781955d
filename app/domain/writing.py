"""A text that a person and a model write in turns, as a tree of versions: nothing that ever stood in it is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

EMPTY = -1
"""The version before the first: no text at all."""


@dataclass(frozen=True)
class Version:
    """What was changed in the parent's text: from `at` on, `gone` characters gave way to `text`.

    parent is the number of another version, or EMPTY. author is the name of the model that wrote it; empty for the
    person.
    """

    parent: int
    at: int
    gone: int
    text: str
    author: str = ""

    @property
    def end(self) -> int:
        """Where what it put in ends."""
        return self.at + len(self.text)


@dataclass(frozen=True)
class Terms:
    """How the model goes on with a text."""

    max_tokens: int = 64
    temperature: float = 0.8
    stop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Writing:
    """Versions are numbered by their places. tip is the one that is read; far the end of the way that redo takes.

    Raises ValueError for versions that hang together in no tree.
    """

    versions: tuple[Version, ...] = ()
    tip: int = EMPTY
    far: int = EMPTY
    terms: Terms = field(default_factory=Terms)

    def __post_init__(self) -> None:
        for number, version in enumerate(self.versions):
            if not EMPTY <= version.parent < number or min(version.at, version.gone) < 0:
                raise ValueError(number)
        if not all(EMPTY <= number < len(self.versions) for number in (self.tip, self.far)):
            raise ValueError(self.tip)

    @cached_property
    def text(self) -> str:
        text = ""
        for version in self._way(self.tip):
            text = _applied(version, text)
        return text

    @cached_property
    def written(self) -> tuple[tuple[int, int], ...]:
        """Where the model's words stand (start, end), in order: what nobody has changed since."""
        spans: list[tuple[int, int]] = []
        for version in self._way(self.tip):
            spans = list(_moved(spans, version))
            if version.author and version.text:
                spans.append((version.at, version.end))
        return tuple(_joined(sorted(spans)))

    @property
    def shown(self) -> Version | None:
        """The version that is read; None for the empty one."""
        return self.versions[self.tip] if self.tip != EMPTY else None

    @property
    def siblings(self) -> tuple[int, ...]:
        """What stands beside the shown version, itself too: other ways in which its parent's text went on."""
        if self.shown is None:
            return ()
        return self._children(self.shown.parent)

    @property
    def by_model(self) -> tuple[int, ...]:
        """The versions that a model wrote, oldest first."""
        return tuple(number for number, version in enumerate(self.versions) if version.author)

    @property
    def can_undo(self) -> bool:
        return self.tip != EMPTY

    @property
    def can_redo(self) -> bool:
        return bool(self._children(self.tip))

    def add(self, version: Version) -> "Writing":
        """With this version as the one that is read."""
        number = len(self.versions)
        return replace(self, versions=(*self.versions, version), tip=number, far=number)

    def put(self, version: Version) -> "Writing":
        """With the shown version renewed: it grows."""
        return replace(self, versions=(*self.versions[: self.tip], version, *self.versions[self.tip + 1 :]))

    def edit(self, text: str) -> "Writing":
        """As the person has changed it; what is typed in one go is one version."""
        at, gone, new = difference(self.text, text)
        if not gone and not new:
            return self
        grown = self._grown(at, gone, new)
        return self.put(grown) if grown else self.add(Version(self.tip, at, gone, new))

    def undo(self) -> "Writing":
        return replace(self, tip=self.shown.parent) if self.shown else self

    def redo(self) -> "Writing":
        """The way that was gone last, else to the newest version."""
        children = self._children(self.tip)
        if not children:
            return self
        known = [number for number in self._numbers(self.far) if number in children]
        return replace(self, tip=known[0]) if known else self.show(children[-1])

    def show(self, number: int) -> "Writing":
        """Raises IndexError."""
        if not EMPTY <= number < len(self.versions):
            raise IndexError(number)
        return replace(self, tip=number, far=number)

    def _children(self, parent: int) -> tuple[int, ...]:
        return tuple(number for number, version in enumerate(self.versions) if version.parent == parent)

    def _numbers(self, tip: int) -> list[int]:
        """From the first version to this one."""
        numbers = []
        while tip != EMPTY:
            numbers.append(tip)
            tip = self.versions[tip].parent
        return numbers[::-1]

    def _way(self, tip: int) -> Iterator[Version]:
        return (self.versions[number] for number in self._numbers(tip))

    def _grown(self, at: int, gone: int, new: str) -> Version | None:
        """The shown version with this change in it, where it goes on with what was typed or deleted."""
        shown = self.shown
        if shown is None or shown.author or self.can_redo:
            return None
        if not gone and at == shown.end and shown.text and not shown.text.endswith("\n"):
            return replace(shown, text=shown.text + new)
        if not new and not shown.text and at + gone == shown.at:
            return replace(shown, at=at, gone=shown.gone + gone)
        if not new and shown.at < at and at + gone == shown.end:
            return replace(shown, text=shown.text[: at - shown.at])
        return None


def difference(before: str, after: str) -> tuple[int, int, str]:
    """Where the texts part, how many characters of the first are gone there, and what stands there instead."""
    at = _alike(before, after)
    behind = _alike(before[at:][::-1], after[at:][::-1])
    return at, len(before) - at - behind, after[at : len(after) - behind]


def _alike(one: str, other: str) -> int:
    """How many characters both begin with, found by halving: texts are long, and this runs with every key."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _applied(version: Version, text: str) -> str:
    return text[: version.at] + version.text + text[version.at + version.gone :]


def _moved(spans: list[tuple[int, int]], version: Version) -> Iterator[tuple[int, int]]:
    """What is left of the spans after this change, where it stands then."""
    cut, shift = version.at + version.gone, len(version.text) - version.gone
    for start, end in spans:
        if start < version.at:
            yield start, min(end, version.at)
        if end > cut:
            yield max(start, cut) + shift, end + shift


def _joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbours as one."""
    open_: tuple[int, int] | None = None
    for start, end in spans:
        if open_ and start <= open_[1]:
            open_ = open_[0], max(open_[1], end)
        else:
            if open_:
                yield open_
            open_ = start, end
    if open_:
        yield open_
