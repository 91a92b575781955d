"""Notices that files came, went or changed: at once where the system tells, else when the window comes back."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_REST_MS: Final = 700
"""A copy in progress changes its folder many times a second; we look when it rests."""


class FolderWatch(QObject):
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.changed)
        self._watcher.directoryChanged.connect(self._await_rest)
        self._watcher.fileChanged.connect(self._await_rest)

    def watch(self, paths: Iterable[Path]) -> None:
        """These folders and no others; a file too, where it matters that somebody writes into it.

        To be asked again after each change: what is gone, or exchanged for another of its name, is watched no more.
        """
        wanted = {str(path) for path in paths if path.exists()}
        known = {*self._watcher.directories(), *self._watcher.files()}
        if gone := known - wanted:
            self._watcher.removePaths(list(gone))
        if new := wanted - known:
            self._watcher.addPaths(list(new))

    def _await_rest(self) -> None:
        self._rest.start()
