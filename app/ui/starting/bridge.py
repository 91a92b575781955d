"""The one place where other threads meet Qt: actions hop to the GUI thread through Qt's queue."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class GuiThread(QObject):
    """Runs actions on the thread it was made on, in the order in which they were posted."""

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, action: Callable[[], None]) -> None:
        """May be called from any thread; this is the window's `deliver`."""
        self._posted.emit(action)

    def _run(self, action: Callable[[], None]) -> None:
        action()
