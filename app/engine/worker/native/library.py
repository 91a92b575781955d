"""The llama.cpp library as a whole: its backends, its log, its devices, and the header reader of ggml."""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from llama_cpp import llama_cpp as _loosely_typed

from app.domain.loading import Device

# llama_cpp's annotations describe C pointers only loosely; the wrappers in this room carry the true types.
C: Any = _loosely_typed

Log = Callable[[int, str], None]
DEBUG, INFO, WARN, ERROR, CONTINUED = 1, 2, 3, 4, 5

_FOLDER = Path(str(C._base_path))  # noqa: SLF001 - the only way to learn where the wheel put its libraries
_DEVICE_KINDS = ("cpu", "gpu", "igpu", "accel")


class Library:
    """llama.cpp, initialized once in this process; log gets a level and a text that may hold part of a line."""

    def __init__(self, log: Log) -> None:
        self._log = C.llama_log_callback(lambda level, text, _: log(level, text.decode(errors="replace")))
        C.llama_log_set(self._log, None)
        _load_backends()
        C.llama_backend_init()

    def devices(self) -> tuple[Device, ...]:
        return tuple(_describe(handle) for handle in _device_handles())


def llama_version() -> str:
    found: bytes = C.llama_version()
    return found.decode()


def device_handle(name: str) -> ctypes.c_void_p | None:
    """The handle that ggml has of a device, to be given to the model's parameters."""
    name_of = _function("ggml_backend_dev_name", [ctypes.c_void_p], ctypes.c_char_p)
    return next((handle for handle in _device_handles() if name_of(handle).decode() == name), None)


def _load_backends() -> None:
    """A build with loadable backends has none until its folder is searched; a plain build has its CPU built in."""
    if not _function("ggml_backend_reg_count", [], ctypes.c_size_t)():
        _function("ggml_backend_load_all_from_path", [ctypes.c_char_p], None)(os.fsencode(_FOLDER))


def _device_handles() -> Iterator[ctypes.c_void_p]:
    get = _function("ggml_backend_dev_get", [ctypes.c_size_t], ctypes.c_void_p)
    for index in range(_function("ggml_backend_dev_count", [], ctypes.c_size_t)()):
        yield ctypes.c_void_p(get(index))


def _describe(handle: ctypes.c_void_p) -> Device:
    def text(function: str, of: ctypes.c_void_p = handle) -> str:
        found: bytes | None = _function(function, [ctypes.c_void_p], ctypes.c_char_p)(of)
        return (found or b"").decode(errors="replace")

    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    memory = _function("ggml_backend_dev_memory", [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p], None)
    memory(handle, ctypes.byref(free), ctypes.byref(total))
    kind = _function("ggml_backend_dev_type", [ctypes.c_void_p], ctypes.c_int)(handle)
    registry = _function("ggml_backend_dev_backend_reg", [ctypes.c_void_p], ctypes.c_void_p)(handle)
    return Device(
        name=text("ggml_backend_dev_name"),
        description=text("ggml_backend_dev_description"),
        kind=_DEVICE_KINDS[kind] if kind < len(_DEVICE_KINDS) else "accel",
        backend=text("ggml_backend_reg_name", ctypes.c_void_p(registry)),
        free_bytes=free.value,
        total_bytes=total.value,
    )


def _function(name: str, arguments: list[Any], result: Any) -> Any:  # noqa: ANN401 - a C function has no Python type
    """A function of ggml that llama_cpp does not wrap.

    On Linux and macOS libllama's own handle finds it in the libraries it depends on (opening libggml.so anew would
    map a second copy with devices of its own: PACKAGING.md 1.3); on Windows each DLL is asked.
    """
    libraries = [C._lib]  # noqa: SLF001 - as above
    if sys.platform == "win32":
        libraries = [ctypes.CDLL(str(_FOLDER / dll)) for dll in ("ggml.dll", "ggml-base.dll")]
    found = next(getattr(library, name) for library in libraries if hasattr(library, name))
    found.argtypes, found.restype = arguments, result
    return found


def expected_size(path: Path) -> int:
    """Where the last tensor of a GGUF file ends by its header, in bytes; 0 when ggml cannot read the header."""

    class Parameters(ctypes.Structure):
        _fields_ = (("no_alloc", ctypes.c_bool), ("ctx", ctypes.c_void_p))

    read = _function("gguf_init_from_file", [ctypes.c_char_p, Parameters], ctypes.c_void_p)
    header = read(os.fsencode(path), Parameters(no_alloc=True, ctx=None))
    if not header:
        return 0
    pointer, number = ctypes.c_void_p, ctypes.c_int64
    count = _function("gguf_get_n_tensors", [pointer], number)(header)
    start = _function("gguf_get_data_offset", [pointer], ctypes.c_size_t)(header)
    offset = _function("gguf_get_tensor_offset", [pointer, number], ctypes.c_size_t)
    size = _function("gguf_get_tensor_size", [pointer, number], ctypes.c_size_t)
    ends = [offset(header, i) + size(header, i) for i in range(count)]
    _function("gguf_free", [pointer], None)(header)
    return int(start + max(ends, default=0))
