"""One window on a data folder: whoever starts the program again is led to the window that is open, with their files."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if sys.platform == "win32":
    import ctypes

_TAKEN: Final = b"taken\n"
_PATIENCE_MS: Final = 3_000
"""For one step of the talk. A window that does not answer is not waited for any longer."""
_MOST_BYTES: Final = 1 << 20
_TOKENS: Final = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""How a Linux desktop lets a program that it has started come to the front."""


def hand_over(place: str, files: Sequence[str]) -> bool:
    """Whether the window that listens there has come to the front and taken the files."""
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # who was started by a person may pass the front on
    if not _is_ours(place):
        return False
    socket = QLocalSocket()
    socket.connectToServer(place)
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    token = next((os.environ[name] for name in _TOKENS if os.environ.get(name)), "")
    socket.write(json.dumps({"files": list(files), "token": token}).encode() + b"\n")
    while not socket.canReadLine():
        if not socket.waitForReadyRead(_PATIENCE_MS):
            return False
    return socket.readLine().data() == _TAKEN


class Reception(QObject):
    """Hears of second starts. Whoever makes it holds the folder's lock: a socket that is found is a dead program's."""

    called = Signal(tuple, str)
    """The files to be opened, and the desktop's token for coming to the front."""

    def __init__(self, place: str, parent: QObject) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        QLocalServer.removeServer(place)
        self._server.listen(place)  # where it cannot be, a second start is told that the folder is in use

    def close(self) -> None:
        self._server.close()

    def _welcome(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.setReadBufferSize(_MOST_BYTES)
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._hear(socket))
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if socket.canReadLine():
            said = _understood(bytes(socket.readLine().data()))
            if said:
                socket.write(_TAKEN)
                socket.flush()
            socket.disconnectFromServer()
            if said:
                self.called.emit(*said)
        elif socket.bytesAvailable() >= _MOST_BYTES:
            socket.abort()


def _understood(line: bytes) -> tuple[tuple[str, ...], str] | None:
    """The files and the token; None for what no program of ours has said."""
    try:
        said = json.loads(line)
        return tuple(map(str, said["files"])), str(said["token"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _is_ours(place: str) -> bool:
    """Nobody else may stand in for our window, where everybody may lay files."""
    if sys.platform == "win32":
        return True
    try:
        return Path(place).stat().st_uid == os.getuid()
    except OSError:
        return False
