"""A SOCKS5 proxy of the tests (RFC 1928, without a password): whatever host is wanted, it leads to the fake Hub."""

import socket
import socketserver
import threading
from typing import Self
from urllib.parse import urlsplit

from tests.fakes.hub.tunnel import pump

_NAME = 3  # the address is a host name


class Socks:
    """Use as a context. wanted tells the hosts that were asked for."""

    def __init__(self, endpoint: str) -> None:
        self.wanted: list[str] = []
        self._server = _Server(self, urlsplit(endpoint).port or 0)
        self.url = f"socks5h://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], name="socks")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.is_ending = True
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    def __init__(self, socks: Socks, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.socks, self.port = socks, port
        self.is_ending = False


class _Exchange(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.rfile.read(self.rfile.read(2)[1])  # the ways to say who one is
        self.wfile.write(b"\x05\x00")
        kind = self.rfile.read(4)[3]
        address = self.rfile.read(self.rfile.read(1)[0] if kind == _NAME else 4)
        self.rfile.read(2)  # the port
        host = address.decode() if kind == _NAME else socket.inet_ntoa(address)
        self.server.socks.wanted.append(host)
        self.wfile.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        with socket.create_connection(("127.0.0.1", self.server.port)) as far:
            pump(self.connection, far, lambda: self.server.is_ending)
