"""Content that is wider than its place: how far it is moved, and the thin bar that shows and moves it."""

from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter

from app.ui.conversation.style import Style

BAR_HEIGHT: Final = 4
_SHORTEST: Final = 24
_REACH: Final = 5


class Sideways:
    """Shared by all segments of one code block, so that they move together."""

    def __init__(self) -> None:
        self.offset = 0
        self.content = 0
        self.room = 0

    @property
    def is_needed(self) -> bool:
        return self.content > self.room

    def fit(self, *, content: int, room: int) -> None:
        """A part has this width and this room; the widest part counts."""
        if room != self.room:
            self.content = 0
        self.room = room
        self.content = max(self.content, content)
        self.move_to(self.offset)

    def move_to(self, offset: int) -> bool:
        """False when it stays where it is."""
        before = self.offset
        self.offset = max(0, min(offset, self.content - self.room))
        return self.offset != before

    def thumb(self, track: QRect) -> QRect:
        """The part of the track that stands for what is seen."""
        width = max(_SHORTEST, track.width() * self.room // max(1, self.content))
        free = track.width() - width
        left = free * self.offset // max(1, self.content - self.room)
        return QRect(track.left() + left, track.top(), width, track.height())

    def grip(self, track: QRect) -> QRect:
        """Where the thumb can be held: a little around what is drawn of it."""
        return self.thumb(track).adjusted(-_REACH, -_REACH, _REACH, _REACH) if self.is_needed else QRect()

    def drag(self, distance: int, *, track: QRect) -> bool:
        """The thumb was pulled by this many px."""
        free = track.width() - self.thumb(track).width()
        return self.move_to(self.offset + distance * (self.content - self.room) // max(1, free))

    def draw(self, painter: QPainter, track: QRect, style: Style) -> None:
        if self.is_needed:
            painter.setPen(QColor(0, 0, 0, 0))
            painter.setBrush(style.ink_third)
            painter.drawRoundedRect(self.thumb(track), BAR_HEIGHT / 2, BAR_HEIGHT / 2)
