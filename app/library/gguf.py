"""Reads what a GGUF file says of itself, without its weights and without trusting a number in it."""

import os
import stat
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import (
    ModelCutShort,
    ModelDamaged,
    ModelMissing,
    ModelTooNew,
    ModelTooOld,
    ModelUnreadable,
    NotAModel,
    WrongByteOrder,
)
from app.domain.loading import ModelKind
from app.library.quantization import TENSOR_TYPES, quantization_name

MAGIC = b"GGUF"
NEWEST, OLDEST = 3, 2
HEADER_LIMIT = 128 * 1024**2  # bytes; the largest vocabularies take 20 MB, so more is an attack or a ruin
STRING_LIMIT = 16 * 1024**2  # bytes
TENSOR_LIMIT = 100_000  # the largest models have some thousands
KEPT_ITEMS = 1024  # longer arrays (a vocabulary) are counted, not kept
CHUNK = 256 * 1024  # bytes that are read from the disk at once

_STRING, _ARRAY, _BOOL = 8, 9, 7
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "B", 10: "Q", 11: "q", 12: "d"}

ENCODERS = frozenset(
    (
        *("bert", "modern-bert", "nomic-bert", "nomic-bert-moe", "neo-bert", "jina-bert-v2", "jina-bert-v3"),
        *("eurobert", "gemma-embedding", "t5encoder"),
    )
)


@dataclass(frozen=True)
class Skipped:
    """An array that is too long to keep."""

    items: int


Scalar = int | float | bool | str
Value = Scalar | tuple[Scalar, ...] | Skipped


@dataclass(frozen=True)
class Header:
    """size_bytes is the file's; bytes_by_type the weights' by the name of their type.

    bytes_by_part is theirs by where they belong: "blk.0" for a layer, "token_embd", "output" and so on for the rest.
    """

    path: str
    size_bytes: int
    version: int
    metadata: Mapping[str, Value]
    tensors: int
    parameters: int
    bytes_by_type: Mapping[str, int]
    bytes_by_part: Mapping[str, int]

    @property
    def architecture(self) -> str:
        return self.text("general.architecture")

    @property
    def name(self) -> str:
        return self.text("general.name").strip()

    @property
    def chat_template(self) -> str:
        return self.text("tokenizer.chat_template")

    @property
    def context_length(self) -> int:
        """What the model was trained for, in tokens; 0 when it does not say."""
        return self.number(f"{self.architecture}.context_length")

    @property
    def quantization(self) -> str:
        return quantization_name(self.metadata.get("general.file_type"), self.bytes_by_type)

    @property
    def kind(self) -> ModelKind:
        if self.architecture in ENCODERS or self.number(f"{self.architecture}.pooling_type") > 0:
            return ModelKind.EMBEDDING
        return ModelKind.CHAT if self.chat_template else ModelKind.BASE

    @property
    def is_adapter(self) -> bool:
        """A LoRA file: it changes a model, and is none."""
        return self.text("general.type") == "adapter"

    @property
    def is_projector(self) -> bool:
        """The eyes or ears of another model (mmproj)."""
        return self.text("general.type") == "mmproj" or self.architecture == "clip"

    def text(self, key: str) -> str:
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        value = self.metadata.get(key)
        return value if isinstance(value, int) else 0


def read_header(path: Path) -> Header:
    """Raises ModelError for whatever is no whole GGUF file of a version that we know."""
    name = str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
            raise NotAModel(name)
        with path.open("rb", buffering=0) as file:
            return _Reader(file, name).header()
    except FileNotFoundError:
        raise ModelMissing(name) from None
    except ValueError:  # a NUL byte in the path: no such file can be
        raise ModelMissing(name) from None
    except OSError as error:
        raise ModelUnreadable(name, error.strerror or "") from None


