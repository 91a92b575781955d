"""Which model files lie in a folder, whoever it belongs to, and a cheap way to notice that this has changed."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from app.library.shelf import jan, ollama
from app.library.shelf.folders import GPT4ALL, HUGGING_FACE, JAN, OLLAMA, Folder
from app.library.shelf.found import Found
from app.library.shelf.looking import is_file, matching

SUFFIX = ".gguf"
WATCHED = 512  # folders at most: systems allow some thousand watches for all programs together


def files_in(folder: Folder) -> Iterator[Found]:
    """Each file, also those that lie elsewhere and are only named there. A folder that is not there has none."""
    if folder.source == OLLAMA:
        yield from ollama.found(folder.path)
        return
    if folder.source == JAN:
        yield from jan.found(folder.path)
    for root in _roots(folder):
        for here, names in _walk(root):
            yield from (Found(Path(here, name)) for name in names if _is_model(name, folder.source))


def watched(folders: Iterable[Folder]) -> tuple[Path, ...]:
    """The folders in which a change may be of interest, the outer ones first."""
    roots = (root for folder in folders for root in _roots(folder))
    places = (Path(here) for root in roots for here, _ in _walk(root))
    return tuple(islice(dict.fromkeys(places), WATCHED))


def fingerprint(folders: Iterable[Folder]) -> int:
    """Another value, when a model came, went or changed; good for this run of the program only."""
    return hash(tuple(_state(found) for folder in folders for found in files_in(folder)))


def _state(found: Found) -> tuple[str, str, int, int]:
    try:
        status = found.path.stat()
    except (OSError, ValueError):
        return str(found.path), found.name, -1, -1
    return str(found.path), found.name, status.st_size, status.st_mtime_ns


def _roots(folder: Folder) -> Iterable[Path]:
    """In Hugging Face's cache, next to data sets and blobs, files have their names in the snapshots of models only."""
    if folder.source == HUGGING_FACE:
        return matching(folder.path, "models--*/snapshots")
    if folder.source == OLLAMA:
        return [folder.path / name for name in ollama.MANIFESTS]
    return [folder.path]


def _is_model(name: str, source: str) -> bool:
    """Not the notes that macOS leaves on foreign disks, and not the half files of GPT4All (its download.cpp)."""
    if source == GPT4ALL and name.startswith("incomplete-"):
        return False
    return name.lower().endswith(SUFFIX) and not name.startswith("._")


def _walk(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Each folder once, however many links lead to it, with the names of its files."""
    if is_file(root):
        yield str(root.parent), [root.name]
        return
    if "\0" in str(root):  # no such folder can be, and os.walk raises
        return
    seen: set[str] = set()
    for here, inner, names in os.walk(root, followlinks=True):
        real = os.path.realpath(here)
        if real in seen:  # a link that leads back up
            inner.clear()
            continue
        seen.add(real)
        yield here, names
