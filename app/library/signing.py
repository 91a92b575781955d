"""Tells whether something was signed by whom it should be: minisign's format, over libsodium.

A signature file has four lines: an untrusted comment; base64 of algorithm (2 bytes), key id (8) and signature (64); a
trusted comment; base64 of a second signature, over the first one and that comment. The algorithm `ED` signs the
BLAKE2b-512 hash of the content, `Ed`, which older versions wrote, the content itself.
Source: https://jedisct1.github.io/minisign/
"""

import base64
import hashlib
from dataclasses import dataclass
from itertools import accumulate

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from app.domain.network_errors import NotSigned, OtherKey, SignatureWrong

PREHASHED, LEGACY = b"ED", b"Ed"
TRUSTED = b"trusted comment: "
LINES = 4
"""Of a signature file."""
_ALGORITHM, _ID, _KEY, _SIGNATURE = 2, 8, 32, 64


@dataclass(frozen=True)
class PublicKey:
    """Whose signatures count; id tells in words which key is meant, and proves nothing."""

    id: bytes
    key: bytes


def read_public_key(text: str) -> PublicKey:
    """From the one line of base64 that minisign prints, or from a whole .pub file. Raises ValueError."""
    line = text.strip().rpartition("\n")[2]
    algorithm, key_id, key = _fields(line.encode(), _ALGORITHM, _ID, _KEY)
    if algorithm != LEGACY:
        raise ValueError("no key for Ed25519")
    return PublicKey(key_id, key)


def verify(content: bytes, signature: bytes, key: PublicKey, *, name: str) -> str:
    """The trusted comment, when content and comment were both signed with key.

    name is what people call the thing. Raises NotSigned, OtherKey and SignatureWrong.
    """
    algorithm, key_id, of_content, comment, of_comment = _read(signature, name)
    if key_id != key.id:
        raise OtherKey(name)
    signed = hashlib.blake2b(content).digest() if algorithm == PREHASHED else content
    verifier = VerifyKey(key.key)
    try:
        verifier.verify(signed, of_content)
        verifier.verify(of_content + comment, of_comment)
    except BadSignatureError:
        raise SignatureWrong(name) from None
    return comment.decode(errors="replace")


def content_of(document: bytes, key: PublicKey, *, name: str) -> bytes:
    """What follows the four lines of a signature in the same file, when it was signed. Raises as verify."""
    *lines, content = document.split(b"\n", LINES)
    verify(content, b"\n".join(lines), key, name=name)
    return content


def _read(signature: bytes, name: str) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """Algorithm, key id, signature of the content, trusted comment, signature of both. Raises NotSigned."""
    try:
        _, head, comment, tail = [line.rstrip(b"\r") for line in signature.split(b"\n")[:LINES]]
        algorithm, key_id, of_content = _fields(head, _ALGORITHM, _ID, _SIGNATURE)
        (of_comment,) = _fields(tail, _SIGNATURE)
    except ValueError:
        raise NotSigned(name) from None
    if algorithm not in {PREHASHED, LEGACY} or not comment.startswith(TRUSTED):
        raise NotSigned(name)
    return algorithm, key_id, of_content, comment.removeprefix(TRUSTED), of_comment


def _fields(line: bytes, *lengths: int) -> list[bytes]:
    """The fields of a line of base64, one after the other. Raises ValueError."""
    line = line.strip()
    raw = base64.b64decode(line, validate=True)
    if len(raw) != sum(lengths) or base64.b64encode(raw) != line:  # the last letter may say the same in several ways
        raise ValueError("not these fields, or not written as they should be")
    ends = list(accumulate(lengths))
    return [raw[end - length : end] for end, length in zip(ends, lengths, strict=True)]
