"""What the program and its Hub child say to each other: one typed message a line, as JSON over stdin and stdout.

The child speaks first with Hello; the program answers with Use, which says how hosts are reached. Then it asks, and
every request is ended by exactly one closing message with its number, unless it was cancelled:

==========  =================
asked       closed by
==========  =================
Find        Found | Failed
Look        Looked | Failed
ReadHeader  HeaderRead | Failed
AskRelease  ReleaseTold | Failed
Cancel      (nothing)
==========  =================

Connected comes at any time, before each request to a host. The child leaves when its stdin ends, and by itself, with
exit code 0, when nobody has asked for a while: whatever it did not answer then is asked again of the next one.
"""

import msgspec

from app.domain.fault import Fault
from app.domain.hub import Connection, Entry, RemoteFile, Repository, Search
from app.domain.release import Release, ReleaseSource
from app.library.headers.header import Header
from app.library.network.network import Network

VERSION = 2


class _Message(msgspec.Struct, frozen=True, tag_field="kind", tag=True):
    """The base of all: immutable, and named by its class on the wire."""


class Hello(_Message, frozen=True):
    version: int = VERSION


class Use(_Message, frozen=True):
    network: Network


class Find(_Message, frozen=True):
    request: int
    search: Search


class Look(_Message, frozen=True):
    """Ask what is in the repository now, or was at a revision."""

    request: int
    repo: str
    revision: str = ""


class ReadHeader(_Message, frozen=True):
    """Ask what a file says of itself; of a split model all parts are named, in order, and joined."""

    request: int
    repo: str
    revision: str
    files: tuple[RemoteFile, ...]


class AskRelease(_Message, frozen=True):
    """Ask which version of Maru is the newest; this is of another host than the Hub's."""

    request: int
    source: ReleaseSource


class Cancel(_Message, frozen=True):
    request: int


class Found(_Message, frozen=True):
    request: int
    entries: tuple[Entry, ...]


class Looked(_Message, frozen=True):
    request: int
    repository: Repository


class HeaderRead(_Message, frozen=True):
    request: int
    header: Header


class ReleaseTold(_Message, frozen=True):
    request: int
    release: Release


class Failed(_Message, frozen=True):
    request: int
    fault: Fault


class Connected(_Message, frozen=True):
    connection: Connection


Question = Find | Look | ReadHeader | AskRelease
Answer = Found | Looked | HeaderRead | ReleaseTold | Failed
ToHub = Use | Question | Cancel
FromHub = Hello | Connected | Answer

_encoder = msgspec.json.Encoder()
_to_hub: msgspec.json.Decoder[ToHub] = msgspec.json.Decoder(ToHub)
_from_hub: msgspec.json.Decoder[FromHub] = msgspec.json.Decoder(FromHub)


def encode(message: ToHub | FromHub) -> bytes:
    """One line, with its newline."""
    return _encoder.encode(message) + b"\n"


def decode_to_hub(line: bytes) -> ToHub:
    """Raises msgspec.DecodeError for anything that is no such message."""
    return _to_hub.decode(line)


def decode_from_hub(line: bytes) -> FromHub:
    """Raises msgspec.DecodeError for anything that is no such message."""
    return _from_hub.decode(line)
