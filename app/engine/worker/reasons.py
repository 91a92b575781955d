"""Why llama.cpp would not load something: its last words turned into our errors."""

import re
from collections.abc import Sequence
from pathlib import Path

import psutil

from app.domain.engine_errors import LoadRefused, OutOfMemory
from app.domain.errors import MaruError
from app.domain.model_errors import (
    ModelCutShort,
    ModelDamaged,
    ModelMissing,
    ModelTooNew,
    ModelTooOld,
    ModelUnreadable,
    NotAlone,
    NotAModel,
    PartMissing,
    UnknownArchitecture,
    WrongByteOrder,
)
from app.engine.worker.native.header import read_header

_MAGIC = b"GGUF"
_OLDEST, _NEWEST = 2, 3
_OUT_OF_MEMORY = re.compile(
    r"failed to allocate|unable to allocate|out of memory|bad_alloc|ErrorOutOfDeviceMemory", re.IGNORECASE
)
# The header contradicts itself or its architecture.
_BLAMES_FILE = re.compile(r"missing tensor|wrong shape|wrong number of tensors|key not found|invalid|corrupted")
_DEVICE = re.compile(r"(?:allocate|allocating)\D*?\b([A-Z][A-Za-z]+\d*)(?:_\w+)? buffer", re.IGNORECASE)
_PART = re.compile(r"-(\d{5})-of-(\d{5})(\.gguf)$", re.IGNORECASE)
_NO_TENSOR_TYPE = re.compile(r"invalid ggml type (\d{1,3})\. ")  # larger numbers are damage
_NO_VOCABULARY = re.compile(r"unknown (?:pre-)?tokenizer[^:]*: '[^']*'")
_KIND = re.compile(r"general\.type str\s+= (\w+)")
_NOT_ALONE = {"adapter": "adapter", "mmproj": "projector"}
_BYTES = re.compile(r"(?:of size|allocate) (\d{4,})")


def check_file(path: Path) -> None:
    """What can be seen before llama.cpp is asked. Raises a ModelError."""
    _check_start(path)
    parts = parts_of(path)
    for number, part in enumerate(parts, start=1):
        if not part.exists():
            raise PartMissing(str(part), part=number, parts=len(parts))
    if path not in parts[:1]:
        raise NotAlone(str(path), kind="part")


def parts_of(path: Path) -> list[Path]:
    """The files of a split model, of which this is one; of any other only itself."""
    match = _PART.search(path.name)
    if not match:
        return [path]
    stem, count = path.name[: match.start()], int(match[2])
    return [path.with_name(f"{stem}-{number:05}-of-{match[2]}{match[3]}") for number in range(1, count + 1)]


def _check_start(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError:
        raise ModelMissing(str(path)) from None
    except (OSError, ValueError) as refusal:  # ValueError: a NUL in the path
        raise ModelUnreadable(str(path), str(refusal)) from None
    if start[:4] != _MAGIC:
        if start and _MAGIC.startswith(start):
            raise ModelCutShort(str(path), expected_bytes=0, actual_bytes=len(start))
        raise NotAModel(str(path))
    version = int.from_bytes(start[4:8], "little")
    if version and version & 0xFFFF == 0:  # the bytes of a small number, the other way round
        raise WrongByteOrder(str(path))
    if version > _NEWEST:
        raise ModelTooNew(str(path), version)
    if version < _OLDEST:
        raise ModelTooOld(str(path), version)


def why_not_loaded(path: Path, said: Sequence[str]) -> MaruError:
    """The error behind a load that failed, from what llama.cpp said meanwhile."""
    text = "\n".join(said)
    header = next((line for line in said if line.startswith("gguf_init_from")), "")
    last = re.search(r"error loading model: (.*)", text)
    if (kind := _KIND.search(text)) and kind[1] in _NOT_ALONE:
        error: MaruError = NotAlone(str(path), _NOT_ALONE[kind[1]])
    elif match := re.search(r"unknown model architecture: '([^']*)'", text):
        error = UnknownArchitecture(str(path), match[1])
    elif match := _NO_TENSOR_TYPE.search(header) or _NO_VOCABULARY.search(text):
        error = ModelTooNew(str(path), detail=match[0])
    elif "not within the file bounds" in text or re.search(r"failed to read (key-value|tensor)", header):
        # When the file ends inside its header the latter is the first thing that the reader says; when the header
        # lies, it first says in what.
        error = _cut_short(path)
    elif header:
        error = ModelDamaged(str(path), header.partition(": ")[2])
    elif _OUT_OF_MEMORY.search(text):
        error = out_of_memory(said)
    elif last and _BLAMES_FILE.search(last[1]):
        error = ModelDamaged(str(path), last[1])
    else:
        error = LoadRefused(str(path), last[1] if last else "\n".join(said[-5:]))
    return error


def _cut_short(path: Path) -> ModelCutShort:
    """The file that is too short; of a split model it may be any of its files."""
    found = [(part, _expected_size(part), part.stat().st_size) for part in parts_of(path)]
    short, expected, actual = next((one for one in found if not 0 < one[1] <= one[2]), found[0])
    return ModelCutShort(str(short), expected_bytes=expected, actual_bytes=actual)


def _expected_size(path: Path) -> int:
    """0 when its header cannot be read."""
    header = read_header(path)
    return header.end if header else 0


def why_no_context(path: Path, said: Sequence[str]) -> MaruError:
    """The error behind a context that could not be made over a loaded model."""
    if any(_OUT_OF_MEMORY.search(line) for line in said):
        return out_of_memory(said)
    return LoadRefused(str(path), "\n".join(said[-5:]))


def out_of_memory(said: Sequence[str]) -> OutOfMemory:
    """Device and bytes as far as they were said."""
    lines = [line for line in said if _OUT_OF_MEMORY.search(line)]
    device = next((match[1] for line in lines if (match := _DEVICE.search(line))), "CPU")
    sizes = [int(match[1]) for line in lines if (match := _BYTES.search(line))]
    free = psutil.virtual_memory().available if device == "CPU" else 0
    return OutOfMemory(device, max(sizes, default=0), free)
