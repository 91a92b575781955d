"""The two fonts of the program, the system's own with fallbacks that hold Korean, at any text scale."""

import math
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from app.ui.theme import tokens

# Where a bare Linux names no UI font (its generic alias is often DejaVu), these read better, in this order.
_BETTER_THAN_GENERIC: Final = ("Inter", "Cantarell", "Ubuntu", "Noto Sans", "Liberation Sans")
_GENERIC: Final = frozenset({"", "Sans", "Sans Serif", "sans-serif", "DejaVu Sans"})
# Hangul of Linux, Windows and macOS; without them Qt may pick Chinese forms for the Hanja.
_KOREAN: Final = ("Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo")
_KOREAN_FIXED: Final = ("Noto Sans Mono CJK KR", "D2Coding", "NanumGothicCoding")


def ui_font(size: float = tokens.TEXT_BODY, *, weight: int = tokens.WEIGHT_TEXT, scale: float = 1.0) -> QFont:
    """The system's UI font; ``size`` in px at 100 %, ``scale`` is the person's text scale."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    families = [_real_family(font), *_KOREAN]
    if font.family() in _GENERIC:
        families = [*filter(QFontDatabase.hasFamily, _BETTER_THAN_GENERIC), *families]
    return _sized(font, families, size=size, weight=weight, scale=scale)


def fixed_font(size: float = tokens.TEXT_CODE, *, weight: int = tokens.WEIGHT_TEXT, scale: float = 1.0) -> QFont:
    """The system's font of equal widths, for code."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    return _sized(font, [_real_family(font), *_KOREAN_FIXED, *_KOREAN], size=size, weight=weight, scale=scale)


def _real_family(font: QFont) -> str:
    """What an alias like "monospace" stands for; in a list of families Qt passes over aliases."""
    return font.family() if QFontDatabase.hasFamily(font.family()) else QFontInfo(font).family()


def _sized(font: QFont, families: list[str], *, size: float, weight: int, scale: float) -> QFont:
    font.setFamilies(families)
    # QFont knows whole pixels only, and points would follow a DPI that the layout does not; 12.5 becomes 13.
    font.setPixelSize(max(1, math.floor(size * scale + 0.5)))
    font.setWeight(QFont.Weight(weight))
    return font
