"""How the window looks right now: a theme and the person's text size, as one value that is handed to widgets."""

from dataclasses import dataclass

from PySide6.QtGui import QFont

from app.ui.theme import tokens
from app.ui.theme.fonts import ui_font
from app.ui.theme.tokens import LIGHT, Theme


@dataclass(frozen=True)
class Look:
    theme: Theme = LIGHT
    scale: float = 1.0
    """The person's text size; 1.0 is 100 %."""

    def px(self, size: float) -> int:
        """A length that holds text, at this text size."""
        return round(size * self.scale)

    def font(self, size: float = tokens.TEXT_BODY, *, weight: int = tokens.WEIGHT_TEXT) -> QFont:
        return ui_font(size, weight=weight, scale=self.scale)
