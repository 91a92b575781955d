"""Brings a model file from elsewhere into the program's own folder: whole or not at all."""

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from app.domain.model_errors import ModelCutShort
from app.domain.network_errors import NotEnoughSpace
from app.domain.settings import Models
from app.library.shelf.catalog import look_inside
from app.library.shelf.files import SUFFIX
from app.library.shelf.model_file import ModelFile
from app.storage.failures import explained

UNFINISHED = ".copying"
PIECE = 4 * 1024 * 1024  # bytes between two reports
SAMPLES, SAMPLE = 64, 64 * 1024  # bytes, by which two files of a size are told apart: other weights differ everywhere

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')  # in the name of a file, on one system or another

Progress = Callable[[int, int], None]
"""Bytes done, and of how many. What it raises stops the work, and nothing is left behind."""


def add_to(settings: Models, path: Path) -> Models:
    """The settings with this file, which stays where it lies. Raises ModelError for what is no whole model."""
    place = str(look_inside(path.absolute()).path)
    return settings if place in settings.folders else replace(settings, folders=(*settings.folders, place))


def import_model(path: Path, folder: Path, *, move: bool = False, progress: Progress | None = None) -> ModelFile:
    """The model as it lies in the folder now; what is there already stays as it is.

    Raises ModelError for what is no whole model, NotEnoughSpace or StorageError when the folder cannot take it.
    """
    model = look_inside(path.absolute())
    targets = _targets(model, folder)
    if not targets[0].exists():
        with explained(targets[0]):
            targets[0].parent.mkdir(parents=True, exist_ok=True)
        if not (move and _moved(model.parts, targets)):
            _copy(model, targets, progress or (lambda _done, _whole: None))
            if move:
                _take_away(model.parts)
    return look_inside(targets[0])


def _targets(model: ModelFile, folder: Path) -> tuple[Path, ...]:
    """In the folder itself, or in one inside it where another file has the name already."""
    called = _FORBIDDEN.sub("-", model.name)
    names = [part.name for part in model.parts]
    if not names[0].lower().endswith(SUFFIX):  # a blob, which is called by its hash
        names = [called + SUFFIX]
    for number in count(1):
        place = folder if number == 1 else folder / f"{called} {number}"
        targets = tuple(place / name for name in names)
        if not any(target.exists() for target in targets) or all(map(_are_alike, model.parts, targets)):
            return targets
    raise AssertionError


def _are_alike(one: Path, other: Path) -> bool:
    with contextlib.suppress(OSError), one.open("rb") as ours, other.open("rb") as theirs:
        size = one.stat().st_size
        if other.stat().st_size != size:
            return False
        for number in range(SAMPLES):
            for file in (ours, theirs):
                file.seek(max(0, size - SAMPLE) * number // (SAMPLES - 1))
            if ours.read(SAMPLE) != theirs.read(SAMPLE):
                return False
        return True
    return False


def _moved(parts: Sequence[Path], targets: Sequence[Path]) -> bool:
    """In no time, where both are on the same disk; not a link, whose file is another program's."""
    if any(part.is_symlink() for part in parts):
        return False
    done: list[tuple[Path, Path]] = []
    try:
        for part, target in zip(parts, targets, strict=True):
            part.rename(target)
            done.append((part, target))
    except OSError:  # another disk, or one that may only be read
        for part, target in done:
            target.rename(part)
        return False
    return True


def _take_away(parts: Sequence[Path]) -> None:
    """What cannot be taken away stays: the copy is made."""
    for part in parts:
        if not part.is_symlink():
            with contextlib.suppress(OSError):
                part.unlink()


def _copy(model: ModelFile, targets: Sequence[Path], progress: Progress) -> None:
    free = shutil.disk_usage(targets[0].parent).free
    if free < model.size_bytes:
        place = targets[0]
        raise NotEnoughSpace(place.name, str(place.parent), needed_bytes=model.size_bytes, free_bytes=free)
    copies = [target.with_name(target.name + UNFINISHED) for target in targets]
    try:
        done = 0
        for part, copy in zip(model.parts, copies, strict=True):
            for size in _pieces(part, copy):
                done += size
                progress(done, model.size_bytes)
        if done != model.size_bytes:  # somebody writes to it
            raise ModelCutShort(str(model.path), model.size_bytes, done)
        for copy, target in zip(copies, targets, strict=True):
            with explained(target):
                copy.replace(target)
    finally:
        for copy in copies:
            with contextlib.suppress(OSError):  # a disk that may only be read; why nothing came is being said already
                copy.unlink(missing_ok=True)


def _pieces(source: Path, target: Path) -> Iterator[int]:
    """Copies, and says after each piece how large it was. On the disk when it ends."""
    with explained(target), source.open("rb") as read, target.open("wb") as write:
        while piece := read.read(PIECE):
            write.write(piece)
            yield len(piece)
        write.flush()
        os.fsync(write.fileno())
