"""File names for presets that every system takes, and that lead nowhere else, whatever a preset is called."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 80
"""Characters; a Korean one takes up to four bytes of the 255 that file systems allow."""
_BAD = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_DEVICE = re.compile(r"^(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])(?=\.|\s*$)", re.IGNORECASE)


def stem_for(name: str, taken: Iterable[str]) -> str:
    """A file's stem that is like the name, and not like one of taken to any file system."""
    plain = _BAD.sub(" ", unicodedata.normalize("NFC", name))
    plain = " ".join(plain.split())[:LONGEST].strip(". ") or "preset"
    plain = _DEVICE.sub(r"\1_", plain)
    known = {_folded(stem) for stem in taken}
    number, stem = 1, plain
    while _folded(stem) in known:
        number += 1
        stem = f"{plain} {number}"
    return stem


def _folded(stem: str) -> str:
    """Windows and macOS know no difference of case, macOS none of composition."""
    return unicodedata.normalize("NFC", stem).casefold()
