"""What people call a model file: its name without the technical tail, as they know it from where they got it."""

import re
from pathlib import Path

from app.library.shelf.parts import without_number

_QUANTIZATION = re.compile(
    r"[-._](?:UD-)?(?:[IT]?Q\d(?:_[A-Z0-9]+)*|F16|F32|BF16|FP16|MXFP4(?:_MOE)?|NVFP4)$", re.IGNORECASE
)
_MACHINE_MADE = re.compile(r"^(?:sha256-)?[0-9a-f]{32,}$|^(?:ggml-)?model$|[\\/]", re.IGNORECASE)


def friendly(path: Path, name: str) -> str:
    """The file's name (see DECISIONS.md), or the header's where a machine named the file."""
    stem = plain(path.stem)
    if _MACHINE_MADE.search(stem) and name and not _MACHINE_MADE.search(name):
        return name
    return stem or path.stem


def plain(stem: str) -> str:
    """Without the number of a part and the quantization."""
    return _QUANTIZATION.sub("", without_number(stem))
