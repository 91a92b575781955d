"""Packs: further backends for the engine, CUDA above all: added, listed and removed. docs/packs.md has their format.

A pack counts only when it was made of the engine's own llama.cpp, for this kind of computer, and signed by Maru's
makers. It lies in FOLDER/COMMIT/NAME, so what an older engine had is never loaded by a newer one.
"""

import hashlib
import platform
import shutil
import stat
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated, Literal

import msgspec

from app.domain.errors import NotFound
from app.domain.loading import GPU_BACKENDS, Device
from app.domain.pack_errors import PackDamaged, PackForAnother, PackMissing, PackUnreadable
from app.domain.storage_errors import DiskFull
from app.library.signing import PublicKey, read_public_key, verify
from app.storage.failures import explained

ABOUT, SIGNATURE = "pack.json", "pack.json.minisig"
SYSTEM = f"{sys.platform}-{platform.machine().lower()}"
"""Which packs this computer can use: linux-x86_64, win32-amd64."""
_ASIDE = ".removed-"
_MOST_TEXT = 1_000_000  # bytes
_PIECE = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)

Told = Callable[[int, int], None]
"""How many bytes of how many are unpacked. What it raises ends the adding, and nothing is left."""

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
    def backend(self) -> str:
        """As the devices name it."""
        return GPU_BACKENDS.get(self.name, self.name)

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
    found = (_kept(path.parent) for path in sorted(folder.glob(f"[0-9a-f]*/*/{ABOUT}")))
    return tuple(sorted((pack for pack in found if pack), key=lambda pack: pack.about.name))


def makers_key(resources: Path) -> PublicKey:
    """Whose signature counts."""
    return read_public_key((resources / "release.pub").read_text(encoding="utf-8"))


def add(file: Path, folder: Path, *, commit: str, key: PublicKey, told: Told = lambda _done, _whole: None) -> Pack:
    """Whole and proven or not at all; one of the same name for the same engine is replaced.

    Raises SignatureError, PackError, StorageError.
    """
    with explained(file), _opened(file) as archive:
        about = _about(archive, file.name, key)
        _check(about, archive, file.name, commit)
        place = folder / about.commit / about.name
        with explained(place):
            _unpack(archive, about, place, file.name, told)
    return Pack(about, place)


def remove(name: str, folder: Path) -> tuple[Pack, ...]:
    """For whatever engine it was, with the folders that held nothing else. Raises NotFound and StorageError."""
    gone = tuple(pack for pack in installed(folder) if pack.about.name == name)
    if not gone:
        raise NotFound("pack", name)
    for pack in gone:
        with explained(pack.folder):
            shutil.rmtree(pack.folder)
            _tidy(pack.folder.parent, folder)
    return gone


def set_aside(pack: Pack) -> Path:
    """Remove it, but so that `bring_back` can undo that until `sweep`. Where it lies meanwhile. Raises StorageError."""
    with explained(pack.folder):
        aside = Path(tempfile.mkdtemp(dir=pack.folder.parent.parent, prefix=_ASIDE))
        try:
            pack.folder.rename(aside / pack.about.name)
        finally:
            _tidy(pack.folder.parent, aside)
    return aside


def bring_back(pack: Pack, aside: Path) -> None:
    """Unless the same was added again meanwhile. Raises StorageError."""
    with explained(pack.folder):
        if not pack.folder.exists():
            pack.folder.parent.mkdir(parents=True, exist_ok=True)
            (aside / pack.about.name).rename(pack.folder)


def sweep(folder: Path) -> None:
    """Delete for good what was set aside, as far as the system lets us."""
    for aside in tuple(folder.glob(_ASIDE + "*")):
        shutil.rmtree(aside, ignore_errors=True)
    with suppress(OSError):
        _tidy(folder)


def idle_reason(about: About, commit: str, devices: Iterable[Device]) -> str:
    """Why the engine of this commit, which has found these devices, does not use the pack: "" where it does.

    Words of its own are system, commit and no_card; all others are a Device's.
    """
    if about.system != SYSTEM:
        return "system"
    if not commit or not about.commit.startswith(commit):
        return "commit"
    found = tuple(devices)
    reasons = [device.reason for device in found if device.backend.lower() == about.backend.lower()]
    if not reasons:
        return "failed" if any(device.reason == "failed" for device in found) else "no_card"
    return "" if "" in reasons else reasons[0]


def _tidy(*folders: Path) -> None:
    """What holds nothing goes."""
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _kept(folder: Path) -> Pack | None:
    try:
        return Pack(msgspec.json.decode((folder / ABOUT).read_bytes(), type=About), folder)
    except (OSError, msgspec.MsgspecError):
        return None


def _opened(file: Path) -> zipfile.ZipFile:
    """Raises PackMissing, PackUnreadable, OSError. A pipe might never end."""
    try:
        mode = file.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise PackMissing(file.name) from None
    if not stat.S_ISREG(mode):
        raise PackUnreadable(file.name, "no file")
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


def _unpack(archive: zipfile.ZipFile, about: About, place: Path, name: str, told: Told) -> None:
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
            done = 0
            for file in about.files:
                for size in _write(archive, file, fresh, name):
                    done += size
                    told(done, needed)
            for inside in (ABOUT, SIGNATURE):
                (fresh / inside).write_bytes(_short(archive, inside))
            if place.exists():
                place.rename(Path(scratch) / "former")
            fresh.rename(place)
    finally:
        _tidy(above, above.parent)


def _write(archive: zipfile.ZipFile, file: PackedFile, folder: Path, name: str) -> Iterator[int]:
    """The size of each piece that is written, never more than was promised. Raises PackDamaged."""
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(file.name) as stream, (folder / file.name).open("wb") as out:
            while piece := _next(stream, file.size - size):
                size += len(piece)
                digest.update(piece)
                out.write(piece)
                yield len(piece)
    except _BROKEN:
        raise PackDamaged(name, file.name) from None
    if size != file.size or digest.hexdigest() != file.sha256:
        raise PackDamaged(name, file.name)


def _next(stream: IO[bytes], left: int) -> bytes:
    """One byte more than was promised is enough to be wrong."""
    return stream.read(min(_PIECE, left + 1)) if left >= 0 else b""
