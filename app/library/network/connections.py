"""Keeps the list of every request that ever went out: to which host, when and why."""

import logging
from pathlib import Path

import msgspec

from app.domain.event import Event
from app.domain.hub import Connection
from app.storage.files import replace_file

LARGEST = 512 * 1024
"""Bytes; some five thousand requests. Beyond that the older half is forgotten."""
log = logging.getLogger(__name__)
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Connection] = msgspec.json.Decoder(Connection)


class Connections:
    """The list, one JSON line each. What cannot be written is kept for this run at least."""

    def __init__(self, path: Path, *, largest: int = LARGEST) -> None:
        self._path = path
        self._largest = largest
        self._unwritten: list[Connection] = []
        self.noted: Event[[Connection]] = Event()

    def append(self, connection: Connection) -> None:
        self.noted(connection)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                file.write(_encoder.encode(connection) + b"\n")
                is_full = file.tell() > self._largest
            if is_full:
                self._forget_half()
        except OSError as error:
            log.warning("a connection could not be noted in %s: %s", self._path, error)
            self._unwritten.append(connection)

    def read(self) -> tuple[Connection, ...]:
        """The oldest first. A line that is no connection, as after a power cut, is left out."""
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            lines = []
        except OSError as error:
            log.warning("the list of connections in %s could not be read: %s", self._path, error)
            lines = []
        known = (_connection(line) for line in lines)
        return (*(connection for connection in known if connection), *self._unwritten)

    def _forget_half(self) -> None:
        lines = self._path.read_bytes().splitlines(keepends=True)
        replace_file(self._path, b"".join(lines[len(lines) // 2 :]))


def _connection(line: bytes) -> Connection | None:
    try:
        return _decoder.decode(line)
    except msgspec.DecodeError:
        return None
