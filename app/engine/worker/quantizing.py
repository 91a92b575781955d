"""A smaller copy of a model: refused early, written beside its place, and put there only when it is whole."""

import os
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import psutil

from app.domain.engine_errors import Stopped
from app.domain.errors import MaruError
from app.domain.loading import QUANTIZATIONS
from app.domain.model_errors import CannotQuantize
from app.domain.network_errors import NotEnoughSpace
from app.domain.storage_errors import DiskFailed
from app.engine.protocol import Quantize
from app.engine.worker.journal import Journal
from app.engine.worker.native.quantize import quantize
from app.engine.worker.reasons import check_file, why_not_loaded

_LOOK_S = 0.1
_MIB = 1024**2
_DONE = re.compile(r"^\[\s*(\d+)/\s*(\d+)\]")
_TENSOR_TYPE = re.compile(r"^\[.*\], type =\s*(\w+), size = [^(]*(\()?")
_SIZE = re.compile(r"quant size\s*=\s*([\d.]+) MiB")
_FAILED = re.compile(r"failed to quantize: (.*)")
_FULL = {"f32", "f16", "bf16"}


class Copy:
    """Made in a child that ends with it: llama.cpp's quantizer cannot be stopped in any other way."""

    def __init__(self, message: Quantize, journal: Journal) -> None:
        self._message = message
        self._journal = journal
        self._source, self._target = Path(message.source), Path(message.target)
        self._part = self._target.with_name(f".{self._target.name}.{os.getpid()}.part")

    def run(self, *, progress: Callable[[float], None], is_unwanted: Callable[[], bool]) -> int:
        """The bytes of the copy. Raises ModelError, NotEnoughSpace, DiskFailed, Stopped."""
        try:
            needed = self._check()
            _sweep(self._target.parent)
            self._write(needed, progress, is_unwanted)
            with self._part.open("r+b") as file:
                os.fsync(file.fileno())
            self._part.replace(self._target)
        except OSError as error:
            raise DiskFailed(str(self._target), detail=error.strerror or str(error)) from error
        finally:
            _remove(self._part)
        return self._target.stat().st_size

    def _check(self) -> int:
        """The bytes that it will take, from a dry run. Raises what stands in its way."""
        message = self._message
        if message.type not in QUANTIZATIONS:
            raise CannotQuantize(message.source, why="type", detail=message.type)
        check_file(self._source)
        if self._target.exists() and self._target.samefile(self._source):
            raise CannotQuantize(message.source, why="same_file")
        with self._journal.listening() as said:
            if not quantize(self._source, self._part, kind=message.type, again=True, threads=message.threads, dry=True):
                raise self._failure(said)
        changed = {match[1] for line in said if (match := _TENSOR_TYPE.match(line)) and match[2]}
        if changed - _FULL and not message.again:
            raise CannotQuantize(message.source, why="quantized", detail=", ".join(sorted(changed - _FULL)).upper())
        size = next((float(match[1]) for line in said if (match := _SIZE.search(line))), 0.0)
        needed = int((size + 1) * _MIB) + min(self._source.stat().st_size, 16 * _MIB)  # the header, with its vocabulary
        self._check_room(needed)
        return needed

    def _check_room(self, needed: int) -> None:
        try:
            free = shutil.disk_usage(self._target.parent).free
        except OSError as error:
            raise DiskFailed(str(self._target.parent), detail=error.strerror or str(error)) from error
        if free < needed:
            raise NotEnoughSpace(self._target.name, str(self._target.parent), needed, free)

    def _write(self, needed: int, progress: Callable[[float], None], is_unwanted: Callable[[], bool]) -> None:
        message, done = self._message, threading.Event()
        succeeded = False

        def work() -> None:
            nonlocal succeeded
            succeeded = quantize(
                self._source, self._part, kind=message.type, again=message.again, threads=message.threads, dry=False
            )
            done.set()

        with self._journal.listening() as said:
            threading.Thread(target=work, name="quantize", daemon=True).start()
            last = -1.0
            while not done.wait(_LOOK_S):
                if is_unwanted():
                    raise Stopped
                fraction = _fraction(said)
                if fraction != last:
                    progress(fraction)
                    last = fraction
        if not succeeded:
            _remove(self._part)
            self._check_room(needed)
            raise self._failure(said)
        progress(1.0)

    def _failure(self, said: list[str]) -> MaruError:
        found = next((match[1] for line in said if (match := _FAILED.search(line))), "")
        header = any(line.startswith("gguf_init_from") for line in said)
        if header or "unknown model architecture" in found or "file bounds" in found:
            return why_not_loaded(self._source, [*said, f"error loading model: {found}"])
        return CannotQuantize(self._message.source, detail=found or "\n".join(said[-3:]))


def _fraction(said: list[str]) -> float:
    match = next((found for line in reversed(said) if (found := _DONE.match(line))), None)
    return int(match[1]) / int(match[2]) if match else 0.0


def _sweep(folder: Path) -> None:
    """Remove what processes that were killed left of their copies."""
    for part in folder.glob(".*.part"):
        owner = part.name.rsplit(".", 2)[-2]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            _remove(part)


def _remove(part: Path) -> None:
    """Windows keeps a file that is still open; then the next run sweeps it away."""
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return
