"""Remembers what model files say of themselves, by path, size and time, so that a folder is only read once."""

import contextlib
import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zlib import crc32

import msgspec

from app.domain.model_errors import ModelError
from app.library.headers.gguf import Header, read_header
from app.paths import Paths
from app.storage.files import replace_file

log = logging.getLogger(__name__)

VERSION = 1  # raise it when Header, or what is read into it, changes
FILE_LIMIT = 64 * 1024**2  # bytes; a larger file is not ours
HEADER_LIMIT = 256 * 1024  # bytes of one that is kept: a template takes some ten thousand
ENTRIES = 4096
READERS = 8  # more wait for each other


class _Entry(msgspec.Struct, array_like=True, frozen=True):
    size: int
    changed: int
    """In nanoseconds, as the system has it."""
    header: bytes


class _Stored(msgspec.Struct, array_like=True):
    version: int = VERSION
    entries: dict[str, _Entry] = {}


_decoder = msgspec.msgpack.Decoder(Header)


def cache_file(paths: Paths) -> Path:
    return paths.cache / "headers"


class KnownHeaders:
    """For one look at the disk. Without a file nothing is remembered."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._entries = _read(file) if file else {}
        self._seen: dict[Path, Header | ModelError] = {}
        self._new: dict[Path, tuple[int, int]] = {}

    def read(self, paths: Iterable[Path]) -> None:
        """All of them, those that are not known several at once: a disk that is asked for many finds them sooner."""
        new = [path for path in dict.fromkeys(paths) if not self._remember(path)]
        with ThreadPoolExecutor(READERS) as pool:
            self._seen.update(zip(new, pool.map(_header, new), strict=True))

    def of(self, path: Path) -> Header:
        """Raises ModelError."""
        if path not in self._seen:
            self.read([path])
        header = self._seen[path]
        if isinstance(header, ModelError):
            raise header
        return header

    def save(self) -> None:
        """Only when something new was read; when the disk does not let us, the next look is slow again."""
        new = {path: header for path in self._new if isinstance(header := self._seen[path], Header) and _is_text(path)}
        if not (self._file and new):
            return
        for path, header in new.items():
            self._entries[str(path)] = _Entry(*self._new[path], msgspec.msgpack.encode(header))
        small = [(key, entry) for key, entry in self._entries.items() if len(entry.header) <= HEADER_LIMIT]
        try:
            replace_file(self._file, _sealed(msgspec.msgpack.encode(_Stored(VERSION, dict(small[-ENTRIES:])))))
        except OSError as error:
            log.info("what models say of themselves could not be remembered: %s", error)

    def _remember(self, path: Path) -> bool:
        """Whether the file is as it was when its header was kept."""
        try:
            status = path.stat()
        except (OSError, ValueError):
            return False
        state = status.st_size, status.st_mtime_ns
        known = self._entries.pop(str(path), None)
        if known and (known.size, known.changed) == state:
            with contextlib.suppress(msgspec.DecodeError):
                self._seen[path] = _decoder.decode(known.header)
                self._entries[str(path)] = known  # at the end: what nobody asks for is dropped first
                return True
        self._new[path] = state
        return False


def _is_text(path: Path) -> bool:
    """A name that is not UTF-8 cannot be written, so such a file is read anew each time."""
    return str(path).encode(errors="replace").decode() == str(path)


def _header(path: Path) -> Header | ModelError:
    try:
        return read_header(path)
    except ModelError as error:
        return error


def _sealed(content: bytes) -> bytes:
    """With its checksum before it: a flipped bit could also make another number of it."""
    return crc32(content).to_bytes(4, "little") + content


def _read(file: Path) -> dict[str, _Entry]:
    """Nothing from a damaged file, or of another version: it is written anew."""
    try:
        if file.stat().st_size > FILE_LIMIT:
            return {}
        sealed = file.read_bytes()
    except OSError:
        return {}
    content = sealed[4:]
    if sealed != _sealed(content):
        return {}
    try:
        stored = msgspec.msgpack.decode(content, type=_Stored)
    except msgspec.DecodeError:  # of another version
        return {}
    return stored.entries if stored.version == VERSION else {}
