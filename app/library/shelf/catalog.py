"""Which models lie on this machine: in our folders and other programs', each once however many ways lead to it."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from app.domain.errors import NotFound
from app.domain.loading import ModelKind
from app.domain.model_errors import (
    ModelDamaged,
    ModelError,
    ModelMissing,
    NoModels,
    NotAlone,
    PartMissing,
    UnknownArchitecture,
)
from app.domain.settings import Models
from app.library.headers.gguf import Header, joined
from app.library.shelf.cache import KnownHeaders
from app.library.shelf.files import SUFFIX, files_in
from app.library.shelf.folders import Folder, folders_of_others
from app.library.shelf.found import Found
from app.library.shelf.looking import is_file
from app.library.shelf.model_file import ModelFile, Shelf
from app.library.shelf.names import friendly
from app.library.shelf.parts import all_parts, is_later_part, named_part
from app.library.shelf.projectors import Described, with_projectors
from app.paths import Paths

__all__ = [
    "SUFFIX",
    "ModelFile",
    "Shelf",
    "default_model",
    "find_model",
    "find_models",
    "header_of",
    "look_for_use",
    "look_inside",
    "model_folders",
    "survey",
]


_Place = tuple[int, int] | str
"""Where a file really lies: device and inode, or where a system has none, the path without links."""


@dataclass(frozen=True)
class _Item:
    """What was found, and whose it is."""

    found: Found
    source: str = ""
    is_ours: bool = True

    @property
    def is_starter(self) -> bool:
        return not self.is_ours and not self.source


def find_models(folders: Iterable[Path | Folder], *, cache: Path | None = None) -> tuple[ModelFile, ...]:
    """The models, in the order of the folders and then of their names."""
    return survey(folders, cache=cache).models


def model_folders(
    paths: Paths, settings: Models, *, environment: Mapping[str, str] | None = None
) -> tuple[Folder, ...]:
    """Where models are looked for: the starter's places, our folder, those that the person named, other programs'."""
    others: tuple[Folder, ...] = ()
    if settings.others and paths.home:
        others = folders_of_others(paths.home, os.environ if environment is None else environment)
    return (
        *(Folder(path, is_ours=False) for path in paths.starter_models),
        Folder(paths.models),
        *map(Folder, settings.folder_paths),
        *others,
    )


def survey(folders: Iterable[Path | Folder], *, cache: Path | None = None) -> Shelf:
    """Everything below the folders; one that is not there has nothing in it. cache is `shelf_cache.cache_file`."""
    headers = KnownHeaders(cache)
    models: list[Described] = []
    adapters: list[Described] = []
    projectors: list[Described] = []
    starters: list[Described] = []
    refused: list[ModelError] = []
    items = _items(folders)
    headers.read(part for item in items for part in all_parts(item.found.path))
    for item in items:
        try:
            one = _describe(item, headers)
        except ModelError as error:
            refused.append(error)
            continue
        if any(_is_copy(one, starter) for starter in starters):
            continue
        if item.is_starter:
            starters.append(one)
        place = adapters if one.header.is_adapter else projectors if one.header.is_projector else models
        place.append(one)
    headers.save()
    return Shelf(
        models=with_projectors(models, projectors),
        adapters=tuple(one.file for one in adapters),
        projectors=tuple(one.file for one in projectors),
        refused=tuple(refused),
    )


def look_inside(path: Path) -> ModelFile:
    """The model in this file, also when it lies in no folder of ours. Raises ModelError."""
    return _describe(_Item(Found(path)), KnownHeaders()).file


def look_for_use(path: Path) -> ModelFile:
    """The model in this file, which can be run by itself. Raises ModelError."""
    model = look_inside(path)
    header = header_of(model)
    if header.is_adapter or header.is_projector:
        raise NotAlone(str(path), "adapter" if header.is_adapter else "projector")
    if not model.can_run:
        raise UnknownArchitecture(str(path), model.architecture)
    return model


def header_of(model: ModelFile) -> Header:
    """What all its parts say together. Raises ModelError."""
    return _header(model.parts, KnownHeaders())


def find_model(name: str, models: Sequence[ModelFile]) -> ModelFile:
    """By path, name, name:QUANTIZATION or file name, or the beginning of one.

    Raises ModelError for a path, NotFound for a name that means none or several: nobody may lose the wrong one.
    """
    if listed := _listed(name, models):
        return listed
    if Path(name).name != name or is_file(name):
        return look_inside(Path(name).absolute())  # what is remembered of it is by this name
    wanted = name.casefold()
    for is_meant in (str.startswith, str.__contains__):
        found = [model for model in models if wanted and any(is_meant(word, wanted) for word in _names(model))]
        if found:
            return _only(found, name, "model")
    near = get_close_matches(wanted, [model.name.casefold() for model in models], cutoff=0.4)
    raise NotFound("model", name, "\n".join(model.name for model in models if model.name.casefold() in near))


def default_model(models: Sequence[ModelFile], last: str = "") -> ModelFile:
    """The one that was used last, else the first that can talk. Raises NoModels."""
    rank = {ModelKind.CHAT: 0, ModelKind.BASE: 1}
    able = [model for model in models if model.kind in rank and model.can_run]
    if not able:
        raise NoModels
    return min(able, key=lambda model: (str(model.path) != last, rank[model.kind]))


def _listed(name: str, models: Sequence[ModelFile]) -> ModelFile | None:
    """The one that is called exactly so; a file that is there goes before names."""
    if is_file(name):
        place = _place(Path(name))
        return next((model for model in models if place in map(_place, model.parts)), None)
    wanted = name.casefold()
    found = [model for model in models if wanted in _names(model)]
    return _only(found, name, "models") if found else None


def _only(found: Sequence[ModelFile], name: str, kind: str) -> ModelFile:
    """Raises NotFound with the names by which several can be told apart."""
    if len(found) == 1:
        return found[0]
    files = [model.path.name for model in found]
    are_different = len({file.casefold() for file in files}) == len(files)
    apart = files if are_different else [str(model.path) for model in found]
    raise NotFound(kind, name, "\n".join(apart))


def _place(path: Path) -> _Place:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return os.path.realpath(path)
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def _items(folders: Iterable[Path | Folder]) -> Collection[_Item]:
    """Each file once, in the order in which it was first met; what lies in another program's folder is that one's."""
    items: dict[_Place, _Item] = {}
    for one in folders:
        folder = one if isinstance(one, Folder) else Folder(one)
        for place, found in _sorted(folder):
            known = items.get(place)
            if known is None:
                items[place] = _Item(found, folder.source, folder.is_ours)
            elif folder.source and not known.source and found.path.is_relative_to(folder.path):
                items[place] = replace(known, source=folder.source, is_ours=False)
    return items.values()


def _sorted(folder: Folder) -> list[tuple[_Place, Found]]:
    """By name, each with where its (first) file really lies: once, and where it has a name, with that."""
    files: dict[_Place, Found] = {}
    for found in sorted(files_in(folder), key=lambda found: (not found.name, str(found.path))):
        if not is_later_part(found.path):
            files.setdefault(_place(all_parts(found.path)[0]), found)
    return sorted(files.items(), key=lambda item: (item[1].name or item[1].path.name).casefold())


def _describe(item: _Item, headers: KnownHeaders) -> Described:
    """Raises ModelError."""
    parts = all_parts(item.found.path)
    header = _header(parts, headers)
    if not header.tensors:
        raise ModelDamaged(header.path, "no tensors")
    model = ModelFile(
        path=parts[0],
        name=item.found.name or friendly(parts[0], header.name),
        size_bytes=header.size_bytes,
        architecture=header.architecture,
        parameters=header.parameters,
        quantization=header.quantization,
        context_length=header.context_length,
        kind=header.kind,
        parts=parts,
        source=item.source,
        is_ours=item.is_ours,
        projector=item.found.projector,
    )
    return Described(model, header)


def _header(parts: Sequence[Path], headers: KnownHeaders) -> Header:
    header = joined([_part_header(parts, number, headers) for number in range(len(parts))])
    count = header.number("split.count")
    if len(parts) == 1 and count > 1:  # it was given another name, by which no other part is found
        missing = 2 if header.number("split.no") == 0 else 1
        raise PartMissing(str(named_part(parts[0], missing, count)), missing, count)
    return header


def _part_header(parts: Sequence[Path], number: int, headers: KnownHeaders) -> Header:
    try:
        return headers.of(parts[number])
    except ModelMissing as error:
        if len(parts) == 1:
            raise
        raise PartMissing(error.path, number + 1, len(parts)) from None


def _is_copy(one: Described, other: Described) -> bool:
    """The same file at two places: the starter model comes with the program, and may lie in the cache as well."""
    return one.file.path.name == other.file.path.name and replace(one.header, path=other.header.path) == other.header


def _names(model: ModelFile) -> tuple[str, ...]:
    names = (model.name, f"{model.name}:{model.quantization}", model.path.name, model.path.stem)
    return tuple(name.casefold() for name in names)
