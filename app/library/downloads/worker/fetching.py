"""Fetches the files of one download, one after the other, and puts them in their places when all are there."""

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.domain.errors import MaruError
from app.domain.fault import to_fault
from app.domain.hub import Reason, RemoteFile
from app.domain.network_errors import FileChanged, NotEnoughSpace, WrongHash
from app.domain.storage_errors import DiskFull
from app.library.downloads.places import Place, place_of
from app.library.downloads.protocol import (
    Connected,
    Described,
    Failed,
    Fetch,
    Fetched,
    Fetching,
    FromChild,
    Verifying,
)
from app.library.downloads.worker.part import Part, digest_of, move, sync_folder
from app.library.downloads.worker.source import Source, find_source, opened
from app.library.hub.worker.session import errand, open_session
from app.storage.failures import storage_failure

Say = Callable[[FromChild], None]
TOLD_EVERY_S = 0.25
KEPT_FREE = 64 * 1024**2
"""Bytes that a download leaves on the disk: chats must still be saved."""


def fetch(job: Fetch, say: Say) -> None:
    """Says how it goes, and how it ended."""
    try:
        open_session(job.network, lambda connection: say(Connected(connection)), silence_s=job.silence_s)
        with errand(Reason.DOWNLOAD):
            places = [place_of(Path(job.folder), file) for file in job.files]
            _fetch_all(job, places, _Meter(say, job.files, places))
        say(Fetched())
    except MaruError as error:
        say(Failed(to_fault(error)))


def _fetch_all(job: Fetch, places: Sequence[Place], meter: "_Meter") -> None:
    """Raises MaruError."""
    try:
        _check_space(job, meter)
        for number, place in enumerate(places):
            _fetch_one(job, number, place, meter)
        _put_in_place(places)
    except OSError as error:
        failure = storage_failure(Path(job.folder), error)
        if isinstance(failure, DiskFull):
            name, needed = job.files[meter.number].path, meter.missing_bytes
            raise NotEnoughSpace(name, job.folder, needed_bytes=needed, free_bytes=failure.free_bytes) from error
        raise (failure or error) from error


def _check_space(job: Fetch, meter: "_Meter") -> None:
    """For all that is still to come. Raises NotEnoughSpace, OSError."""
    folder = Path(job.folder)
    folder.mkdir(parents=True, exist_ok=True)
    missing, free = meter.missing_bytes, shutil.disk_usage(folder).free
    needed = missing + KEPT_FREE
    if missing and needed > free:
        raise NotEnoughSpace(job.files[0].path, job.folder, needed_bytes=needed, free_bytes=free)


def _fetch_one(job: Fetch, number: int, place: Place, meter: "_Meter") -> None:
    """Afterwards the file is whole and checked, under that name or in its place. Raises MaruError, OSError."""
    file = job.files[number]
    meter.begin(number)
    try:
        with Part(place.part) as part:
            is_there = _is_there(file, place, meter)
            if not is_there:
                _complete(job, file, part, meter)
    except (FileChanged, WrongHash):
        place.part.unlink(missing_ok=True)
        raise
    if is_there:
        place.part.unlink(missing_ok=True)
    else:
        move(place.part, place.whole, place.target)


def _is_there(file: RemoteFile, place: Place, meter: "_Meter") -> bool:
    """From an earlier attempt, or from another process while we waited for the part."""
    if not file.sha256:
        return False
    if place.whole.exists() and place.whole.stat().st_size == file.size_bytes:
        return True
    target = place.target
    if not target.exists() or target.stat().st_size != file.size_bytes:
        return False
    return digest_of(target, meter.verified) == file.sha256


def _complete(job: Fetch, file: RemoteFile, part: Part, meter: "_Meter") -> None:
    """Fetch what is missing of the part and check it. Raises MaruError, OSError."""
    expected = file.sha256
    if not expected or part.size > file.size_bytes:
        part.restart()  # nobody can say that it is the same file still
    if part.size < file.size_bytes or not expected:
        source = find_source(job, file)
        _compare(file, source, meter)
        _receive(job, file, source, part, meter)
        expected = expected or source.sha256
    part.sync()
    if expected and part.digest(meter.verified) != expected:
        raise WrongHash(file.path)


def _compare(file: RemoteFile, source: Source, meter: "_Meter") -> None:
    """Raises FileChanged when the host has another file now than the one that the person chose."""
    are_alike = source.sha256 == file.sha256 or not (source.sha256 and file.sha256)
    if source.size != file.size_bytes or not are_alike:
        meter.say(Described(meter.number, RemoteFile(file.path, source.size, source.sha256)))
        raise FileChanged(file.path)


def _receive(job: Fetch, file: RemoteFile, source: Source, part: Part, meter: "_Meter") -> None:
    meter.fetched(part.size)
    with opened(job, file, source, start=part.size) as (begins, chunks):
        if begins < part.size:
            part.restart()
        for chunk in chunks:
            part.append(chunk)
            meter.fetched(part.size)


def _put_in_place(places: Sequence[Place]) -> None:
    """The first part of a split model last, since a model is found by it. Raises OSError."""
    for place in reversed(places):
        move(place.whole, place.target)
        sync_folder(place.target.parent)


class _Meter:
    """How far all files together are, said a few times a second."""

    def __init__(self, say: Say, files: Sequence[RemoteFile], places: Sequence[Place]) -> None:
        self.say = say
        self.number = 0
        self._sizes = [file.size_bytes for file in files]
        self._done = [place.bytes_on_disk(size) for place, size in zip(places, self._sizes, strict=True)]
        self._told: tuple[type, float] | None = None

    @property
    def missing_bytes(self) -> int:
        return sum(self._sizes) - sum(self._done)

    def begin(self, number: int) -> None:
        """From here on it is about this file."""
        self.number = number

    def fetched(self, count: int) -> None:
        self._done[self.number] = count
        self._tell(Fetching(sum(self._done)))

    def verified(self, count: int) -> None:
        self._tell(Verifying(sum(self._sizes[: self.number]) + count))

    def _tell(self, message: Fetching | Verifying) -> None:
        """What it does now at once, how far it is a few times a second."""
        now = time.monotonic()
        if self._told is None or self._told[0] is not type(message) or now - self._told[1] >= TOLD_EVERY_S:
            self._told = type(message), now
            self.say(message)
