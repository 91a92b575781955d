"""Takes the header of a GGUF file apart, trusting no number in it (the format: ggml's docs/gguf.md)."""

import struct
from collections.abc import Collection
from dataclasses import dataclass, field
from math import isfinite, prod

from app.domain.model_errors import ModelCutShort, ModelTooNew, ModelTooOld, NotAModel, WrongByteOrder
from app.library.headers.cursor import Cursor
from app.library.headers.header import Header, Scalar, Skipped, Value
from app.library.headers.quantization import TENSOR_TYPES
from app.library.headers.vocabulary import SHORTEST_LEAP, end_of_strings

MAGIC = b"GGUF"
NEWEST, OLDEST = 3, 2
TENSOR_LIMIT = 100_000  # the largest models have some thousands
KEPT_ITEMS = 1024  # longer arrays (a vocabulary) are counted, not kept
ITEMS_LIMIT = 4 * 1024**2  # strings in one list, and items of an array that is asked for; vocabularies have 500,000

_STRING, _ARRAY, _BOOL = 8, 9, 7
_FLOATS = {6, 12}
_CODES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "B", 10: "Q", 11: "q", 12: "d"}
_SCALARS = {kind: struct.Struct("<" + code) for kind, code in _CODES.items()}
_INT32, _COUNTS, _ARRAY_HEAD = struct.Struct("<I"), struct.Struct("<QQ"), struct.Struct("<IQ")
_DIMENSIONS = {_INT32.pack(dimensions): dimensions for dimensions in range(1, 5)}
_FORMS = {dimensions: struct.Struct(f"<{dimensions}QI") for dimensions in range(1, 5)}


@dataclass
class _Tensor:
    """One of a kind, and how many of it there are. type is empty for one that we do not know."""

    type: str
    numbers: int
    bytes: int
    count: int = 0


@dataclass
class _Weights:
    """What the list of tensors adds up to. end is where the last one's data ends, from where the data begins."""

    parameters: int = 0
    end: int = 0
    by_type: dict[str, int] = field(default_factory=dict)
    by_part: dict[str, int] = field(default_factory=dict)


def parse(cursor: Cursor, *, may_leap: bool = False, arrays: Collection[str] = ()) -> Header:
    """Raises ModelError. arrays are the keys of those that are wanted whole, however long."""
    version = _version(cursor)
    tensors, keys = cursor.unpack(_COUNTS)
    if tensors > TENSOR_LIMIT or keys > TENSOR_LIMIT:
        raise cursor.damaged(f"{tensors} tensors, {keys} keys")
    metadata: dict[str, Value] = {}
    for _ in range(keys):
        key = cursor.string()
        if key in metadata:
            raise cursor.damaged(f"{key} comes twice")
        kept = ITEMS_LIMIT if key in arrays else KEPT_ITEMS
        metadata[key] = _value(cursor, kept=kept, may_leap=may_leap)
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or alignment <= 0 or alignment & (alignment - 1):
        raise cursor.damaged(f"alignment {alignment}")
    weights = _weights(cursor, tensors)
    data_start = -(-cursor.position // alignment) * alignment
    cursor.expect(data_start + weights.end if tensors else 0)
    return Header(
        path=cursor.path,
        size_bytes=cursor.size,
        version=version,
        metadata=metadata,
        tensors=tensors,
        parameters=weights.parameters,
        bytes_by_type=weights.by_type,
        bytes_by_part=weights.by_part,
    )


def _version(cursor: Cursor) -> int:
    magic = cursor.take(min(4, cursor.size))
    if not MAGIC.startswith(magic):
        raise NotAModel(cursor.path)
    if len(magic) < 4:
        raise ModelCutShort(cursor.path, 0, cursor.size)
    version: int = cursor.unpack(_INT32)[0]
    if version and version & 0xFFFF == 0:
        raise WrongByteOrder(cursor.path)
    if version > NEWEST:
        raise ModelTooNew(cursor.path, version)
    if version < OLDEST:
        raise ModelTooOld(cursor.path, version)
    return version


def _value(cursor: Cursor, *, kept: int, may_leap: bool) -> Value:
    kind = cursor.unpack(_INT32)[0]
    if kind != _ARRAY:
        return _scalar(cursor, kind)
    kind, items = cursor.unpack(_ARRAY_HEAD)
    if items <= kept:
        return tuple(_scalar(cursor, kind) for _ in range(items))
    if kind == _STRING and items <= ITEMS_LIMIT:
        _skip_strings(cursor, items, may_leap=may_leap)
    elif kind in _SCALARS:
        cursor.skip(items * _SCALARS[kind].size)
    else:
        raise cursor.damaged(f"array of {items} items of type {kind}")
    return Skipped(items)


def _scalar(cursor: Cursor, kind: int) -> Scalar:
    if kind == _STRING:
        return cursor.string()
    if kind not in _SCALARS:
        raise cursor.damaged(f"value of type {kind}")
    value: int | float = cursor.unpack(_SCALARS[kind])[0]
    if kind in _FLOATS and not isfinite(value):
        return str(value)  # JSON, in which headers travel, has no such number
    return bool(value) if kind == _BOOL else value


def _skip_strings(cursor: Cursor, items: int, *, may_leap: bool) -> None:
    end = end_of_strings(cursor, items) if may_leap and items >= SHORTEST_LEAP else None
    if end is None:
        cursor.skip_strings(items)
    else:
        cursor.leap(end)


def _weights(cursor: Cursor, tensors: int) -> _Weights:
    """Tensors of different layers are alike: each kind is worked out once. This is half of reading a header."""
    weights = _Weights()
    alike: dict[bytes, _Tensor] = {}
    by_part: dict[bytes, int] = {}
    for _ in range(tensors):
        name = cursor.raw_string()
        dimensions = _DIMENSIONS.get(cursor.take(4))
        if dimensions is None:
            raise cursor.damaged("a tensor that has not one to four dimensions")
        form = cursor.take(8 * dimensions + 4)
        tensor = alike.get(form)
        if tensor is None:
            tensor = alike[form] = _tensor(cursor, form, dimensions)
        tensor.count += 1
        end = int.from_bytes(cursor.take(8), "little") + tensor.bytes
        weights.end = max(weights.end, end)
        if tensor.type:
            part = _part_of(name)
            by_part[part] = by_part.get(part, 0) + tensor.bytes
    weights.by_part = {part.decode("utf-8", "replace"): size for part, size in by_part.items()}
    for tensor in alike.values():
        weights.parameters += tensor.numbers * tensor.count
        if tensor.type:
            weights.by_type[tensor.type] = weights.by_type.get(tensor.type, 0) + tensor.bytes * tensor.count
    if max(weights.parameters, sum(weights.by_type.values())) >= 2**63:
        raise cursor.damaged(f"{weights.parameters} parameters")
    return weights


def _tensor(cursor: Cursor, form: bytes, dimensions: int) -> _Tensor:
    *shape, kind = _FORMS[dimensions].unpack(form)
    numbers = prod(shape)
    if (known := TENSOR_TYPES.get(kind)) is None:  # a newer ggml may know more; then the engine decides
        return _Tensor("", numbers, 0)
    if shape[0] % known.block:
        raise cursor.damaged(f"row of {shape[0]} as {known.name}")
    return _Tensor(known.name, numbers, numbers // known.block * known.bytes)


def _part_of(tensor: bytes) -> bytes:
    """blk.7.attn_q.weight belongs to blk.7, output.weight to output."""
    if tensor.startswith(b"blk."):
        return b".".join(tensor.split(b".", 2)[:2])
    return tensor.partition(b".")[0]
