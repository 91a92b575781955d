"""Real vocabularies for tiny models: the tokenizer's keys of a GGUF file, taken over as they are."""

import struct
from dataclasses import dataclass, field
from pathlib import Path

import gguf

ARRAY, STRING = gguf.GGUFValueType.ARRAY, gguf.GGUFValueType.STRING
_SIZES = {
    **dict.fromkeys((gguf.GGUFValueType.UINT8, gguf.GGUFValueType.INT8, gguf.GGUFValueType.BOOL), 1),
    **dict.fromkeys((gguf.GGUFValueType.UINT16, gguf.GGUFValueType.INT16), 2),
    **dict.fromkeys((gguf.GGUFValueType.UINT32, gguf.GGUFValueType.INT32, gguf.GGUFValueType.FLOAT32), 4),
    **dict.fromkeys((gguf.GGUFValueType.UINT64, gguf.GGUFValueType.INT64, gguf.GGUFValueType.FLOAT64), 8),
}


@dataclass
class Vocabulary:
    """Keys with their values, as bytes of the file; the package gguf would need ten seconds for a big one."""

    pairs: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def tokens(self) -> list[str]:
        return self.texts["tokenizer.ggml.tokens"]

    @property
    def merges(self) -> list[str]:
        return self.texts["tokenizer.ggml.merges"]

    def token(self, name: str) -> int:
        return self.tokens.index(name)

    def without(self, *keys: str) -> "Vocabulary":
        kept = {key: pair for key, pair in self.pairs.items() if key.removeprefix("tokenizer.") not in keys}
        return Vocabulary(kept, self.texts)


def read(path: Path) -> Vocabulary:
    """The vocabulary of a GGUF file, with or without weights."""
    raw = path.read_bytes()
    found = Vocabulary()
    (count,) = struct.unpack_from("<Q", raw, 16)
    at = 24
    for _ in range(count):
        start = at
        key, at = _string(raw, at)
        at, texts = _value(raw, at)
        if key.startswith("tokenizer."):
            found.pairs[key], found.texts[key] = raw[start:at], texts
    return found


def write(writer: gguf.GGUFWriter, vocabulary: Vocabulary) -> None:
    """Adds the pairs to a file of which header and keys are written, and tensors are not."""
    (file,) = writer.fout or []
    file.write(b"".join(vocabulary.pairs.values()))
    file.seek(16)
    file.write(struct.pack("<Q", sum(map(len, writer.kv_data)) + len(vocabulary.pairs)))
    file.seek(0, 2)


def _string(raw: bytes, at: int) -> tuple[str, int]:
    (size,) = struct.unpack_from("<Q", raw, at)
    return raw[at + 8 : at + 8 + size].decode(), at + 8 + size


def _value(raw: bytes, at: int) -> tuple[int, list[str]]:
    """Where the value that begins with its type ends, and its texts."""
    kind, count, at = gguf.GGUFValueType(struct.unpack_from("<I", raw, at)[0]), 1, at + 4
    if kind is ARRAY:
        kind, count = struct.unpack_from("<IQ", raw, at)
        kind, at = gguf.GGUFValueType(kind), at + 12
    if kind is not STRING:
        return at + count * _SIZES[kind], []
    texts = []
    for _ in range(count):
        text, at = _string(raw, at)
        texts.append(text)
    return at, texts
