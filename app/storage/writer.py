"""The one thread that writes to the database: operations in the order of asking, each one transaction."""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path

from app.domain.storage_errors import DatabaseDamaged
from app.storage.connection import connect, transact
from app.storage.failures import explained

Operation = Callable[[sqlite3.Connection], object]


class Writer:
    """Futures are done when the operation is in the file; their exception is a MaruError for the world's failures.

    Raises sqlite3.Error when the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.met_damage = False
        self._path = path
        self._connection = connect(path, shared=True)
        self._queue: queue.SimpleQueue[tuple[Operation, Future[None]] | None] = queue.SimpleQueue()
        self._last: Future[None] | None = None
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, operation: Operation) -> "Future[None]":
        self._last = future = Future[None]()
        self._queue.put((operation, future))
        return future

    def catch_up(self) -> None:
        """Return when what was submitted before is written, or has failed. Never for a callback of these futures."""
        if self._last:
            wait([self._last])

    def close(self) -> None:
        """Write what is queued, then end."""
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while queued := self._queue.get():
            operation, future = queued
            try:
                with explained(self._path):
                    transact(self._connection, operation)
            except Exception as error:  # noqa: BLE001 - it belongs to whoever asked
                self.met_damage |= isinstance(error, DatabaseDamaged)
                future.set_exception(error)
            else:
                future.set_result(None)
