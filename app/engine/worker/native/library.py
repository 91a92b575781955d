"""The llama.cpp library as a whole: its backends, its log, and the functions of ggml that llama_cpp does not wrap."""

import ctypes
import os
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
    """llama.cpp, initialized once in this process; log gets a level and a text that may hold part of a line.

    With processor_only no graphics driver is touched, as far as backends are files of their own.
    """

    def __init__(self, log: Log, *, processor_only: bool = False) -> None:
        self._log = C.llama_log_callback(lambda level, text, _: log(level, text.decode(errors="replace")))
        C.llama_log_set(self._log, None)
        if not function("ggml_backend_reg_count", [], ctypes.c_size_t)():  # a plain build has its CPU built in
            _load_processor() if processor_only else _load_all()
        C.llama_backend_init()


def llama_version() -> str:
    found: bytes = C.llama_version()
    return found.decode()


def _load_all() -> None:
    """A build with loadable backends has none until its folder is searched."""
    function("ggml_backend_load_all_from_path", [ctypes.c_char_p], None)(os.fsencode(FOLDER))


def _load_processor() -> None:
    """The variant that suits this processor best, as load_all chooses it."""
    best = max(FOLDER.glob("*ggml-cpu*"), key=_score)
    function("ggml_backend_load", [ctypes.c_char_p], ctypes.c_void_p)(os.fsencode(best))


def _score(variant: Path) -> int:
    """0 for one that this processor cannot run."""
    try:
        return int(ctypes.CDLL(str(variant)).ggml_backend_score())
    except (OSError, AttributeError):  # a build without variants has no score, and only one file
        return 0


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
