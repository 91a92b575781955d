"""What goes on behind the window, shown quietly: downloads in the sidebar, connections in the line at the foot."""

from PySide6.QtCore import QObject, Signal

from app.domain.hub import Connection, Reason
from app.library.downloads.queue import Downloads
from app.library.network.connections import Connections
from app.ui.models.download_words import all_in_short
from app.ui.window.main_window import MainWindow


class Activity(QObject):
    changed = Signal()
    """A download has come further, or another way."""

    def __init__(self, window: MainWindow, downloads: Downloads, connections: Connections) -> None:
        super().__init__(window)
        self._window = window
        self._downloads = downloads
        self._connected = self._others = 0
        self._leaves = [
            downloads.changed.connect(self._show_downloads),
            connections.noted.connect(self._count),
        ]
        self._show_downloads()

    def leave(self) -> None:
        for leave in self._leaves:
            leave()

    def _show_downloads(self) -> None:
        words, full = all_in_short(self._downloads.entries())
        self._window.sidebar.show_fetching(words, full=full)
        self.changed.emit()

    def _count(self, connection: Connection) -> None:
        self._connected += 1
        self._others += connection.reason is Reason.UPDATE
        self._window.quiet_line.show_connections(self._connected, others=self._others)
