"""How the window looks right now: a theme and the person's text size, as one value that is handed to widgets."""

import math
from dataclasses import dataclass

from PySide6.QtGui import QFont, QGuiApplication

from app.ui.theme import tokens
from app.ui.theme.tokens import LIGHT, Theme


@dataclass(frozen=True)
class Wish:
    """What the person asked for: system, light or dark; percent; px at 100 %."""

    theme: str = "system"
    high_contrast: bool = False
    text_size: int = 100
    column_width: int = tokens.READING_WIDTH


@dataclass(frozen=True)
class Look:
    theme: Theme = LIGHT
    scale: float = 1.0
    """The person's text size; 1.0 is 100 %."""

    def px(self, size: float) -> int:
        """A length that holds text, at this text size."""
        return round(size * self.scale)

    def font(self, size: float = tokens.TEXT_BODY, *, weight: int = tokens.WEIGHT_TEXT) -> QFont:
        """The program's font, which the theme has chosen, at another size; to choose it anew takes a millisecond."""
        font = QGuiApplication.font()
        font.setPixelSize(max(1, math.floor(size * self.scale + 0.5)))
        font.setWeight(QFont.Weight(weight))
        return font
