"""The llama.cpp library as a whole: its log, and the functions of ggml that llama_cpp does not wrap."""

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from llama_cpp import llama_cpp as _loosely_typed

# llama_cpp's annotations describe C pointers only loosely; the wrappers in this room carry the true types.
C: Any = _loosely_typed

Log = Callable[[int, str], None]
DEBUG, INFO, WARN, ERROR, CONTINUED = 1, 2, 3, 4, 5

FOLDER = Path(str(C._base_path))  # noqa: SLF001 - the only way to learn where the wheel put its libraries


class Library:
    """llama.cpp, initialized once in this process; log gets a level and a text that may hold part of a line."""

    def __init__(self, log: Log) -> None:
        self._log = C.llama_log_callback(lambda level, text, _: log(level, text.decode(errors="replace")))
        C.llama_log_set(self._log, None)
        C.llama_backend_init()


def llama_version() -> str:
    found: bytes = C.llama_version()
    return found.decode()


def function(name: str, arguments: list[Any], result: Any) -> Any:  # noqa: ANN401 - a C function has no Python type
    """A function of ggml that llama_cpp does not wrap.

    On Linux and macOS libllama's own handle finds it in the libraries it depends on (opening libggml.so anew would
    map a second copy with devices of its own: PACKAGING.md 1.3); on Windows each DLL is asked.
    """
    libraries = [C._lib]  # noqa: SLF001 - as above
    if sys.platform == "win32":
        libraries = [ctypes.CDLL(str(FOLDER / dll)) for dll in ("ggml.dll", "ggml-base.dll")]
    found = next(getattr(library, name) for library in libraries if hasattr(library, name))
    found.argtypes, found.restype = arguments, result
    return found
