"""A SOCKS5 proxy of the tests (RFC 1928, without a password)."""

import socket

from tests.fakes.hub.proxy import Exchange, Proxy

_NAME = 3  # the address is a host name


class Socks(Proxy):
    def __init__(self, endpoint: str) -> None:
        super().__init__(endpoint, _Exchange, scheme="socks5h")


class _Exchange(Exchange):
    def handle(self) -> None:
        self.rfile.read(self.rfile.read(2)[1])  # the ways to say who one is
        self.wfile.write(b"\x05\x00")
        kind = self.rfile.read(4)[3]
        address = self.rfile.read(self.rfile.read(1)[0] if kind == _NAME else 4)
        self.rfile.read(2)  # the port
        self.server.wanted.append(address.decode() if kind == _NAME else socket.inet_ntoa(address))
        self.wfile.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        self.lead()
