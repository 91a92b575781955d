"""Brings a model file that lies elsewhere into the program's own folder: all of its parts, whole or not at all."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from app.domain.errors import AlreadyThere, NotEnoughSpace
from app.library.catalog import ModelFile, look_inside
from app.storage.failures import explained

PIECE = 8 * 1024**2
"""Bytes that are copied between two looks at whether to go on."""
UNFINISHED = ".part"
"""Not .gguf: nobody takes half a file for a model."""

Progress = Callable[[int, int], None]
"""Bytes that are done, and all. What it raises ends the import, which leaves nothing behind."""


def import_model(path: Path, folder: Path, *, move: bool, progress: Progress = lambda _done, _all: None) -> ModelFile:
    """The model as it lies in the folder. A move within one disk takes no time.

    Raises ModelError, AlreadyThere among them, NotEnoughSpace, StorageError.
    """
    model = look_inside(path)
    targets = [folder / part.name for part in model.parts]
    for part, target in zip(model.parts, targets, strict=True):
        if target.exists() or part.parent.resolve() == folder.resolve():
            raise AlreadyThere(str(target))
    with explained(targets[0]):
        folder.mkdir(parents=True, exist_ok=True)
        if not (move and _rename(model.parts, targets)):
            _copy(model, targets, progress)
            for part in model.parts if move else ():
                part.unlink()
    return look_inside(targets[0])


def _rename(parts: tuple[Path, ...], targets: list[Path]) -> bool:
    """False when they lie on another disk. The first part comes last: without it there is no model."""
    if parts[0].stat().st_dev != targets[0].parent.stat().st_dev:
        return False
    for part, target in reversed(list(zip(parts, targets, strict=True))):
        part.rename(target)
    return True


def _copy(model: ModelFile, targets: list[Path], progress: Progress) -> None:
    folder = targets[0].parent
    free = shutil.disk_usage(folder).free
    if free < model.size_bytes:
        raise NotEnoughSpace(targets[0].name, str(folder), needed_bytes=model.size_bytes, free_bytes=free)
    unfinished = [target.with_name(target.name + UNFINISHED) for target in targets]
    done = 0
    try:
        for part, copy in zip(model.parts, unfinished, strict=True):
            for count in _pieces(part, copy):
                done += count
                progress(done, model.size_bytes)
        for copy, target in reversed(list(zip(unfinished, targets, strict=True))):
            copy.replace(target)
    finally:
        for copy in unfinished:
            with suppress(OSError):
                copy.unlink(missing_ok=True)


def _pieces(source: Path, target: Path) -> Iterator[int]:
    """Copies; says how much each time. What it has said to be copied may still be on its way to the disk."""
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := reading.read(PIECE):
            writing.write(piece)
            yield len(piece)
        writing.flush()
        os.fsync(writing.fileno())
