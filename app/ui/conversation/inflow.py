"""Joins the pieces of an answer that streams in, so that the view draws 30 times a second and not with every token."""

from collections.abc import Callable
from time import thread_time
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS: Final = 33
# Drawing takes at most a quarter of the time, also where it is slow: an endless paragraph, a huge table.
_SHARE: Final = 4

Deliver = Callable[[str, str, str], None]
"""Gets a row's id, what came of its text and what came of its reasoning."""


class Inflow(QObject):
    def __init__(self, deliver: Deliver, parent: QObject) -> None:
        super().__init__(parent)
        self._deliver = deliver
        self._waiting: dict[str, tuple[list[str], list[str]]] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.drain)
        self._interval = INTERVAL_MS

    def add(self, row_id: str, *, text: str = "", reasoning: str = "") -> None:
        texts, reasonings = self._waiting.setdefault(row_id, ([], []))
        texts.append(text)
        reasonings.append(reasoning)
        if not self._timer.isActive():
            self._timer.start(self._interval)

    def drain(self) -> None:
        """Deliver what waits, now."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, {}
        begin = thread_time()
        for row_id, (texts, reasonings) in waiting.items():
            self._deliver(row_id, "".join(texts), "".join(reasonings))
        self._interval = max(INTERVAL_MS, round(_SHARE * 1000 * (thread_time() - begin)))

    def forget(self) -> None:
        self._timer.stop()
        self._waiting.clear()
