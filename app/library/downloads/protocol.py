"""What the queue and the child of one download say to each other: one typed message a line, as JSON.

The queue sends one Fetch and keeps the child's stdin open; the child leaves when it ends, so to pause is to end it.
The child tells each Connected, how far it is (Fetching, Verifying, both of them counted over all files), what it
learns of a file (Described), and closes with Fetched or Failed. An end without one of these is a death.
"""

import msgspec

from app.domain.fault import Fault
from app.domain.hub import Connection, RemoteFile
from app.engine.json_lines import line_of, read_line
from app.library.network.network import Network


class _Message(msgspec.Struct, frozen=True, tag_field="kind", tag=True):
    """The base of all: immutable, and named by its class on the wire."""


class Fetch(_Message, frozen=True):
    """folder is where the files will lie; silence_s is how long a host may say nothing."""

    repo: str
    revision: str
    files: tuple[RemoteFile, ...]
    folder: str
    network: Network
    silence_s: float


class Connected(_Message, frozen=True):
    """A request is about to be made."""

    connection: Connection


class Fetching(_Message, frozen=True):
    """Bytes of all files that are on the disk."""

    done_bytes: int


class Verifying(_Message, frozen=True):
    """Bytes of what is on the disk that were read again for its hash."""

    done_bytes: int


class Described(_Message, frozen=True):
    """What the host says now of the file at this place of the list, where that is not what the list says."""

    place: int
    file: RemoteFile


class Fetched(_Message, frozen=True):
    """All files are whole, checked and in their place."""


class Failed(_Message, frozen=True):
    fault: Fault


FromChild = Connected | Fetching | Verifying | Described | Fetched | Failed

_fetch: msgspec.json.Decoder[Fetch] = msgspec.json.Decoder(Fetch)
_from_child: msgspec.json.Decoder[FromChild] = msgspec.json.Decoder(FromChild)


def encode(message: Fetch | FromChild) -> bytes:
    """One line, with its newline."""
    return line_of(message)


def decode_fetch(line: bytes) -> Fetch:
    """Raises msgspec.DecodeError for anything that is none."""
    return read_line(line, _fetch)


def decode_from_child(line: bytes) -> FromChild:
    """Raises msgspec.DecodeError for anything that is no such message."""
    return read_line(line, _from_child)
