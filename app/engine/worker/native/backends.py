"""Which of ggml's backends this process has, in the right order: those of its build, and packs that were added."""

import ctypes
import faulthandler
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.loading import GPU_BACKENDS
from app.engine.worker.native.library import FOLDER, function

SEARCH_S = 10.0
"""How long drivers may take to be loaded, and to say what they have."""
_LOG = 2


def commit() -> str:
    """That of llama.cpp from which the libraries were built, whole or its beginning; "" when they do not say."""
    found: bytes = function("ggml_commit", [], ctypes.c_char_p)()
    text = found.decode().removesuffix("-dirty")
    return "" if text == "unknown" else text


@dataclass(frozen=True)
class Backends:
    """With processor_only no graphics driver is touched, as far as backends are files of their own."""

    packs: Path | None = None
    processor_only: bool = False

    def load(self) -> None:
        """Once in a process. Packs come first: a card that two backends show belongs to the first one."""
        is_plain = bool(function("ggml_backend_reg_count", [], ctypes.c_size_t)())  # its backends are built in
        if self.processor_only:
            if not is_plain:
                _load(max(FOLDER.glob("*ggml-cpu*"), key=_score))
            return
        with patience():
            for library in self._of_packs():
                if sys.platform == "win32":
                    os.add_dll_directory(str(library.parent))  # what it needs lies beside it
                _load(library)
            if not is_plain:  # without a search of its folder it has none
                function("ggml_backend_load_all_from_path", [ctypes.c_char_p], None)(os.fsencode(FOLDER))

    def for_gpus(self) -> tuple[str, ...]:
        """Those that there are, by their names, whether or not they could be loaded."""
        files = {path.name for path in (*FOLDER.glob("*ggml-*"), *self._of_packs())}
        return tuple(name for word, name in GPU_BACKENDS.items() if any(f"ggml-{word}." in file for file in files))

    def _of_packs(self) -> list[Path]:
        """The library of each pack for this commit; in its folder COMMIT/NAME it is called [lib]ggml-NAME."""
        own = commit()
        folders = sorted(self.packs.glob(f"{own}*/*")) if self.packs and own else []
        return [file for folder in folders for file in folder.glob(f"*ggml-{folder.name}.*")]


@contextmanager
def patience(seconds: float = SEARCH_S) -> Iterator[None]:
    """Ends this process when what is done in it takes longer: a driver that hangs is stopped by nothing else."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=_LOG)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _load(library: Path) -> None:
    function("ggml_backend_load", [ctypes.c_char_p], ctypes.c_void_p)(os.fsencode(library))


def _score(variant: Path) -> int:
    """How well it suits this processor, as load_all asks too; 0 for one that it cannot run."""
    try:
        return int(ctypes.CDLL(str(variant)).ggml_backend_score())
    except (OSError, AttributeError):  # a build without variants has no score, and only one file
        return 0
