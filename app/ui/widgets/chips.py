"""Small words with a ground of their own: verdicts, and what a model can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.theme.tokens import Theme

_EDGE: Final = 8
_HIGH: Final = 22
_GAP: Final = 6
_LEAST: Final = 104
"""A longer one may be shortened to this where there is little room."""
_DEEPENED: Final = 0.35
"""How much ink is mixed into a colour that is read on its own soft ground: amber alone has a contrast of 3.4 there."""


class Tone(Enum):
    """What a chip means. The words of the chip say it too."""

    PLAIN = auto()
    GOOD = auto()
    PARTLY = auto()
    BAD = auto()


@dataclass(frozen=True)
class Chip:
    words: str
    tone: Tone = Tone.PLAIN


class ChipLabel(QWidget):
    """One chip as a widget."""

    def __init__(self, chip: Chip | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._chip = chip
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._take(chip)
        if chip is None:
            self.hide()

    def show_chip(self, chip: Chip | None) -> None:
        """None hides it."""
        self._take(chip)
        self.setVisible(chip is not None)

    def _take(self, chip: Chip | None) -> None:
        self._chip = chip
        words = chip.words if chip else ""
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return size_of(self._chip, self._look) if self._chip else QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._look.px(_LEAST)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._chip:
            with QPainter(self) as painter:
                paint_chip(painter, self._chip, self.rect(), look=self._look)


def size_of(chip: Chip, look: Look) -> QSize:
    words = QFontMetrics(font_of(look)).horizontalAdvance(chip.words)
    return QSize(words + 2 * look.px(_EDGE), look.px(_HIGH))


def paint_chips(painter: QPainter, chips: Sequence[Chip], rect: QRect, *, look: Look) -> None:
    """In one line from the left, as many as have room; the last that has some is shortened."""
    left = rect.left()
    for chip in chips:
        wide = min(size_of(chip, look).width(), rect.right() - left + 1)
        if wide < look.px(_HIGH * 2):
            return
        paint_chip(painter, chip, QRect(left, rect.top(), wide, look.px(_HIGH)), look=look)
        left += wide + look.px(_GAP)


def paint_chip(painter: QPainter, chip: Chip, rect: QRect, *, look: Look) -> None:
    ground, ink = colours_of(chip.tone, look.theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(ink) if look.theme.is_high_contrast else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), tokens.RADIUS_SMALL, tokens.RADIUS_SMALL)
    font = font_of(look)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    room = rect.adjusted(look.px(_EDGE), 0, -look.px(_EDGE), 0)
    words = QFontMetrics(font).elidedText(chip.words, Qt.TextElideMode.ElideRight, room.width() + 1)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)


def colours_of(tone: Tone, theme: Theme) -> tuple[str, str]:
    """Ground and ink, which keep a contrast of 4.5."""
    match tone:
        case Tone.GOOD:
            return theme.accent_soft, theme.accent
        case Tone.PARTLY:
            return theme.amber_soft, _mixed(theme.amber, theme.ink)
        case Tone.BAD:
            return theme.warm_soft, _mixed(theme.warm, theme.ink)
        case Tone.PLAIN:
            return theme.code, theme.ink_second


def font_of(look: Look) -> QFont:
    return look.font(tokens.TEXT_TINY, weight=tokens.WEIGHT_TITLE)


def _mixed(colour: str, ink: str) -> str:
    one, other = QColor(colour), QColor(ink)
    parts = (
        round(a + (b - a) * _DEEPENED)
        for a, b in (
            (one.red(), other.red()),
            (one.green(), other.green()),
            (one.blue(), other.blue()),
        )
    )
    return QColor(*parts).name()
