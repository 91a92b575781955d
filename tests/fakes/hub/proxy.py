"""What the proxies of the tests share: whatever host is wanted, they lead to the fake Hub."""

import select
import socket
import socketserver
import threading
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """Use as a context. wanted tells the hosts that were asked for."""

    def __init__(self, endpoint: str, exchange: type["Exchange"], *, scheme: str) -> None:
        self._server = _Server(exchange, urlsplit(endpoint).port or 0)
        self.wanted = self._server.wanted
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], name="proxy")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.is_ending = True
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    def __init__(self, exchange: type["Exchange"], port: int) -> None:
        super().__init__(("127.0.0.1", 0), exchange)
        self.port = port
        self.wanted: list[str] = []
        self.is_ending = False


class Exchange(socketserver.StreamRequestHandler):
    """Its heirs hear which host is wanted, and let themselves be led."""

    server: _Server

    def lead(self) -> None:
        """To the fake Hub, until one of the two hangs up or the proxy ends."""
        with socket.create_connection(("127.0.0.1", self.server.port)) as far:
            others = {self.connection: far, far: self.connection}
            while not self.server.is_ending:
                for side in select.select(others, [], [], 0.05)[0]:
                    try:
                        raw = side.recv(65536)
                        others[side].sendall(raw)
                    except OSError:
                        return
                    if not raw:
                        return
