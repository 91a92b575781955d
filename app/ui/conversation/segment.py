"""One piece of a message that is laid out, painted, pointed at and selected by itself: the common part of all kinds."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPen

from app.ui.conversation.blocks import Block
from app.ui.conversation.style import Style
from app.ui.theme import tokens

# Which text of a row, which portion of it, which block: sorts from top to bottom and survives what happens below.
Key = tuple[int, int, int]
Span = tuple[int, int]


# --- what a person can do at a place ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenLink:
    target: str


@dataclass(frozen=True, slots=True)
class CopyText:
    text: str


@dataclass(frozen=True, slots=True)
class Unfold:
    """Open what is folded, or fold it again."""

    key: Key
    opens: bool


@dataclass(frozen=True, slots=True)
class ChooseRemedy:
    id: str


@dataclass(frozen=True, slots=True)
class ContinueAnswer:
    pass


Deed = OpenLink | CopyText | Unfold | ChooseRemedy | ContinueAnswer


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that does something; the same for the mouse, the keyboard and a screen reader."""

    rect: QRect
    name: str
    deed: Deed


@dataclass(frozen=True, slots=True)
class Marks:
    """What lies over a segment for the moment."""

    selected: Span | None = None
    found: tuple[Span, ...] = ()
    current: Span | None = None
    hovered: Spot | None = None
    focused: Spot | None = None


NO_MARKS = Marks()


class Progress(NamedTuple):
    """What a go at work brought."""

    is_changed: bool
    """It looks different from what was painted."""
    is_done: bool


NOTHING_TO_DO = Progress(is_changed=False, is_done=True)


# --- segments --------------------------------------------------------------------------------------------------------


class Segment(ABC):
    """Coordinates are px from its own top left corner. Its height is an estimate until it is laid out."""

    def __init__(self, block: Block, style: Style) -> None:
        self.key: Key = (0, 0, 0)
        self.block = block
        self.style = style
        self.width = 0
        self.height = 0
        self.is_laid_out = False

    @property
    def source(self) -> str:
        """The Markdown that this segment shows."""
        return self.block.source

    @property
    def is_joined(self) -> bool:
        """Whether it belongs to the segment above, without any space between."""
        return self.block.continues

    @property
    def natural_width(self) -> int:
        """The width that its text really needs, at most the width it was given."""
        return self.width

    def set_width(self, width: int) -> None:
        """Whatever was laid out for another width has to be laid out again; till then the height is an estimate."""
        if width != self.width:
            known = self.height if self.is_laid_out else 0
            self.height = max(1, known * self.width // max(1, width)) if known else self.estimate(width)
            self.width = width
            self.is_laid_out = False

    def lay_out(self) -> None:
        if not self.is_laid_out:
            self.height = self.measure()
            self.is_laid_out = True

    @abstractmethod
    def estimate(self, width: int) -> int:
        """A guess of the height in px, without laying out anything."""

    @abstractmethod
    def measure(self) -> int:
        """Lay out for self.width; the true height in px."""

    @abstractmethod
    def draw(self, painter: QPainter, clip: QRect, marks: Marks) -> None:
        """Paint what lies inside clip; the painter stands at the top left corner."""

    def grow(self, block: Block) -> bool:
        """Take in a block that only has more at its end than the one shown; False when it must be made anew."""
        return False

    def work(self, deadline: float) -> Progress:
        """Go on with what can wait until after the first paint, until deadline."""
        return NOTHING_TO_DO

    # Text: positions count the characters as they are shown.

    @property
    def length(self) -> int:
        return 0

    def position_at(self, point: QPoint) -> int:
        return 0

    def word_at(self, position: int) -> Span:
        return position, position

    def paragraph_at(self, position: int) -> Span:
        return 0, self.length

    def markdown(self, span: Span) -> str:
        """A part of the text, as Markdown."""
        return ""

    def occurrences(self, text: str) -> list[Span]:
        """Where a text stands, upper and lower case alike."""
        return []

    def top_of(self, position: int) -> int:
        """The y of the line that holds this position."""
        return 0

    # Places that do something.

    def spots(self) -> list[Spot]:
        return []

    def spot_at(self, point: QPoint) -> Spot | None:
        return next((spot for spot in self.spots() if spot.rect.contains(point)), None)

    # Sideways.

    def scroll_sideways(self, distance: int) -> bool:
        """Move wide content by so many px; False when there is nothing to move."""
        return False

    @property
    def grip(self) -> QRect:
        """Where the bar can be held that moves wide content; empty when there is none."""
        return QRect()

    def pull_sideways(self, distance: int) -> bool:
        """The bar was pulled by so many px."""
        return False


def draw_focus(painter: QPainter, rect: QRect, style: Style) -> None:
    """The ring around what the keyboard would activate."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.focus, 2))
    painter.setBrush(style.nothing)
    painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), tokens.RADIUS_SMALL, tokens.RADIUS_SMALL)
    painter.restore()
