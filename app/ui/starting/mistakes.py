"""Our own mistakes while the window is open: written down, said once, and the window lives on."""

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from app.domain.event import Deliver
from app.logs import write_report

log = logging.getLogger(__name__)


class MistakeWatch:
    """Qt swallows what a slot raises, and a thread dies alone; Python's hooks hear of both."""

    def __init__(self, logs: Path, deliver: Deliver, *, tell: Callable[[], None]) -> None:
        self._logs = logs
        self._deliver = deliver
        self._tell = tell
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._hear
        threading.excepthook = self._hear_thread

    def close(self) -> None:
        """As it was before."""
        sys.excepthook, threading.excepthook = self._before

    def _hear(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("a mistake of ours", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            write_report(self._logs, error)
        self._deliver(self._tell)

    def _hear_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value:
            self._hear(args.exc_type, args.exc_value, args.exc_traceback)
