"""Why llama.cpp would not load something: its last words turned into our errors."""

import re
from collections.abc import Sequence
from pathlib import Path

import psutil

from app.domain.errors import (
    LoadRefused,
    MaruError,
    ModelCutShort,
    ModelDamaged,
    ModelMissing,
    ModelTooNew,
    ModelTooOld,
    ModelUnreadable,
    NotAModel,
    OutOfMemory,
    UnknownArchitecture,
    WrongByteOrder,
)
from app.engine.worker.native.library import expected_size

_MAGIC = b"GGUF"
_OLDEST, _NEWEST = 2, 3
_OUT_OF_MEMORY = re.compile(
    r"failed to allocate|unable to allocate|out of memory|bad_alloc|ErrorOutOfDeviceMemory", re.IGNORECASE
)
# The header contradicts itself or its architecture.
_BLAMES_FILE = re.compile(r"missing tensor|wrong shape|wrong number of tensors|key not found|invalid|corrupted")
_DEVICE = re.compile(r"(?:allocate|allocating)\D*?\b([A-Z][A-Za-z]+\d*)(?:_\w+)? buffer", re.IGNORECASE)
_BYTES = re.compile(r"(?:of size|allocate) (\d{4,})")


def check_file(path: Path) -> None:
    """What can be seen before llama.cpp is asked. Raises a ModelError."""
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
    if match := re.search(r"unknown model architecture: '([^']*)'", text):
        error: MaruError = UnknownArchitecture(str(path), match[1])
    elif "not within the file bounds" in text:
        error = ModelCutShort(str(path), expected_bytes=expected_size(path), actual_bytes=path.stat().st_size)
    elif re.search(r"failed to read (key-value|tensor)", header):
        # When the file ends inside its header this is the first thing that the reader says; when the header lies,
        # it first says in what.
        error = ModelCutShort(str(path), expected_bytes=0, actual_bytes=path.stat().st_size)
    elif header:
        error = ModelDamaged(str(path), header.partition(": ")[2])
    elif _OUT_OF_MEMORY.search(text):
        error = out_of_memory(said)
    elif (match := re.search(r"error loading model: (.*)", text)) and _BLAMES_FILE.search(match[1]):
        error = ModelDamaged(str(path), match[1])
    else:
        error = LoadRefused(str(path), match[1] if match else "\n".join(said[-5:]))
    return error


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
