"""The one way by which a child reaches hosts: what is sent, to whom, how long it may take, and what is noted of it.

huggingface_hub makes every request of its own through the client that stands here. It retries by itself for up to
minutes, waits without limit for slow hosts and looks for tokens; what comes out of this client instead is an answer
soon, or a NetworkError.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.request import getproxies

import httpx2
from huggingface_hub import get_session, set_client_factory

from app.domain.hub import Connection, Reason
from app.domain.network_errors import (
    AnswerNotUnderstood,
    HostFailed,
    HostUnreachable,
    NetworkError,
    ProxyFailed,
    TooManyRequests,
)
from app.library.hub.worker.faults import BROKEN, status_error, unreachable
from app.library.network.network import Network, host_of, is_official, require_online

USER_AGENT = "maru-chat"
"""Not which version: hosts need not tell people apart by it."""
CONNECT_S = 10.0
SILENCE_S = 15.0
"""How long a host may say nothing; huggingface_hub itself sets no limit for searches."""
LONGEST_S = 60.0
"""For one whole answer that is no file: a host that sends a byte now and then is as good as gone."""
LARGEST = 32 * 1024**2
"""Bytes of one answer that is no file."""
PATIENCE_S = 3
"""How long a host may ask us to wait before another try, while a person waits for the answer."""
_PORTS = {"http": 80, "https": 443}
_NOT_NOW = frozenset({408, 429, 500, 502, 503, 504})


class Cancelled(Exception):
    """The person wants it no more."""


@dataclass
class Errand:
    """Why this thread asks hosts for something, and until when; waits are the pauses before further tries."""

    reason: Reason
    waits: tuple[float, ...] = ()
    cancelled: threading.Event = field(default_factory=threading.Event)
    host: str = ""
    """Who is being asked at this moment."""
    proxy: str = ""
    """Where the connection really led, if not to that host."""

    def pause(self, seconds: float) -> None:
        if self.cancelled.wait(seconds):
            raise Cancelled


_errand: ContextVar[Errand] = ContextVar("errand")


@contextmanager
def errand(
    reason: Reason, *, waits: tuple[float, ...] = (), cancelled: threading.Event | None = None
) -> Iterator[Errand]:
    """What this thread asks for inside is noted with that reason. Raises Cancelled soon after cancelled is set."""
    present = Errand(reason, waits, cancelled or threading.Event())
    before = _errand.set(present)
    try:
        yield present
    finally:
        _errand.reset(before)


def open_session(network: Network, connected: Callable[[Connection], None], *, silence_s: float = SILENCE_S) -> None:
    """From here on huggingface_hub asks in our way, inside of an errand. connected is told before each request.

    Raises ProxyFailed when the proxy, or the one that the system names, is of a kind that cannot be used.
    """
    set_client_factory(lambda: Session(network, connected, silence_s=silence_s))
    try:
        get_session()
    except (ValueError, ImportError, httpx2.InvalidURL) as error:  # no address, or a way we do not know
        raise ProxyFailed(host_of(network.proxy or getproxies().get("all", "")), str(error)) from None


class Session(httpx2.Client):
    """Every request of this process passes `_leave`, also each try and each redirect."""

    def __init__(self, network: Network, connected: Callable[[Connection], None], *, silence_s: float) -> None:
        super().__init__(event_hooks={"request": [self._leave]}, follow_redirects=True, proxy=network.proxy or None)
        self._network = network
        self._connected = connected
        self._bearer = f"Bearer {network.token}" if network.token else ""
        self._timeouts = httpx2.Timeout(silence_s, connect=CONNECT_S).as_dict()

    def send(self, request: httpx2.Request, *, stream: bool = False, **choices: Any) -> httpx2.Response:  # noqa: ANN401 - httpx2's own
        """Raises NetworkError instead of what httpx2 raises, and for answers that mean: not now."""
        present = _errand.get()
        waits = iter(present.waits)
        while True:
            try:
                return self._answer(present, request, stream=stream, **choices)
            except (HostUnreachable, HostFailed, TooManyRequests) as fault:
                wait = next(waits, None)
                if wait is None or not _passes_soon(fault):
                    raise
                present.pause(wait)

    def _answer(
        self,
        present: Errand,
        request: httpx2.Request,
        *,
        stream: bool,
        **choices: Any,  # noqa: ANN401 - httpx2's own
    ) -> httpx2.Response:
        try:
            response = super().send(request, stream=True, **choices)
            if response.status_code in _NOT_NOW:
                response.close()
                raise status_error(response.status_code, response.headers, host=present.host)
            return response if stream else _whole(response)
        except (httpx2.RequestError, httpx2.InvalidURL, UnicodeError) as error:  # the last for a name that is none
            raise unreachable(error, host=present.host, proxy=present.proxy) from error

    def _leave(self, request: httpx2.Request) -> None:
        """The last thing before a request goes out. Raises Offline: a second lock, the first is in the program."""
        present = _errand.get()
        present.pause(0)
        present.host, present.proxy = host_of(str(request.url)), ""
        require_online(self._network, present.host)
        self._give_token(request)
        request.headers["user-agent"] = USER_AGENT
        request.headers.pop("cookie", None)  # the client would keep what a host gave it, and be known by it
        request.extensions = {
            **request.extensions,
            "timeout": self._timeouts,
            "trace": partial(self._trace, present, request.url),
        }
        self._connected(Connection(time.time(), present.host, present.reason))

    def _give_token(self, request: httpx2.Request) -> None:
        """To the official host alone: what it redirects to, and any mirror, gets none."""
        if self._bearer and is_official(str(request.url)):
            request.headers["authorization"] = self._bearer
        elif request.headers.get("authorization") == self._bearer:
            del request.headers["authorization"]

    def _trace(self, present: Errand, url: httpx2.URL, event: str, told: Mapping[str, Any]) -> None:
        """Hears of every connection below the request, and so of the proxy that perhaps only the system names."""
        if not event.endswith(".connect_tcp.started"):  # of the connection, or of "socks"
            return
        reached, port = told["host"], told["port"]
        if (reached, port) != (url.raw_host.decode("ascii"), url.port or _PORTS.get(url.scheme)):
            present.proxy = f"{reached}:{port}"
            self._connected(Connection(time.time(), present.proxy, present.reason))


def _passes_soon(fault: NetworkError) -> bool:
    """Whether a person who waits for a list is better served by another try than by a sentence."""
    match fault:
        case HostUnreachable():
            return fault.detail == BROKEN
        case TooManyRequests():
            return fault.wait_s <= PATIENCE_S
        case HostFailed():
            return fault.status > 0
    return False


def _whole(response: httpx2.Response) -> httpx2.Response:
    """The same answer with its body."""
    if response.request.method == "HEAD":
        response.close()
        return response
    body = read_body(response, largest=LARGEST)
    encoded = {"content-encoding", "content-length", "transfer-encoding"}
    headers = [(name, value) for name, value in response.headers.multi_items() if name not in encoded]
    return httpx2.Response(
        response.status_code, headers=headers, content=body, request=response.request, history=response.history
    )


def read_body(response: httpx2.Response, *, largest: int) -> bytes:
    """All of it, if it is neither endless nor endlessly slow; the answer is closed then. Raises NetworkError."""
    present = _errand.get()
    deadline = time.monotonic() + LONGEST_S
    body = bytearray()
    try:
        for piece in response.iter_bytes():
            body += piece
            present.pause(0)
            if len(body) > largest:
                raise AnswerNotUnderstood(present.host, f"more than {largest} bytes")
            if time.monotonic() > deadline:
                raise HostUnreachable(present.host, "timeout")
    except httpx2.RequestError as error:
        raise unreachable(error, host=present.host) from error
    finally:
        response.close()
    return bytes(body)