class _Reader:
    """A cursor over the header. It hands out nothing that it has not seen to lie inside the file."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        self._file = file
        self._path = path
        self._size = os.fstat(file.fileno()).st_size
        self._buffer = b""
        self._start = 0  # where in the file the buffer begins
        self._at = 0  # the cursor, inside the buffer

    def header(self) -> Header:
        version = self._version()
        tensors, keys = self._int("Q"), self._int("Q")
        if tensors > TENSOR_LIMIT or keys > TENSOR_LIMIT:
            raise self._damaged(f"{tensors} tensors, {keys} keys")
        metadata: dict[str, Value] = {}
        for _ in range(keys):
            key = self._string()
            if key in metadata:
                raise self._damaged(f"{key} comes twice")
            metadata[key] = self._value(self._int("I"))
        parameters, by_type, by_part = self._tensors(tensors, metadata.get("general.alignment", 32))
        return Header(self._path, self._size, version, metadata, tensors, parameters, by_type, by_part)

    def _version(self) -> int:
        magic = self._take(min(4, self._size))
        if not MAGIC.startswith(magic):
            raise NotAModel(self._path)
        if len(magic) < 4:
            raise ModelCutShort(self._path, 24, self._size)
        version = self._int("I")
        if version and version & 0xFFFF == 0:
            raise WrongByteOrder(self._path)
        if version > NEWEST:
            raise ModelTooNew(self._path, version)
        if version < OLDEST:
            raise ModelTooOld(self._path, version)
        return version

    def _value(self, kind: int) -> Value:
        if kind == _ARRAY:
            return self._array(self._int("I"), self._int("Q"))
        return self._scalar(kind)

    def _scalar(self, kind: int) -> Scalar:
        if kind == _STRING:
            return self._string()
        if kind not in _SCALARS:
            raise self._damaged(f"value of type {kind}")
        value = self._number(_SCALARS[kind])
        return bool(value) if kind == _BOOL else value

    def _array(self, kind: int, items: int) -> Value:
        if items <= KEPT_ITEMS:
            return tuple(self._scalar(kind) for _ in range(items))
        if kind == _STRING:
            self._skip_strings(items)
        elif kind in _SCALARS:
            self._skip(items * struct.calcsize(_SCALARS[kind]))
        else:
            raise self._damaged(f"array of type {kind}")
        return Skipped(items)

    def _tensors(self, count: int, alignment: Value) -> tuple[int, dict[str, int], dict[str, int]]:
        """The number of parameters and the bytes by type and by part, when all their data lies inside the file."""
        if not isinstance(alignment, int) or alignment <= 0 or alignment & (alignment - 1):
            raise self._damaged(f"alignment {alignment}")
        parameters, data_end = 0, 0
        by_type: dict[str, int] = {}
        by_part: dict[str, int] = {}
        for _ in range(count):
            part = _part_of(self._string())
            shape = self._shape()
            kind, offset = self._int("I"), self._int("Q")
            numbers = prod(shape)
            parameters += numbers
            if known := TENSOR_TYPES.get(kind):  # a newer ggml may know more; then the engine decides
                if shape[0] % known.block:
                    raise self._damaged(f"row of {shape[0]} as {known.name}")
                taken = numbers // known.block * known.bytes
                by_type[known.name] = by_type.get(known.name, 0) + taken
                by_part[part] = by_part.get(part, 0) + taken
                offset += taken
            data_end = max(data_end, offset)
        data_start = -(-(self._start + self._at) // alignment) * alignment
        self._expect(data_start + data_end if count else 0)
        return parameters, by_type, by_part

    def _shape(self) -> tuple[int, ...]:
        dimensions = self._int("I")
        if not 1 <= dimensions <= 4:
            raise self._damaged(f"tensor of {dimensions} dimensions")
        return tuple(self._int("Q") for _ in range(dimensions))

    def _string(self) -> str:
        length = self._int("Q")
        if length > STRING_LIMIT:
            raise self._damaged(f"string of {length} bytes")
        return self._take(length).decode("utf-8", "replace")

    def _skip_strings(self, items: int) -> None:
        """The slow part of reading a header (a vocabulary has 500,000 of them), so it works in the buffer."""
        length_of = struct.Struct("<Q").unpack_from
        for _ in range(items):
            if self._at + 8 > len(self._buffer):
                self._need(8)
            self._skip(8 + length_of(self._buffer, self._at)[0])

    def _int(self, code: str) -> int:
        return int(self._number(code))

    def _number(self, code: str) -> int | float:
        form = struct.Struct("<" + code)
        value: int | float = form.unpack(self._take(form.size))[0]
        return value

    def _take(self, count: int) -> bytes:
        self._need(count)
        taken = self._buffer[self._at : self._at + count]
        self._at += count
        return taken

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > len(self._buffer):
            self._check(0)

    def _need(self, count: int) -> None:
        """Have so many bytes behind the cursor in the buffer."""
        if self._at + count <= len(self._buffer):
            return
        self._check(count)
        self._start += self._at
        self._at = 0
        self._file.seek(self._start)
        self._buffer = self._file.read(max(count, CHUNK))
        if len(self._buffer) < count:  # it shrinks while we read
            raise ModelCutShort(self._path, self._start + count, self._start + len(self._buffer))

    def _check(self, count: int) -> None:
        end = self._start + self._at + count
        if end > HEADER_LIMIT:
            raise self._damaged(f"header of more than {end} bytes")
        self._expect(end)

    def _expect(self, end: int) -> None:
        if end >= 2**63:
            raise self._damaged(f"data up to {end}")
        if end > self._size:
            raise ModelCutShort(self._path, end, self._size)

    def _damaged(self, detail: str) -> ModelDamaged:
        return ModelDamaged(self._path, detail)


def _part_of(tensor: str) -> str:
    """blk.7.attn_q.weight belongs to blk.7, output.weight to output."""
    first, _, rest = tensor.partition(".")
    return f"{first}.{rest.partition('.')[0]}" if first == "blk" else first
