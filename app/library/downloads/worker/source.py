"""What a host says of a file and how its bytes are asked for; every answer is checked before a byte is believed.

huggingface_hub makes the address and asks what is there. Its `http_get` is not used: it holds up to 10 MB back, which
are lost when the connection breaks, tries again and waits by itself without saying so, empties the file for any answer
that ignores the range, and does not look at where a range begins or whether more comes than was promised.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
from huggingface_hub import get_session
from huggingface_hub.file_download import get_hf_file_metadata, hf_hub_url

from app.domain.hub import RemoteFile
from app.domain.network_errors import AnswerNotUnderstood, HostFailed, HostUnreachable
from app.library.downloads.protocol import Fetch
from app.library.hub.worker.faults import BROKEN, REFUSED, network_error, status_error
from app.library.network.network import host_of

_SHA256 = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True)
class Source:
    """Where a file's bytes are for the next minutes, and what the Hub says of them; sha256 may be unknown ("")."""

    url: str
    size: int
    sha256: str


def find_source(job: Fetch, file: RemoteFile) -> Source:
    """Ask the Hub. Raises NetworkError."""
    endpoint = job.network.endpoint
    url = hf_hub_url(job.repo, file.path, revision=job.revision, endpoint=endpoint)
    try:
        with _explained(job, file, url):
            known = get_hf_file_metadata(url, token=False, endpoint=endpoint)
    except ValueError as error:  # from urllib, about the address that it was sent on to
        raise AnswerNotUnderstood(host_of(url), str(error)) from error
    if known.commit_hash is None or known.etag is None or known.size is None:  # the Hub and its mirrors say all three
        raise AnswerNotUnderstood(host_of(url), "it does not answer as the Hub does")
    return Source(known.location, known.size, known.etag if _SHA256.fullmatch(known.etag) else "")


@contextmanager
def opened(job: Fetch, file: RemoteFile, source: Source, *, start: int) -> Iterator[tuple[int, Iterator[bytes]]]:
    """The file's bytes from start on, and where they really begin: at 0 with a host that knows no ranges.

    Raises NetworkError, also while the bytes are read.
    """
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    with _explained(job, file, source.url), get_session().stream("GET", source.url, headers=headers) as answer:
        _check_status(job, file, answer)
        host = host_of(str(answer.url))
        begins = _beginning(answer, source.size)
        if begins not in {0, start}:
            raise AnswerNotUnderstood(host, f"bytes from {begins} on instead of {start}")
        if begins < start and "Content-Length" not in answer.headers:
            raise AnswerNotUnderstood(host, "nothing says that it is the file")  # and what has come is worth more
        yield begins, _exactly(answer.iter_raw(), source.size - begins, host)


@contextmanager
def _explained(job: Fetch, file: RemoteFile, url: str) -> Iterator[None]:
    """What a host does to us becomes a NetworkError with its name."""
    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        page = f"{job.network.endpoint}/{job.repo}"
        failure = network_error(error, host=host_of(url), name=file.path, url=page, had_token=job.network.has_token)
        raise (failure or error) from error


def _check_status(job: Fetch, file: RemoteFile, answer: httpx2.Response) -> None:
    """Raises NetworkError for a refusal."""
    if answer.is_success:
        return
    host, status = host_of(str(answer.url)), answer.status_code
    if status in REFUSED and host != job.network.host:  # the Hub sent us there, so the person may have the file
        raise HostFailed(host, status)
    raise status_error(status, answer.headers, host=host, name=file.path)


def _beginning(answer: httpx2.Response, size: int) -> int:
    """Where in the file the body begins. Raises AnswerNotUnderstood for what cannot be this file."""
    host, headers = host_of(str(answer.url)), answer.headers
    begins, whole = 0, str(size)
    if answer.status_code == httpx2.codes.PARTIAL_CONTENT:
        found = _RANGE.fullmatch(headers.get("Content-Range", ""))
        if found is None:
            raise AnswerNotUnderstood(host, "a part of the file, but not which one")
        begins, whole = int(found[1]), found[2]
    length = headers.get("Content-Length", str(size - begins))
    encoding, kind = headers.get("Content-Encoding", "identity"), headers.get("Content-Type", "")
    is_page = kind.startswith("text/html") or encoding != "identity"
    if is_page or whole not in {str(size), "*"} or length != str(size - begins):
        raise AnswerNotUnderstood(host, f"{length} bytes of {kind} {encoding}, of {whole} instead of {size}")
    return begins


def _exactly(chunks: Iterator[bytes], expected: int, host: str) -> Iterator[bytes]:
    """Raises NetworkError when they are not that many bytes."""
    for chunk in chunks:
        if len(chunk) > expected:
            raise AnswerNotUnderstood(host, "more bytes than it promised")
        expected -= len(chunk)
        yield chunk
    if expected:
        raise HostUnreachable(host, BROKEN)
