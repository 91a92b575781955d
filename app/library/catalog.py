"""Which models lie on this machine: every GGUF file below some folders, the parts of a split model as one."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from app.domain.errors import ModelDamaged, ModelError, ModelMissing, NoModels, NotFound
from app.domain.loading import ModelKind
from app.domain.settings import Models
from app.library.gguf import Header, read_header
from app.paths import Paths

SUFFIX = ".gguf"
_PART = re.compile(r"-(\d{5})-of-(\d{5})$")
_QUANTIZATION = re.compile(
    r"[-._](?:UD-)?(?:[IT]?Q\d(?:_[A-Z0-9]+)*|F16|F32|BF16|FP16|MXFP4(?:_MOE)?|NVFP4)$", re.IGNORECASE
)
_MACHINE_MADE = re.compile(r"^(?:sha256-)?[0-9a-f]{32,}$|^(?:ggml-)?model$|[\\/]", re.IGNORECASE)


@dataclass(frozen=True)
class ModelFile:
    """One model as its header describes it. path is the first of its parts; size_bytes is of all of them."""

    path: Path
    name: str
    size_bytes: int
    architecture: str
    parameters: int
    quantization: str
    context_length: int
    kind: ModelKind
    parts: tuple[Path, ...]


@dataclass(frozen=True)
class Shelf:
    """All that was found: what can be talked to, what belongs to other models, and what is no whole model."""

    models: tuple[ModelFile, ...] = ()
    adapters: tuple[ModelFile, ...] = ()
    projectors: tuple[ModelFile, ...] = ()
    refused: tuple[ModelError, ...] = ()


def find_models(folders: Iterable[Path]) -> tuple[ModelFile, ...]:
    """The models, in the order of the folders and then of their names."""
    return survey(folders).models


def model_folders(paths: Paths, settings: Models) -> tuple[Path, ...]:
    """Where models are looked for: the starter model's places, our own folder, those that the person named."""
    return (*paths.starter_models, paths.models, *settings.folder_paths)


def survey(folders: Iterable[Path]) -> Shelf:
    """Everything below the folders; a folder that is not there has nothing in it."""
    shelf: dict[str, list[ModelFile]] = {"models": [], "adapters": [], "projectors": []}
    refused: list[ModelError] = []
    for parts in _sets(folders):
        try:
            place, model = _describe(parts)
            shelf[place].append(model)
        except ModelError as error:
            refused.append(error)
    return Shelf(**{place: tuple(found) for place, found in shelf.items()}, refused=tuple(refused))


def look_inside(path: Path) -> ModelFile:
    """The model in this file, also when it lies in no folder of ours. Raises ModelError."""
    return _describe(_all_parts(path))[1]


def find_model(name: str, models: Sequence[ModelFile]) -> ModelFile:
    """By path, name or file name, or the beginning of one. Raises ModelError for a path, NotFound for a name."""
    if Path(name).name != name or _is_file(name):
        return look_inside(Path(name))
    wanted = name.casefold()
    for is_meant in (str.__eq__, str.startswith, str.__contains__):
        found = [model for model in models if any(is_meant(word, wanted) for word in _names(model))]
        if len(found) == 1 or (found and is_meant is str.__eq__):
            return found[0]
        if found:
            raise NotFound("model", name, "\n".join(model.path.name for model in found))
    near = get_close_matches(wanted, [model.name.casefold() for model in models], cutoff=0.4)
    raise NotFound("model", name, "\n".join(model.name for model in models if model.name.casefold() in near))


def default_model(models: Sequence[ModelFile], last: str = "") -> ModelFile:
    """The one that was used last, else the first that can talk. Raises NoModels."""
    rank = {ModelKind.CHAT: 0, ModelKind.BASE: 1}
    able = [model for model in models if model.kind in rank]
    if not able:
        raise NoModels
    return min(able, key=lambda model: (str(model.path) != last, rank[model.kind]))


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # a name that is too long for a file
        return False


def _sets(folders: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    """The files below the folders, the parts of a split model together, each file once however many ways lead to it."""
    seen: set[str] = set()
    for folder in folders:
        for path in sorted(_files(folder), key=lambda path: path.name.casefold()):
            part = _PART.search(path.stem)
            if part and int(part[1]) != 1 and _part(path, 1).exists():
                continue
            parts = _all_parts(path)
            real = os.path.realpath(parts[0])
            if real not in seen:
                seen.add(real)
                yield parts


def _files(folder: Path) -> Iterator[Path]:
    seen: set[str] = set()
    for here, inner, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(here)
        if real in seen:  # a link that leads back up
            inner.clear()
            continue
        seen.add(real)
        yield from (Path(here, name) for name in names if name.lower().endswith(SUFFIX))


def _all_parts(path: Path) -> tuple[Path, ...]:
    part = _PART.search(path.stem)
    return tuple(_part(path, number + 1) for number in range(int(part[2]))) if part else (path,)


def _part(path: Path, number: int) -> Path:
    return path.with_name(_PART.sub(rf"-{number:05}-of-\2", path.stem) + path.suffix)


def _describe(parts: tuple[Path, ...]) -> tuple[str, ModelFile]:
    """Where on the shelf it belongs, and what it is. Raises ModelError."""
    headers = [_header(part) for part in parts]
    first = headers[0]
    if not any(header.tensors for header in headers):
        raise ModelDamaged(first.path, "no tensors")
    model = ModelFile(
        path=parts[0],
        name=_friendly(parts[0], first.name),
        size_bytes=sum(header.size_bytes for header in headers),
        architecture=first.architecture,
        parameters=sum(header.parameters for header in headers),
        quantization=first.quantization,
        context_length=first.context_length,
        kind=first.kind,
        parts=parts,
    )
    return "adapters" if first.is_adapter else "projectors" if first.is_projector else "models", model


def _header(path: Path) -> Header:
    try:
        status = path.stat()
    except FileNotFoundError:
        raise ModelMissing(str(path)) from None
    except (OSError, ValueError):
        return read_header(path)  # which says why not
    return _known_header(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=1024)
def _known_header(path: Path, size: int, changed: int) -> Header:  # noqa: ARG001 - they say whether it is the same file
    return read_header(path)


def _friendly(path: Path, name: str) -> str:
    """The file's name without its technical tail, which people know from where they got it; see DECISIONS.md."""
    stem = _QUANTIZATION.sub("", _PART.sub("", path.stem))
    if _MACHINE_MADE.search(stem) and name and not _MACHINE_MADE.search(name):
        return name
    return stem or path.stem


def _names(model: ModelFile) -> tuple[str, ...]:
    return tuple(name.casefold() for name in (model.name, model.path.name, model.path.stem, str(model.path)))
