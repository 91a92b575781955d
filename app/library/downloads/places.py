"""Where a download's files lie, finished and unfinished; a name from outside never leads out of its folder."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from app.domain.hub import RemoteFile
from app.domain.network_errors import UnsafeName

_LONGEST_NAME = 200
"""Bytes; file systems take 255, some encrypted ones less."""
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]')
"""What Windows refuses, or reads as a stream or a drive; and halves of characters."""
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])( *\..*)?", re.IGNORECASE)
"""Devices of Windows under every ending (learn.microsoft.com, "Naming Files, Paths, and Namespaces")."""


@dataclass(frozen=True)
class Place:
    """The three names of a file: target when its model is there, part while it comes, whole when it is checked.

    A part is named by the hash of what it will be, so it is never continued with other bytes, whatever the file was
    called on its way; neither part nor whole ends in .gguf, so nobody takes them for a model.
    """

    target: Path
    part: Path
    whole: Path

    def bytes_on_disk(self, size: int) -> int:
        """How much of a file of this size is there, as far as sizes tell."""
        if size in {_size(self.whole), _size(self.target)}:
            return size
        return max(0, min(_size(self.part), size))

    def forget(self) -> None:
        """Delete what is unfinished. Raises OSError."""
        for path in (self.part, self.whole):
            path.unlink(missing_ok=True)


def model_folder(models: Path, repo: str) -> Path:
    """A repository's own folder below the model folder. Raises UnsafeName."""
    name = repo.replace("/", "--")
    _check(name, (name,))
    return models / name


def place_of(folder: Path, file: RemoteFile) -> Place:
    """Subfolders of the repository are kept. Raises UnsafeName."""
    steps = tuple(file.path.split("/"))
    _check(file.path, steps)
    target = folder.joinpath(*steps)
    name = file.sha256 or hashlib.sha256(file.path.encode()).hexdigest()
    if not re.fullmatch("[0-9a-f]{64}", name):
        raise UnsafeName(file.path)
    return Place(target, target.with_name(f"{name}.part"), target.with_name(f"{name}.whole"))


def _check(name: str, steps: tuple[str, ...]) -> None:
    """On every system what any system refuses: a folder of models may be carried to another computer."""
    for step in steps:
        ends_badly = step != step.rstrip(". ")  # "..", "." and what Windows would silently rename
        if not step or ends_badly or _FORBIDDEN.search(step) or _RESERVED.fullmatch(step):
            raise UnsafeName(name)
        if len(step.encode()) > _LONGEST_NAME:
            raise UnsafeName(name)


def _size(path: Path) -> int:
    """-1 when it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return -1
