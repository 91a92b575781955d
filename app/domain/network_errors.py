"""What can go wrong between this computer and a host, as branches of the tree in errors.py.

MaruError
├── NetworkError              a host that was asked for something
│   ├── Offline
│   ├── HostUnreachable
│   ├── NotTrusted
│   ├── ProxyFailed
│   ├── HostFailed
│   ├── TooManyRequests
│   ├── NotAllowed
│   ├── NotThere
│   └── AnswerNotUnderstood
├── DownloadError             a file that was to be fetched
│   ├── NotEnoughSpace
│   ├── WrongHash
│   ├── FileChanged
│   └── UnsafeName
├── SignatureError            something that counts only when the makers of Maru have signed it
│   ├── NotSigned
│   ├── OtherKey
│   └── SignatureWrong
├── ReleaseError              what is announced of new versions of Maru
│   ├── ReleaseUnreadable
│   └── ReleaseTooOld
"""

from dataclasses import dataclass

from app.domain.errors import MaruError


@dataclass(eq=False)
class NetworkError(MaruError):
    """host is its name, without the path."""

    host: str


@dataclass(eq=False)
class Offline(NetworkError):
    """The person switched the network off: nothing was even tried."""


@dataclass(eq=False)
class HostUnreachable(NetworkError):
    """No connection, a broken one, or no answer in time.

    detail is dns, refused, timeout, broken or address, else the system's own words.
    """

    detail: str = ""


@dataclass(eq=False)
class NotTrusted(NetworkError):
    """No encrypted connection that can be trusted: another certificate, an expired one, or none at all."""

    detail: str = ""


@dataclass(eq=False)
class ProxyFailed(NetworkError):
    """The host in between, which is named here, is not there, or would not pass us on."""

    detail: str = ""


@dataclass(eq=False)
class HostFailed(NetworkError):
    """It answered with a fault of its own (HTTP 5xx), or sends us round in circles."""

    status: int = 0


@dataclass(eq=False)
class TooManyRequests(NetworkError):
    """It wants us to wait; 0 means that it does not say how long."""

    wait_s: int = 0


@dataclass(eq=False)
class NotAllowed(NetworkError):
    """401 or 403: a gated model whose terms must be accepted on its page (url), or a token that is missing or wrong."""

    name: str = ""
    url: str = ""
    had_token: bool = False


@dataclass(eq=False)
class NotThere(NetworkError):
    """404: no such model or file. An empty name: it has no list of models at all."""

    name: str = ""


@dataclass(eq=False)
class AnswerNotUnderstood(NetworkError):
    """Something else came than what was asked for, such as the log-in page of a hotel."""

    detail: str = ""


@dataclass(eq=False)
class DownloadError(MaruError):
    """name is the file's, as the host calls it."""

    name: str


@dataclass(eq=False)
class NotEnoughSpace(DownloadError):
    """In the folder path."""

    path: str = ""
    needed_bytes: int = 0
    free_bytes: int = 0


@dataclass(eq=False)
class WrongHash(DownloadError):
    """What came is not what the host says it is."""


@dataclass(eq=False)
class FileChanged(DownloadError):
    """The host has another file under this name now than when the download began."""


@dataclass(eq=False)
class UnsafeName(DownloadError):
    """A name that would lead out of the folder, or that not every system takes."""


@dataclass(eq=False)
class SignatureError(MaruError):
    """name is what people call the thing that was to be signed."""

    name: str


@dataclass(eq=False)
class NotSigned(SignatureError):
    """No signature at all, or none in the format that we read."""


@dataclass(eq=False)
class OtherKey(SignatureError):
    """Signed with a key that is not ours."""


@dataclass(eq=False)
class SignatureWrong(SignatureError):
    """It names our key, but does not hold: what came, or its comment, is not what was signed."""


@dataclass(eq=False)
class ReleaseError(MaruError):
    """name is that of the file which announces it."""

    name: str


@dataclass(eq=False)
class ReleaseUnreadable(ReleaseError):
    """Signed by us, but not in a form that this version knows."""

    detail: str = ""


@dataclass(eq=False)
class ReleaseTooOld(ReleaseError):
    """An announcement of long ago, sent again: it names a version older than one (known) that is there already."""

    version: str = ""
    known: str = ""
