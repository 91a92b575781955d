import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.network_errors import NotSigned, OtherKey, SignatureError, SignatureWrong
from app.library.signing import content_of, read_public_key, verify
from tests.signer import LEGACY, PREHASHED, Signer

OURS = Signer(1)
KEY = read_public_key(OURS.public)
CONTENT = b'{"version": "1.2.3"}\n'

# Made by minisign itself over the four letters "test": the published vectors of jedisct1's minisign-verify.
PUBLISHED_KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
PUBLISHED = {
    "legacy": (
        "untrusted comment: signature from minisign secret key\n"
        "RWQf6LRCGA9i59SLOFxz6NxvASXDJeRtuZykwQepbDEGt87ig1BNpWaVWuNrm73YiIiJbq71Wi+dP9eKL8OC351vwIasSSbXxwA=\n"
        "trusted comment: timestamp:1555779966\tfile:test\n"
        "QtKMXWyYcwdpZAlPF7tE2ENJkRd1ujvKjlj1m9RtHTBnZPa5WKU5uWRs5GoP5M/VqE81QFuMKI5k/SfNQUaOAA==\n"
    ),
    "prehashed": (
        "untrusted comment: signature from minisign secret key\n"
        "RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=\n"
        "trusted comment: timestamp:1556193335\tfile:test\n"
        "y/rUw2y8/hOUYjZU71eHp/Wo1KZ40fGy2VJEDl34XMJM+TX48Ss/17u3IvIfbVR1FkZZSNCisQbuQY+bHwhEBg==\n"
    ),
}


@pytest.mark.parametrize("signature", PUBLISHED.values(), ids=PUBLISHED)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_minisign_itself_signed_is_accepted(signature: str, ends: str) -> None:
    key = read_public_key(f"untrusted comment: minisign public key E7620F1842B4E81F\n{PUBLISHED_KEY}\n")
    comment = verify(b"test", signature.replace("\n", ends).encode(), key, name="test")
    assert comment.endswith("file:test")
    with pytest.raises(SignatureWrong):
        verify(b"Test", signature.encode(), key, name="test")


@pytest.mark.parametrize("algorithm", [PREHASHED, LEGACY])
def test_what_we_signed_is_accepted(algorithm: bytes) -> None:
    signature = OURS.sign(CONTENT, comment="maru 릴리스", algorithm=algorithm)
    assert verify(CONTENT, signature, KEY, name="it") == "maru 릴리스"
    assert content_of(signature + CONTENT, KEY, name="it") == CONTENT


def test_an_algorithm_cannot_be_swapped_for_the_other() -> None:
    """Else the hash of one content, signed as a content, would vouch for it."""
    lines = OURS.sign(CONTENT, algorithm=LEGACY).split(b"\n")
    lines[1] = base64.b64encode(PREHASHED + base64.b64decode(lines[1])[2:])
    with pytest.raises(SignatureWrong):
        verify(CONTENT, b"\n".join(lines), KEY, name="it")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"of a test", b"of a tes7"),
        lambda text: text[:60] + (b"A" if text[60:61] != b"A" else b"B") + text[61:],
        lambda text: text.replace(text.split(b"\n")[3], OURS.sign(b"", comment="of a test").split(b"\n")[3]),
    ],
    ids=["the comment", "a letter of the signature", "the second signature of something else"],
)
def test_a_change_is_noticed(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(SignatureWrong):
        verify(CONTENT, change(OURS.sign(CONTENT)), KEY, name="it")


def test_another_key_is_told_apart_from_a_damage() -> None:
    other = Signer(2)
    with pytest.raises(OtherKey):
        verify(CONTENT, other.sign(CONTENT), KEY, name="it")
    other.id = OURS.id
    with pytest.raises(SignatureWrong):
        verify(CONTENT, other.sign(CONTENT), KEY, name="it")


@given(st.binary(max_size=400))
def test_any_other_bytes_are_refused_with_a_sentence(junk: bytes) -> None:
    with pytest.raises(NotSigned):
        verify(CONTENT, junk, KEY, name="it")
    with pytest.raises(NotSigned):
        content_of(junk, KEY, name="it")


@given(st.integers(0, 3), st.integers(0, 10_000), st.integers(0, 255))
def test_no_changed_byte_of_a_line_that_counts_is_let_through(line: int, place: int, byte: int) -> None:
    lines = OURS.sign(CONTENT).split(b"\n")
    changed = bytearray(lines[line])
    before = changed[place % len(changed)]
    changed[place % len(changed)] = byte
    document = b"\n".join([*lines[:line], bytes(changed), *lines[line + 1 :]])
    if line == 0 or byte == before:
        return
    with pytest.raises(SignatureError):
        verify(CONTENT, document, KEY, name="it")


@pytest.mark.parametrize("text", ["", "   ", "hello", "한글", PUBLISHED_KEY[:-4], "RUQ" + PUBLISHED_KEY[3:]])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_public_key(text)
