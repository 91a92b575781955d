"""Sequence states on disk, so that a long chat goes on at once after a restart: a cache that may vanish any time."""

import hashlib
import os
import struct
import time
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.domain.loading import LoadSettings
from app.engine.worker.native.context import STATE_MAGIC, STATE_VERSION, Context
from app.engine.worker.native.library import llama_version
from app.engine.worker.prefix import common

_HEADER = struct.Struct("<III")  # llama.cpp's own: magic, version, number of tokens; then the tokens, then the state
_FEWEST = 64  # tokens: fewer are evaluated sooner than stored
_PATIENCE = 600.0  # seconds after which a half-written file belongs to nobody any more
_FIRST_GUESS = 200e6  # bytes a second, until a write was measured


@dataclass(frozen=True)
class Stored:
    """A state file and the tokens whose evaluation it holds."""

    path: Path
    tokens: list[int]


class States:
    """The state files of one model under one set of settings; one file a chat, the newest replaces the older.

    A file counts only when it is complete: it is renamed to its name after it was written, and its name says its
    size. Files of all models together stay under `limit` bytes; those that were not used for longest go first.
    """

    def __init__(self, folder: Path, *, key: str, limit: int) -> None:
        self._root = folder
        self._folder = folder / key
        self._limit = limit
        self._speed = _FIRST_GUESS
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # the chats' tokens are in there
        self._known = {path: tokens for path in self._folder.glob("*.state") if (tokens := _tokens_of(path))}

    def longest(self, prompt: list[int]) -> Stored | None:
        """The state that holds the longest beginning of a prompt."""
        best = max(self._known, key=lambda path: common(prompt, self._known[path]), default=None)
        return None if best is None else Stored(best, self._known[best])

    def touch(self, stored: Stored) -> None:
        """It was used: it goes last when room is needed."""
        try:
            os.utime(stored.path)
        except OSError:
            self.discard(stored)

    def discard(self, stored: Stored) -> None:
        """It could not be read after all."""
        self._known.pop(stored.path, None)
        stored.path.unlink(missing_ok=True)

    def is_worth_saving(self, tokens: list[int]) -> bool:
        return len(tokens) >= _FEWEST

    def save(self, context: Context, sequence: int, tokens: list[int], *, chat: str, within: float) -> bool:
        """Write a sequence's state, unless it would take longer than `within` seconds or fill half of the limit.

        False when nothing was written: a full disk costs the shortcut, never the chat.
        """
        size = context.state_size(sequence)
        if size / self._speed > within or size > self._limit / 2:
            return False
        name = hashlib.sha256(chat.encode(errors="replace")).hexdigest()[:24]
        part = self._folder / f"{name}.{os.getpid()}.part"
        began = time.perf_counter()
        try:
            written = context.save(sequence, tokens, part)
            if not written or part.stat().st_size != written:
                return False
            path = self._folder / f"{name}-{written}.state"
            part.replace(path)
            self._known[path] = list(tokens)
            self._forget(older for older in self._folder.glob(f"{name}-*.state") if older != path)
            self._speed = written / max(0.001, time.perf_counter() - began)
            self.prune()
        except OSError:
            return False
        finally:
            part.unlink(missing_ok=True)
        return True

    def prune(self) -> None:
        """Keep all models' files under the limit, and sweep up what dead processes left half-written."""
        now = time.time()
        for part in self._root.glob("*/*.part"):
            if now - part.stat().st_mtime > _PATIENCE:
                part.unlink(missing_ok=True)
        found = sorted(
            ((path.stat(), path) for path in self._root.glob("*/*.state")), key=lambda item: item[0].st_mtime
        )
        total = sum(stat.st_size for stat, _ in found)
        for stat, path in found:
            if total <= self._limit:
                break
            self._forget([path])
            total -= stat.st_size

    def _forget(self, paths: Iterable[Path]) -> None:
        for path in paths:
            self._known.pop(path, None)
            path.unlink(missing_ok=True)


def state_key(model: Path, settings: LoadSettings) -> str:
    """Whatever would make a stored state wrong is part of it: the weights, the cache's form, the adapters."""
    facts = [
        llama_version(),
        _fingerprint(model),
        settings.cache_type_k,
        settings.cache_type_v,
        settings.flash_attention,
        f"rope {settings.rope_frequency_base} {settings.rope_frequency_scale}",
        *(f"{_fingerprint(Path(adapter.path))} {adapter.scale}" for adapter in settings.adapters),
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:24]


def _fingerprint(path: Path) -> str:
    """Tells files apart cheaply: size, time of change, and a hash of the header."""
    stat = path.stat()
    with path.open("rb") as file:
        header = hashlib.sha256(file.read(1024 * 1024)).hexdigest()
    return f"{stat.st_size} {stat.st_mtime_ns} {header}"


def _tokens_of(path: Path) -> list[int]:
    """The tokens of a complete state file; none for anything else."""
    try:
        size = path.stat().st_size
        if path.stem.rpartition("-")[2] != str(size):
            return []
        with path.open("rb") as file:
            magic, version, count = _HEADER.unpack(file.read(_HEADER.size))
            if (magic, version) != (STATE_MAGIC, STATE_VERSION) or _HEADER.size + 4 * count > size:
                return []
            tokens = array("i")
            tokens.fromfile(file, count)
            return tokens.tolist()
    except (OSError, EOFError, struct.error):
        return []
