"""Packs: further backends for the engine, CUDA above all: added, listed and removed. docs/packs.md has their format.

A pack counts only when it was made of the engine's own llama.cpp, for this kind of computer, and signed by Maru's
makers. It lies in FOLDER/COMMIT/NAME, so what an older engine had is never loaded by a newer one.
"""

import hashlib
import platform
import shutil
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated, Literal

import msgspec

from app.domain.errors import NotFound
from app.domain.pack_errors import PackDamaged, PackForAnother, PackUnreadable
from app.domain.storage_errors import DiskFull
from app.library.signing import PublicKey, verify
from app.storage.failures import explained

ABOUT, SIGNATURE = "pack.json", "pack.json.minisig"
SYSTEM = f"{sys.platform}-{platform.machine().lower()}"
"""Which packs this computer can use: linux-x86_64, win32-amd64."""
_MOST_TEXT = 1_000_000  # bytes
_PIECE = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9]{0,15}\Z")]
FileName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]*(\.[A-Za-z0-9_+-]+)*\Z", max_length=100)]
Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Commit = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{40}\Z")]


class PackedFile(msgspec.Struct, frozen=True):
    name: FileName
    size: Annotated[int, msgspec.Meta(ge=0)]
    sha256: Hash


class About(msgspec.Struct, frozen=True):
    """What pack.json says. title is for people; name is ggml's word for the backend."""

    format: Literal[1]
    name: Name
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    commit: Commit
    system: str
    files: tuple[PackedFile, ...]

    @property
    def library(self) -> str:
        """What the engine loads of it."""
        return f"ggml-{self.name}.dll" if self.system.startswith("win32-") else f"libggml-{self.name}.so"


@dataclass(frozen=True)
class Pack:
    """One that was added."""

    about: About
    folder: Path

    @property
    def size_bytes(self) -> int:
        return sum(file.size for file in self.about.files)

    def is_for(self, commit: str) -> bool:
        """Whether the engine of this commit, of which the beginning is enough, loads it."""
        return bool(commit) and self.about.commit.startswith(commit)


def installed(folder: Path) -> tuple[Pack, ...]:
    """Of all engines, by name. What cannot be read was not added by us."""
    found = (_kept(path.parent) for path in sorted(folder.glob(f"*/*/{ABOUT}")))
    return tuple(sorted((pack for pack in found if pack), key=lambda pack: pack.about.name))


def add(file: Path, folder: Path, *, commit: str, key: PublicKey) -> Pack:
    """Whole and proven or not at all; one of the same name for the same engine is replaced.

    Raises SignatureError, PackError, StorageError.
    """
    with explained(file), _opened(file) as archive:
        about = _about(archive, file.name, key)
        _check(about, archive, file.name, commit)
        place = folder / about.commit / about.name
        with explained(place):
            _unpack(archive, about, place, file.name)
    return Pack(about, place)


def remove(name: str, folder: Path) -> tuple[Pack, ...]:
    """For whatever engine it was, with the folders that held nothing else. Raises NotFound and StorageError."""
    gone = tuple(pack for pack in installed(folder) if pack.about.name == name)
    if not gone:
        raise NotFound("pack", name)
    for pack in gone:
        with explained(pack.folder):
            shutil.rmtree(pack.folder)
            for above in (pack.folder.parent, folder):
                if not any(above.iterdir()):
                    above.rmdir()
    return gone


def _kept(folder: Path) -> Pack | None:
    try:
        return Pack(msgspec.json.decode((folder / ABOUT).read_bytes(), type=About), folder)
    except (OSError, msgspec.MsgspecError):
        return None


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except _BROKEN:
        raise PackUnreadable(file.name, "no archive") from None


def _about(archive: zipfile.ZipFile, name: str, key: PublicKey) -> About:
    """What is signed; nothing of the archive is believed before. Raises SignatureError and PackUnreadable."""
    try:
        content, signature = (_short(archive, inside) for inside in (ABOUT, SIGNATURE))
    except (KeyError, *_BROKEN):
        raise PackUnreadable(name, f"no {ABOUT}") from None
    verify(content, signature, key, name=name)
    try:
        return msgspec.json.decode(content, type=About)
    except msgspec.MsgspecError as error:
        raise PackUnreadable(name, str(error)) from None


def _short(archive: zipfile.ZipFile, inside: str) -> bytes:
    with archive.open(inside) as stream:
        return stream.read(_MOST_TEXT)


def _check(about: About, archive: zipfile.ZipFile, name: str, commit: str) -> None:
    """Raises PackForAnother and PackUnreadable."""
    if about.system != SYSTEM:
        raise PackForAnother(name, "system", wanted=SYSTEM, given=about.system)
    if not commit or not about.commit.startswith(commit):
        raise PackForAnother(name, "commit", wanted=commit[:9], given=about.commit[:9])
    promised = [file.name for file in about.files]
    if about.library not in promised:
        raise PackUnreadable(name, f"no {about.library}")
    if sorted(archive.namelist()) != sorted((*promised, ABOUT, SIGNATURE)):
        raise PackUnreadable(name, "other files than it names")


def _unpack(archive: zipfile.ZipFile, about: About, place: Path, name: str) -> None:
    """Beside its place first, so that a pack is there whole or not at all. Raises PackDamaged, DiskFull, OSError."""
    above = place.parent
    above.mkdir(parents=True, exist_ok=True)
    needed, free = sum(file.size for file in about.files), shutil.disk_usage(above).free
    try:
        if needed > free:
            raise DiskFull(str(above), needed_bytes=needed, free_bytes=free)
        with tempfile.TemporaryDirectory(dir=above, prefix=".") as scratch:
            fresh = Path(scratch) / about.name
            fresh.mkdir()
            for file in about.files:
                _write(archive, file, fresh, name)
            for inside in (ABOUT, SIGNATURE):
                (fresh / inside).write_bytes(_short(archive, inside))
            if place.exists():
                place.rename(Path(scratch) / "former")
            fresh.rename(place)
    finally:
        for empty in (above, above.parent):
            if not any(empty.iterdir()):
                empty.rmdir()


def _write(archive: zipfile.ZipFile, file: PackedFile, folder: Path, name: str) -> None:
    """Never more than was promised. Raises PackDamaged."""
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(file.name) as stream, (folder / file.name).open("wb") as out:
            while piece := _next(stream, file.size - size):
                size += len(piece)
                digest.update(piece)
                out.write(piece)
    except _BROKEN:
        raise PackDamaged(name, file.name) from None
    if size != file.size or digest.hexdigest() != file.sha256:
        raise PackDamaged(name, file.name)


def _next(stream: IO[bytes], left: int) -> bytes:
    """One byte more than was promised is enough to be wrong."""
    return stream.read(min(_PIECE, left + 1)) if left >= 0 else b""
