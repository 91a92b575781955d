"""Signs as minisign does, with a secret key that `minisign -G -W` has made, so that either can take the other's place.

The key's line of base64 stands in the environment, as MARU_RELEASE_KEY. Its layout: algorithm (2 bytes), how it is
encrypted (2; zero: it is not), checksum's algorithm (2), salt and limits (48), key id (8), seed and public key (64),
checksum (32). Source: https://jedisct1.github.io/minisign/
"""

import base64
import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nacl.signing import SigningKey

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import dev  # noqa: E402 - found only now

VARIABLE = "MARU_RELEASE_KEY"
PUBLIC = ROOT / "resources" / "release.pub"
_LENGTH, _PLAIN = 158, bytes(2)


@dataclass(frozen=True)
class Secret:
    id: bytes
    key: SigningKey

    @classmethod
    def read(cls, line: str) -> Self:
        """Raises dev.Stop for what is none, or is encrypted."""
        try:
            raw = base64.b64decode(line.strip().splitlines()[-1], validate=True)
        except (ValueError, IndexError):
            raw = b""
        if len(raw) != _LENGTH or raw[:2] != b"Ed" or raw[2:4] != _PLAIN:
            raise dev.Stop(f"{VARIABLE} holds no secret key of minisign that was made without a password (-G -W).")
        return cls(raw[54:62], SigningKey(raw[62:94]))

    @property
    def public(self) -> str:
        """As it stands in a .pub file."""
        return _base64(b"Ed" + self.id + bytes(self.key.verify_key))

    def sign(self, content: bytes, comment: str) -> bytes:
        """A whole signature file; the comment is signed too."""
        signature = self.key.sign(hashlib.blake2b(content).digest()).signature
        both = self.key.sign(signature + comment.encode()).signature
        lines = ["untrusted comment: signed by the makers of Maru", _base64(b"ED" + self.id + signature)]
        return "\n".join([*lines, f"trusted comment: {comment}", _base64(both), ""]).encode()


def release_key() -> Secret:
    """That of the environment, if it is the one whose signatures the program believes. Raises dev.Stop."""
    secret = Secret.read(os.environ.get(VARIABLE, ""))
    if secret.public not in PUBLIC.read_text(encoding="utf-8").split():
        raise dev.Stop(f"{VARIABLE} is not the other half of {PUBLIC.relative_to(ROOT)}: no program would believe it.")
    return secret


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
