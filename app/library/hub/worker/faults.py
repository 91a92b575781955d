"""What goes wrong between here and a host, as huggingface_hub and its HTTP client raise it, in our own errors."""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

import httpx2
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)
from huggingface_hub.utils._http import parse_ratelimit_headers

from app.domain.errors import MaruError
from app.domain.network_errors import (
    AnswerNotUnderstood,
    HostFailed,
    HostUnreachable,
    NetworkError,
    NotAllowed,
    NotThere,
    NotTrusted,
    Offline,
    ProxyFailed,
    TooManyRequests,
)
from app.library.network.network import host_of

WAITING = {408, 425, 429}
REFUSED, GONE = {401, 403}, {404, 410}
BROKEN = "broken"
"""The detail of a connection that ended in the middle."""


def network_error(
    error: Exception, *, host: str, name: str = "", url: str = "", had_token: bool = False
) -> MaruError | None:
    """None for what is no failure of the world. name is what was asked for, url the page where its terms stand."""
    match error:
        case MaruError():
            return error
        case OfflineModeIsEnabled():
            return Offline(host)
        case HfHubHTTPError():
            return _refusal(error, name=name, url=url, had_token=had_token)
        case httpx2.HTTPStatusError():
            response = error.response
            return status_error(response.status_code, response.headers, host=host_of(str(response.request.url)))
        case httpx2.RequestError() | httpx2.InvalidURL():
            return unreachable(error, host=host)
    return None


def status_error(status: int, headers: Mapping[str, str], *, host: str, name: str = "") -> NetworkError:
    """An answer that is a refusal; headers may say how long to wait."""
    if status in WAITING:
        return TooManyRequests(host, wait_s=waiting_s(headers))
    if status >= 500:
        return HostFailed(host, status)
    if status in REFUSED:
        return NotAllowed(host, name)
    if status in GONE:
        return NotThere(host, name)
    return AnswerNotUnderstood(host, f"HTTP {status}")


def waiting_s(headers: Mapping[str, str]) -> int:
    """Seconds that the host wants us to wait, by RFC 9110 (Retry-After) or the Hub's RateLimit; 0: it does not say."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal():
        return int(said)
    try:
        return max(0, round(parsedate_to_datetime(said).timestamp() - time.time()))
    except ValueError:  # no date either
        limit = parse_ratelimit_headers(headers)
        return limit.reset_in_seconds if limit and not limit.remaining else 0


def unreachable(error: Exception, *, host: str, proxy: str = "") -> NetworkError:
    """The proxy is who was really connected to, where that was not the host."""
    match error:
        case httpx2.TooManyRedirects():
            return HostFailed(host)
        case httpx2.DecodingError():
            return AnswerNotUnderstood(host, str(error))
        case httpx2.ProxyError():
            return ProxyFailed(proxy or host, str(error))
        case httpx2.ConnectError() if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
            return NotTrusted(host, str(error))
        case httpx2.ConnectError() | httpx2.ConnectTimeout() if proxy:
            return ProxyFailed(proxy, _detail(error))
    return HostUnreachable(host, _detail(error))


def _refusal(error: HfHubHTTPError, *, name: str, url: str, had_token: bool) -> NetworkError:
    response = error.response
    host, status = host_of(str(response.request.url)), response.status_code
    if isinstance(error, GatedRepoError | DisabledRepoError):
        return NotAllowed(host, name, url, had_token=had_token)
    if isinstance(error, RepositoryNotFoundError):  # 401 too: strangers are not told what private models there are
        return NotThere(host, name)
    found = status_error(status, response.headers, host=host, name=name)
    if isinstance(found, NotAllowed):
        return NotAllowed(host, name, url, had_token=had_token)
    return found


def _detail(error: Exception) -> str:
    match error:
        case httpx2.TimeoutException():
            return "timeout"
        case httpx2.ReadError() | httpx2.WriteError() | httpx2.RemoteProtocolError():
            return BROKEN
        case httpx2.InvalidURL() | httpx2.UnsupportedProtocol() | UnicodeError():
            return "address"
    said = (_said(cause) for cause in _causes(error))
    return next(filter(None, said), "") or str(error)


def _said(cause: BaseException) -> str:
    match cause:
        case socket.gaierror():
            return "dns"
        case ConnectionRefusedError():
            return "refused"
        case OSError():
            return cause.strerror or ""
    return ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
