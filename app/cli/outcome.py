"""How a role ends: an exit code, and for failures a sentence on stderr, never a traceback."""

import logging
import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from app.cli.terminal import complain
from app.domain.errors import MaruError
from app.paths import Paths
from app.words.catalog import _
from app.words.failures import sentence

DONE, FAILED, WRONG, OURS = 0, 1, 2, 3
log = logging.getLogger(__name__)


class Left(BaseException):
    """The person or the system ends the program. What was under way is kept by whoever holds it."""


def guard(role: Callable[[], int], paths: Paths) -> int:
    """Runs the role; whatever happens is an exit code."""
    threading.excepthook = lambda failed: log.error("a thread failed", exc_info=failed.exc_value)
    try:
        return role()
    except MaruError as error:
        log.info("ended by %s", error)
        complain(sentence(error).text)
        return FAILED
    except (Left, KeyboardInterrupt):
        return FAILED
    except BrokenPipeError:  # `maru chats list | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the last place that can say so in a sentence
        return _report(error, paths)


def _report(error: Exception, paths: Paths) -> int:
    report = _write(traceback.format_exc(), paths.logs)
    complain(
        _("Maru made a mistake ({kind}). The report is in “{path}”.").format(kind=type(error).__name__, path=report)
    )
    return OURS


def _write(text: str, folder: Path) -> str:
    """The report's path; where nothing can be written, the temporary folder will do."""
    name = f"report-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    for place in (folder, Path(tempfile.gettempdir())):
        try:
            place.mkdir(parents=True, exist_ok=True)
            path = place / name
            path.write_text(text, encoding="utf-8")
            return str(path)
        except OSError:
            continue
    return os.devnull
