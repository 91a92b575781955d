"""A model file that was found, before anybody looked into it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Found:
    """path is the file, or a part of a split model. name is what the program calls it that it belongs to, if any."""

    path: Path
    name: str = ""
    projector: Path | None = None
