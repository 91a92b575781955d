"""A proxy of the tests: whoever wants to go to any host through it ends up at the fake Hub, encrypted end to end."""

import datetime as dt
import select
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Tunnel:
    """Use as a context. wanted tells the hosts that were asked for; with refuses nobody gets through."""

    def __init__(self, endpoint: str, *, refuses: bool = False) -> None:
        self.wanted: list[str] = []
        self._server = _Server(self, urlsplit(endpoint).port or 0, refuses=refuses)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], name="tunnel")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.is_ending = True
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, tunnel: Tunnel, port: int, *, refuses: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.tunnel, self.port, self.refuses = tunnel, port, refuses
        self.is_ending = False


class _Exchange(BaseHTTPRequestHandler):
    server: _Server

    def do_CONNECT(self) -> None:
        self.server.tunnel.wanted.append(self.path)
        if self.server.refuses:
            self.send_error(407)
            return
        self.send_response(200)
        self.end_headers()
        with socket.create_connection(("127.0.0.1", self.server.port)) as far:
            pump(self.connection, far, lambda: self.server.is_ending)

    def log_message(self, *_: object) -> None:
        """The tests read `wanted` instead."""


def pump(near: socket.socket, far: socket.socket, is_ending: Callable[[], bool]) -> None:
    """Until one of the two hangs up, or the tunnel ends."""
    others = {near: far, far: near}
    while not is_ending():
        for side in select.select(others, [], [], 0.05)[0]:
            try:
                raw = side.recv(65536)
                others[side].sendall(raw)
            except OSError:
                return
            if not raw:
                return


def write_certificate(folder: Path, host: str) -> Path:
    """A new certificate for the host that vouches for itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    unlocked = serialization.NoEncryption()
    raw_key = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked)
    path = folder / f"{host}.pem"
    path.write_bytes(raw_key + certificate.public_bytes(serialization.Encoding.PEM))
    return path
