"""What ggml reads in the header of a GGUF file."""

import ctypes
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.engine.worker.native.library import function

_POINTER, _NUMBER, _SIZE = ctypes.c_void_p, ctypes.c_int64, ctypes.c_size_t
_UINT32, _STRING = 4, 8  # gguf_type


@dataclass(frozen=True)
class Header:
    """layers is 0 where it is not said. end is where the last tensor ends, in bytes from the file's start."""

    architecture: str
    layers: int
    end: int


class _Parameters(ctypes.Structure):
    _fields_ = (("no_alloc", ctypes.c_bool), ("ctx", _POINTER))


def read_header(path: Path) -> Header | None:
    """None when ggml cannot read it; its log says why."""
    pointer = function("gguf_init_from_file", [ctypes.c_char_p, _Parameters], _POINTER)(
        os.fsencode(path), _Parameters(no_alloc=True, ctx=None)
    )
    if not pointer:
        return None
    try:
        architecture = _value(pointer, "general.architecture", _STRING, ("gguf_get_val_str", ctypes.c_char_p)) or b""
        key = f"{architecture.decode(errors='replace')}.block_count"
        layers = _value(pointer, key, _UINT32, ("gguf_get_val_u32", ctypes.c_uint32)) or 0
        return Header(architecture.decode(errors="replace"), layers, _end(pointer))
    finally:
        function("gguf_free", [_POINTER], None)(pointer)


def _value(header: int, key: str, kind: int, read: tuple[str, Any]) -> Any:  # noqa: ANN401 - of the kind asked for
    """None where there is none of this kind; ggml would end the process if it were asked for another."""
    index = function("gguf_find_key", [_POINTER, ctypes.c_char_p], _NUMBER)(header, key.encode())
    if index < 0 or function("gguf_get_kv_type", [_POINTER, _NUMBER], ctypes.c_int)(header, index) != kind:
        return None
    name, result = read
    return function(name, [_POINTER, _NUMBER], result)(header, index)


def _end(header: int) -> int:
    start = function("gguf_get_data_offset", [_POINTER], _SIZE)(header)
    offset = function("gguf_get_tensor_offset", [_POINTER, _NUMBER], _SIZE)
    size = function("gguf_get_tensor_size", [_POINTER, _NUMBER], _SIZE)
    count = function("gguf_get_n_tensors", [_POINTER], _NUMBER)(header)
    return int(start + max((offset(header, index) + size(header, index) for index in range(count)), default=0))
