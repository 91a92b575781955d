"""How a role ends: an exit code, and for failures a sentence on stderr, never a traceback."""

import errno
import logging
import os
import sys
from collections.abc import Callable

from app.cli.terminal import complain
from app.domain.errors import MaruError, NotFound
from app.domain.network_errors import NotAllowed
from app.domain.preset_errors import VariableMissing
from app.domain.storage_errors import FolderReadOnly
from app.library.network.network import OFFICIAL_HOST, is_official
from app.logs import write_report
from app.paths import Paths
from app.words.catalog import _
from app.words.failures import sentence

DONE, FAILED, WRONG, OURS = 0, 1, 2, 3
LISTED_BY = {"model": "models", "chat": "chats", "preset": "presets", "pack": "packs"}
"""The role that lists what is not found, by its kind."""
log = logging.getLogger(__name__)


class Left(BaseException):
    """The person or the system ends the program. What was under way is kept by whoever holds it."""


def guard(role: Callable[[], int], paths: Paths) -> int:
    """Runs the role; whatever happens is an exit code."""
    try:
        return role()
    except MaruError as error:
        log.info("ended by %s", type(error).__name__)
        complain(_in_words(error))
        return FAILED
    except (Left, KeyboardInterrupt):
        return FAILED
    except BrokenPipeError:  # `maru chats list | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        return _unwritten() if error.errno == errno.ENOSPC else _ours(error, paths)
    except Exception as error:  # noqa: BLE001 - the last place that can say so in a sentence
        return _ours(error, paths)


def _in_words(error: MaruError) -> str:
    return " ".join(filter(None, (sentence(error).text, _hint(error))))


def _hint(error: MaruError) -> str:
    """What a button or a form is for in the window; empty where the sentence says it all."""
    match error:
        case NotAllowed(name=name, url=url) if name:
            hint = (
                _("Its page is {url}; here the token is read from HF_TOKEN.")
                if is_official(url)
                else _("Its page is {url}. A token is only ever sent to {official}: fetch it from there.")
            )
            return hint.format(url=url, official=OFFICIAL_HOST)
        case VariableMissing(name=name):
            return _("Give it with --var {name}=VALUE.").format(name=name)
        case FolderReadOnly():
            return _("Allow writing there, or choose another folder with --data-dir.")
        case NotFound(kind=kind, near="") if kind in LISTED_BY:
            return _("“maru {role} list” shows what there is.").format(role=LISTED_BY[kind])
    return ""


def _unwritten() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter would try once more
    complain(_("What was to be written does not fit: the disk is full."))
    return FAILED


def _ours(error: Exception, paths: Paths) -> int:
    report = write_report(paths.logs, error)
    complain(_("Maru made a mistake. The report is in “{path}”.").format(path=report))
    return OURS
