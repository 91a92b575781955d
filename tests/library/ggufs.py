"""Writes small GGUF files, right and wrong ones, for the tests of whoever reads them."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MAGIC, ALIGNMENT = b"GGUF", 32
STRING, ARRAY, BOOL, UINT32, FLOAT32 = 8, 9, 7, 4, 6
F32, F16, Q4_0, Q8_0 = 0, 1, 2, 8

CHAT = {
    "general.architecture": "llama",
    "general.name": "Tiny",
    "llama.context_length": 2048,
    "tokenizer.chat_template": "{{ messages[0].content }}",
}


@dataclass(frozen=True)
class Tensor:
    """data_bytes is what it takes in the file."""

    shape: tuple[int, ...] = (64, 2)
    kind: int = F32
    data_bytes: int = 64 * 2 * 4
    name: str = "weights"


def gguf(
    metadata: Mapping[str, Any] = CHAT, tensors: Sequence[Tensor] = (Tensor(),), *, version: int = 3, keys: int = -1
) -> bytes:
    """A whole file. keys lies about their number."""
    head = MAGIC + struct.pack("<IQQ", version, len(tensors), len(metadata) if keys < 0 else keys)
    head += b"".join(text(key) + value(item) for key, item in metadata.items())
    offset = 0
    for number, tensor in enumerate(tensors):
        head += text(f"{tensor.name}.{number}") + struct.pack("<I", len(tensor.shape))
        head += struct.pack(f"<{len(tensor.shape)}Q", *tensor.shape) + struct.pack("<IQ", tensor.kind, offset)
        offset += _padded(tensor.data_bytes)
    return head.ljust(_padded(len(head)), b"\0") + bytes(offset)


def text(words: str) -> bytes:
    raw = words.encode()
    return struct.pack("<Q", len(raw)) + raw


def value(item: Any) -> bytes:  # noqa: ANN401 - what a GGUF value can be
    kind, raw = _typed(item)
    return struct.pack("<I", kind) + raw


def _typed(item: Any) -> tuple[int, bytes]:  # noqa: ANN401 - what a GGUF value can be
    match item:
        case bool():
            return BOOL, struct.pack("<B", item)
        case int():
            return UINT32, struct.pack("<I", item)
        case float():
            return FLOAT32, struct.pack("<f", item)
        case str():
            return STRING, text(item)
        case list():
            kind = _typed(item[0])[0] if item else UINT32
            return ARRAY, struct.pack("<IQ", kind, len(item)) + b"".join(_typed(one)[1] for one in item)
    raise TypeError(item)


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
