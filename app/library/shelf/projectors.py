"""Which projector (mmproj) belongs to which model: files side by side say it by their names and their numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.library.headers.gguf import Header
from app.library.shelf.model_file import ModelFile
from app.library.shelf.names import plain

_DIMENSIONS = ("clip.vision.projection_dim", "clip.audio.projection_dim")
_LIKED = {"F16": 0, "Q8_0": 1, "BF16": 2, "F32": 3}  # as exact as the best, fast on every device
_NOT_A_NAME = re.compile(r"mmproj|model|[^a-z0-9]")


@dataclass(frozen=True)
class Described:
    """A model with what was read of it."""

    file: ModelFile
    header: Header

    @property
    def width(self) -> int:
        return self.header.number(f"{self.header.architecture}.embedding_length")


def with_projectors(models: Sequence[Described], projectors: Sequence[Described]) -> tuple[ModelFile, ...]:
    """The models, each with the projector beside it that fits best, if one does."""
    beside: dict[Path, list[Described]] = {}
    for projector in projectors:
        beside.setdefault(projector.file.path.parent, []).append(projector)
    families: dict[Path, set[tuple[str, int]]] = {}
    for model in models:
        families.setdefault(model.file.path.parent, set()).add((model.file.architecture, model.width))
    return tuple(
        _paired(model, beside.get(model.file.path.parent, ()), is_alone=len(families[model.file.path.parent]) == 1)
        for model in models
    )


def _paired(model: Described, projectors: Sequence[Described], *, is_alone: bool) -> ModelFile:
    """Only what fits by name or by width; where no other kind of model lies there, any does."""
    able = [one for one in projectors if is_alone or _is_named(one, model) or _is_as_wide(one, model)]
    if model.file.projector or not able:
        return model.file
    best = min(
        able,
        key=lambda one: (
            not _is_named(one, model),
            not _is_as_wide(one, model),
            _LIKED.get(one.file.quantization, len(_LIKED)),
        ),
    )
    return replace(model.file, projector=best.file.path)


def _is_named(projector: Described, model: Described) -> bool:
    ours, theirs = (_NOT_A_NAME.sub("", plain(one.file.path.stem).lower()) for one in (projector, model))
    return bool(ours) and (ours in theirs or theirs in ours)


def _is_as_wide(projector: Described, model: Described) -> bool:
    return model.width > 0 and any(projector.header.number(key) == model.width for key in _DIMENSIONS)
