"""A Hub on this machine, over real HTTP on two hosts, for the real client: it keeps a list of all that it was asked.

The API and small files come from `endpoint` (127.0.0.1), large files after a redirect from `cdn` (localhost), as the
Hub has it. `mischief` may answer any request in its own way.
"""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.hub.answers import answer_cdn, answer_hub
from tests.fakes.hub.content import Content, StoredFile, pieces
from tests.fakes.hub.repositories import Card, StoredRepository


@dataclass
class Asked:
    """A request as it arrived; header names are in small letters. status and sent_bytes grow as it is answered."""

    host: str
    """hub or cdn"""
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int = 0
    sent_bytes: int = 0
    """Of the body, as far as the system took them."""

    @property
    def range(self) -> tuple[int, int | None] | None:
        """The first byte, and the last one if it is named."""
        unit, _, places = self.headers.get("range", "").partition("=")
        first, _, last = places.partition("-")
        return (int(first), int(last) if last else None) if unit == "bytes" and first.isdigit() else None


Mischief = Callable[["Exchange", StoredFile | None], bool]
"""Asked before every answer, with the file that is meant, if any. True: it has answered itself."""


class HubServer:
    """Use as a context. Repositories are added and changed at any time. With a certificate the first host encrypts."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.requests: list[Asked] = []
        self.repositories: dict[str, StoredRepository] = {}
        self.blobs: dict[str, StoredFile] = {}
        self.tokens: set[str] = set()
        """Those that may read gated and private repositories."""
        self.page_size = 1000
        self.mischief: Mischief = lambda _exchange, _file: False
        self._hub = _Server(self, "hub", "127.0.0.1", certificate)
        self._cdn = _Server(self, "cdn", "localhost")

    @property
    def endpoint(self) -> str:
        return self._hub.url

    @property
    def cdn(self) -> str:
        return self._cdn.url

    def add(self, repo: str, files: Mapping[str, Content | StoredFile | bytes], card: Card | None = None) -> str:
        """A repository, or a new commit of one that is there. Returns the commit's hash."""
        known = self.repositories.setdefault(repo, StoredRepository(repo, Card()))
        known.card = card or known.card
        revision = known.commit(files)
        self.blobs |= {file.sha256: file for file in known.commits[revision].values()}
        return revision

    def __enter__(self) -> Self:
        self._hub.start()
        self._cdn.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._hub.stop()
        self._cdn.stop()


class _Server(ThreadingHTTPServer):
    def __init__(self, hub: HubServer, name: str, host: str, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.hub = hub
        self.name = name
        self.url = f"http://{host}:{self.server_port}"
        self._thread = threading.Thread(target=self.serve_forever, args=[0.02], name=f"fake-{name}")
        self._lines: set[socket.socket] = set()
        self.daemon_threads = False  # so that closing waits for them

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Also connections that a client keeps open are closed."""
        self.shutdown()
        for line in tuple(self._lines):
            _hang_up(line)
        self.server_close()
        self._thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's own
        self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the library's own
        super().shutdown_request(request)
        self._lines.discard(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves in the middle of an answer is daily business here."""


class Exchange(BaseHTTPRequestHandler):
    """One connection and its requests: `asked` is the present one, the rest are ways to answer it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every body waits 40 ms behind its headers
    server: _Server
    asked: Asked

    @property
    def hub(self) -> HubServer:
        return self.server.hub

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = parse_qs(parts.query, keep_blank_values=True)
        self.asked = Asked(self.server.name, self.command, unquote(parts.path), query, headers)
        self.hub.requests.append(self.asked)
        (answer_cdn if self.server.name == "cdn" else answer_hub)(self)

    def do_HEAD(self) -> None:
        self.do_GET()

    def answer(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        self.begin(status, {"Content-Length": str(len(body)), **(headers or {})})
        self.send(body)

    def answer_json(self, body: object, headers: Mapping[str, str] | None = None) -> None:
        kind = {"Content-Type": "application/json; charset=utf-8"}
        self.answer(200, json.dumps(body).encode(), kind | dict(headers or {}))

    def refuse(self, status: int, code: str, message: str) -> None:
        """As the Hub says no: a code for the client, words for people."""
        body = json.dumps({"error": message}).encode()
        kind = {"Content-Type": "application/json; charset=utf-8"}
        self.answer(status, body, {"X-Error-Code": code, "X-Error-Message": message, **kind})

    def answer_content(self, file: StoredFile, headers: Mapping[str, str] | None = None) -> None:
        """The file or the range of it that was asked for."""
        size, wanted = file.content.size, self.asked.range
        known = {"Accept-Ranges": "bytes", "Content-Type": "application/octet-stream", **(headers or {})}
        if wanted is None:
            start, stop, status = 0, size, 200
        elif wanted[0] >= size:
            self.answer(416, headers={"Content-Range": f"bytes */{size}"})
            return
        else:
            start, stop, status = wanted[0], min(size, size if wanted[1] is None else wanted[1] + 1), 206
            known["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        self.begin(status, {**known, "Content-Length": str(stop - start)})
        self.send_content(file.content, start, stop)

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """The line and headers only; the body follows by send or send_content."""
        self.asked.status = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def send(self, raw: bytes) -> None:
        """Part of the body; none where only the headers were asked for."""
        if self.command != "HEAD":
            self.wfile.write(raw)
            self.asked.sent_bytes += len(raw)

    def send_content(self, content: Content, start: int, stop: int) -> None:
        for piece in pieces(content, start, stop):
            self.send(piece)

    def hang_up(self) -> None:
        """Cut the connection here and now."""
        self.close_connection = True
        _hang_up(self.connection)

    def log_message(self, *_: object) -> None:
        """The tests read `requests` instead."""


def _hang_up(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other side was first
        return
