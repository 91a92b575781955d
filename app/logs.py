"""What is logged, and the reports of our own failures; the engine's child writes a log of its own beside it.

Nothing that a person or a model has written is ever logged.
"""

import logging
import os
import platform
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from app import __version__

LEVELS = ("debug", "info", "warning", "error")
LARGEST_BYTES = 1_000_000
FILES_KEPT = 3
REPORTS_KEPT = 10
LONGEST_LINE = 300
"""An exception's own message may quote what was typed: of a report's line no more than this is kept."""

log = logging.getLogger(__name__)


def start_log(folder: Path, *, level: str = "info") -> Callable[[], None]:
    """Everything of this level and above goes to maru.log, and what nobody caught, on any thread, into a report too.

    A folder that cannot be written costs the log, no more. Returns the way back.
    """
    root = logging.getLogger()
    before = root.level, logging.raiseExceptions, sys.excepthook, threading.excepthook
    handler = _handler(folder)
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.raiseExceptions = False  # a full disk must not print tracebacks over an answer
    logging.captureWarnings(capture=True)  # a library's warning is for us, not for the person at the terminal

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            before[2](kind, error, trace)  # Ctrl-C and the like
            return
        report = write_report(folder, error.with_traceback(trace))
        log.error("not caught: %s, see %s", kind.__name__, report)

    def note_thread(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value:
            note(failed.exc_type, failed.exc_value, failed.exc_traceback)

    sys.excepthook, threading.excepthook = note, note_thread

    def stop() -> None:
        level_before, logging.raiseExceptions, sys.excepthook, threading.excepthook = before
        logging.captureWarnings(capture=False)
        root.setLevel(level_before)
        root.removeHandler(handler)
        handler.close()

    return stop


def write_report(folder: Path, error: BaseException) -> Path:
    """What we need to find our mistake, in a file of its own. Where nothing can be written, devnull's path."""
    name = time.strftime(f"maru-report-%Y-%m-%d-%H%M%S-{os.getpid()}.txt")
    for place in (folder, Path(tempfile.gettempdir())):
        try:
            place.mkdir(parents=True, exist_ok=True)
            with (place / name).open("a", encoding="utf-8", errors="replace") as file:
                file.write(_report(error))
        except OSError:
            continue
        _forget_old_reports(place)
        return place / name
    return Path(os.devnull)


def _handler(folder: Path) -> logging.Handler:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(
            folder / "maru.log", maxBytes=LARGEST_BYTES, backupCount=FILES_KEPT, encoding="utf-8", errors="replace"
        )
    except OSError:
        return logging.NullHandler()  # without any handler Python would print to stderr
    file.setFormatter(_Brief("%(asctime)s %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s"))
    return file


class _Brief(logging.Formatter):
    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        match ei:
            case (_, BaseException() as error, _):
                return "\n".join(_trace(error))
        return ""


def _report(error: BaseException) -> str:
    system = f"{platform.platform()} {platform.machine()}, Python {platform.python_version()}"
    frozen = ", frozen" if getattr(sys, "frozen", False) else ""
    return "\n".join(
        (f"Maru {__version__}{frozen}", system, time.strftime("%Y-%m-%d %H:%M:%S %z"), "", *_trace(error), "")
    )


def _trace(error: BaseException) -> list[str]:
    lines = "".join(traceback.format_exception(error)).splitlines()
    return [line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in lines]


def _forget_old_reports(folder: Path) -> None:
    for old in sorted(folder.glob("maru-report-*.txt"), reverse=True)[REPORTS_KEPT:]:
        old.unlink(missing_ok=True)
