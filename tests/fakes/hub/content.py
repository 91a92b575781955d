"""What the fake Hub's files are made of: bytes at hand, or gigabytes that are made up where they are read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

PIECE = 64 * 1024
"""Bytes that are read, hashed and sent at once."""


class Content(Protocol):
    @property
    def size(self) -> int: ...

    def read(self, start: int, count: int) -> bytes:
        """What lies there; less at the end."""
        ...


@dataclass(frozen=True)
class Bytes:
    raw: bytes

    @property
    def size(self) -> int:
        return len(self.raw)

    def read(self, start: int, count: int) -> bytes:
        return self.raw[start : start + count]


@dataclass(frozen=True)
class Generated:
    """Bytes of which no two pieces are alike, without holding them in memory: the same for the same seed."""

    size: int
    seed: int = 0

    def read(self, start: int, count: int) -> bytes:
        stop = min(start + count, self.size)
        if stop <= start:
            return b""
        first, last = start // PIECE, (stop - 1) // PIECE
        pieces = b"".join(self._piece(number) for number in range(first, last + 1))
        return pieces[start - first * PIECE : stop - first * PIECE]

    def _piece(self, number: int) -> bytes:
        return hashlib.shake_128(f"{self.seed} {number}".encode()).digest(256) * (PIECE // 256)


@dataclass(frozen=True)
class StoredFile:
    """One file at one commit. declared_sha256 is a lie that the Hub tells about it; declared_size likewise."""

    path: str
    content: Content
    declared_sha256: str = ""
    declared_size: int = -1

    @property
    def is_large(self) -> bool:
        """Kept in large file storage, which answers from another host."""
        return self.path.endswith(".gguf") or self.content.size > 10 * 1024**2

    @property
    def size(self) -> int:
        return self.content.size if self.declared_size < 0 else self.declared_size

    @cached_property
    def sha256(self) -> str:
        """What the Hub says it is."""
        return self.declared_sha256 or self.true_sha256

    @cached_property
    def true_sha256(self) -> str:
        digest = hashlib.sha256()
        for piece in pieces(self.content, 0, self.content.size):
            digest.update(piece)
        return digest.hexdigest()

    @cached_property
    def blob_id(self) -> str:
        """Git's name for it; for a large file that of its pointer."""
        return hashlib.sha1(f"{self.path} {self.sha256}".encode(), usedforsecurity=False).hexdigest()


def pieces(content: Content, start: int, stop: int) -> Iterator[bytes]:
    for at in range(start, stop, PIECE):
        yield content.read(at, min(PIECE, stop - at))
