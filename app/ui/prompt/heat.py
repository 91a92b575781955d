"""How likely a token was, as one of five bands: a ground of the band's strength and a line as thick under it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor

from app.ui.theme.tokens import Theme
from app.words.catalog import _


@dataclass(frozen=True)
class Band:
    """From this probability on. strength is the share of the warm colour in the ground; line is px of the underline."""

    least: float
    strength: float
    line: int

    @property
    def words(self) -> str:
        if not self.least:
            below = BANDS[-2].least
            return _("under {percent}").format(percent=f"{below:.0%}")
        return _("from {percent}").format(percent=f"{self.least:.0%}")

    def ground(self, theme: Theme) -> QColor:
        colour = QColor(theme.warm)
        colour.setAlphaF(self.strength)
        return colour


BANDS: Final = (
    Band(0.9, 0.0, 0),
    Band(0.5, 0.1, 1),
    Band(0.2, 0.2, 2),
    Band(0.05, 0.32, 3),
    Band(0.0, 0.46, 4),
)


def band(probability: float) -> Band:
    return next(one for one in BANDS if probability >= one.least)
