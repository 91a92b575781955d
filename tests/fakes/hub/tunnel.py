"""A proxy of the tests: whoever wants to go to any host through it ends up at the fake Hub, encrypted end to end."""

from http.server import BaseHTTPRequestHandler

from tests.fakes.hub.proxy import Exchange, Proxy


class Tunnel(Proxy):
    def __init__(self, endpoint: str, *, refuses: bool = False) -> None:
        """With refuses nobody gets through."""
        super().__init__(endpoint, _Refusal if refuses else _Exchange, scheme="http")


class _Exchange(BaseHTTPRequestHandler, Exchange):
    def do_CONNECT(self) -> None:
        self.server.wanted.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.lead()

    def log_message(self, *_: object) -> None:
        """The tests read `wanted` instead."""


class _Refusal(_Exchange):
    def do_CONNECT(self) -> None:
        self.server.wanted.append(self.path)
        self.send_error(407)
