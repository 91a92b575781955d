"""The list of downloads on the disk: it outlives the program, and every way in which the program may end."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from app.domain.download import Download, DownloadState
from app.domain.errors import MaruError
from app.domain.storage_errors import DownloadsDamaged
from app.engine.json_lines import line_of, read_line
from app.library.downloads.places import Place, place_of
from app.storage.files import replace_file

_UNDER_WAY = {DownloadState.RUNNING, DownloadState.VERIFYING}
log = logging.getLogger(__name__)


class _File(msgspec.Struct):
    """What is written. removed may still have parts on the disk, which nobody wants any more."""

    downloads: tuple[Download, ...] = ()
    removed: tuple[Download, ...] = ()
    version: int = 1


def _from_text(kind: type, text: object) -> object:
    return Path(str(text)) if kind is Path else text


_decoder = msgspec.json.Decoder(_File, dec_hook=_from_text)


def read_list(path: Path) -> tuple[tuple[Download, ...], tuple[Download, ...], tuple[MaruError, ...]]:
    """The downloads that were not done, those that were removed, and what must be said.

    What was running waits; how far each is the disk says, not the list. A damaged list is kept aside.
    """
    try:
        found = read_line(path.read_bytes(), _decoder)
        waiting = tuple(_at_rest(one) for one in found.downloads if one.state is not DownloadState.DONE)
    except FileNotFoundError:
        return (), (), ()
    except (OSError, msgspec.DecodeError, MaruError) as error:  # UnsafeName: somebody else has written it
        log.info("the list of downloads cannot be used: %s", error)
        return (), (), (DownloadsDamaged(str(path), aside=_keep_aside(path), detail=str(error)),)
    return waiting, found.removed, ()


def write_list(path: Path, downloads: Iterable[Download], removed: Iterable[Download]) -> None:
    """A disk that is full of what was downloaded must not stop the downloads: then the list stays as it was."""
    try:
        replace_file(path, line_of(_File(tuple(downloads), tuple(removed))))
    except OSError as error:
        log.info("the list of downloads could not be written: %s", error)


def bytes_on_disk(download: Download) -> int:
    """Raises UnsafeName."""
    sizes = (file.size_bytes for file in download.offer.files)
    return sum(place.bytes_on_disk(size) for place, size in zip(_places(download), sizes, strict=True))


def forget_parts(removed: Iterable[Download], *, but: Iterable[Download]) -> None:
    """Delete what is unfinished of the removed ones, unless another download needs the same file."""
    kept = {place for download in but for place in _places(download)}
    for download in removed:
        places = _places(download)
        for place in places:
            if place not in kept:
                with suppress(OSError):  # it is not ours to change, or on a disk that is gone
                    place.forget()
        for folder in (*(place.target.parent for place in places), download.folder):
            with suppress(OSError):  # other files lie in it
                folder.rmdir()


def _places(download: Download) -> list[Place]:
    return [place_of(download.folder, file) for file in download.offer.files]


def _at_rest(download: Download) -> Download:
    """As it is when no child runs. Raises UnsafeName."""
    state = DownloadState.WAITING if download.state in _UNDER_WAY else download.state
    return replace(download, state=state, done_bytes=bytes_on_disk(download))


def _keep_aside(path: Path) -> str:
    """Where it is now."""
    aside = path.with_name(f"{path.name}.damaged")
    with suppress(OSError):
        path.replace(aside)
        return str(aside)
    return str(path)
