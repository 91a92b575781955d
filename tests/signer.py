"""The far side of signatures: makes them as minisign does, with libsodium's own signing."""

import base64
import hashlib

from nacl.signing import SigningKey

PREHASHED, LEGACY = b"ED", b"Ed"


class Signer:
    """A key pair of its own, always the same for a seed."""

    def __init__(self, seed: int = 1) -> None:
        self._key = SigningKey(bytes([seed]) * 32)
        self.id = bytes([seed]) * 8

    @property
    def public(self) -> str:
        return _line(LEGACY + self.id + bytes(self._key.verify_key))

    def sign(self, content: bytes, *, comment: str = "of a test", algorithm: bytes = PREHASHED) -> bytes:
        """A whole signature file."""
        message = hashlib.blake2b(content).digest() if algorithm == PREHASHED else content
        signature = self._key.sign(message).signature
        both = self._key.sign(signature + comment.encode()).signature
        lines = ["untrusted comment: anything", _line(algorithm + self.id + signature)]
        return "\n".join([*lines, f"trusted comment: {comment}", _line(both), ""]).encode()


def _line(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
