"""A place in a GGUF file that is read in pieces: it hands out nothing that it has not seen to lie inside the file."""

import struct
from collections.abc import Callable
from typing import Any

from app.domain.model_errors import ModelCutShort, ModelDamaged

HEADER_LIMIT = 128 * 1024**2  # bytes; the largest vocabularies take 20 MB, so more is an attack or a ruin
STRING_LIMIT = 16 * 1024**2  # bytes

Read = Callable[[int, int], bytes]
"""Offset and count to bytes; fewer only where the file ends."""

_LENGTH = struct.Struct("<Q")


class Cursor:
    """Over one file. chunk is how many bytes are read at once, at least."""

    def __init__(self, read: Read, size: int, path: str, *, chunk: int) -> None:
        self.path = path
        self.size = size
        self.chunk = chunk
        self.has_leapt = False
        self._read = read
        self._buffer = b""
        self._start = 0  # where in the file the buffer begins
        self._at = 0  # the cursor, inside the buffer

    @property
    def position(self) -> int:
        return self._start + self._at

    def take(self, count: int) -> bytes:
        at = self._at
        end = at + count
        if end > len(self._buffer):
            self._fill(count)
            at, end = 0, count
        self._at = end
        return self._buffer[at:end]

    def unpack(self, form: struct.Struct) -> tuple[Any, ...]:
        if self._at + form.size > len(self._buffer):
            self._fill(form.size)
        values = form.unpack_from(self._buffer, self._at)
        self._at += form.size
        return values

    def raw_string(self) -> bytes:
        length = self.unpack(_LENGTH)[0]
        if length > STRING_LIMIT:
            raise self.damaged(f"string of {length} bytes")
        return self.take(length)

    def string(self) -> str:
        return self.raw_string().decode("utf-8", "replace")

    def skip(self, count: int) -> None:
        self._at += count
        if self._at > len(self._buffer):
            self._check(0)

    def skip_strings(self, items: int) -> None:
        """The slow part of reading a header (a vocabulary has 500,000 of them), so it works in the buffer."""
        length_of = _LENGTH.unpack_from
        for _ in range(items):
            if self._at + 8 > len(self._buffer):
                self._fill(8)
            self.skip(8 + length_of(self._buffer, self._at)[0])

    def leap(self, position: int) -> None:
        """On to a later place, without having looked at what lies between."""
        self.has_leapt = True
        self.skip(position - self.position)

    def peek(self, position: int, count: int) -> bytes:
        """What stands somewhere else; less of it where the file ends."""
        count = min(count, self.size - position)
        return self._read(position, count) if count > 0 else b""

    def expect(self, end: int) -> None:
        """The weights go up to here. Raises ModelError when the file does not."""
        if end >= 2**63:
            raise self.damaged(f"data up to {end}")
        if end > self.size:
            raise ModelCutShort(self.path, end, self.size)

    def damaged(self, detail: str) -> ModelDamaged:
        return ModelDamaged(self.path, detail)

    def _fill(self, count: int) -> None:
        """Have so many bytes behind the cursor in the buffer."""
        self._check(count)
        self._start += self._at
        self._at = 0
        self._buffer = self._read(self._start, min(max(count, self.chunk), self.size - self._start))
        if len(self._buffer) < count:  # it shrinks while we read
            raise ModelCutShort(self.path, 0, self._start + len(self._buffer))

    def _check(self, count: int) -> None:
        end = self.position + count
        if end > HEADER_LIMIT:
            raise self.damaged(f"header of more than {end} bytes")
        if end > self.size:  # inside the header, nobody knows how long the file was to be
            raise ModelCutShort(self.path, 0, self.size)
