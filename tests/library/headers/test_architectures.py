"""Our list of architectures against the library that is installed and the one that writes GGUF files."""

from importlib.util import find_spec
from pathlib import Path

import gguf
import pytest

from app.library.headers.architectures import ARCHITECTURES

NOT_MODELS = {"clip", "gptj"}  # half of a model; and named in the library, but never built


@pytest.fixture(scope="module")
def library() -> bytes:
    """The machine code of llama.cpp, in which its names stand as they are."""
    spec = find_spec("llama_cpp")
    assert spec
    assert spec.origin
    files = [path for path in (Path(spec.origin).parent / "lib").iterdir() if path.stem in {"libllama", "llama"}]
    assert files
    return b"".join(path.read_bytes() for path in files)


def test_each_is_known_to_the_library(library: bytes) -> None:
    assert not [name for name in ARCHITECTURES if name.encode() + b"\0" not in library]


def test_none_that_the_library_knows_is_missing(library: bytes) -> None:
    written = set(gguf.MODEL_ARCH_NAMES.values()) - ARCHITECTURES - NOT_MODELS
    assert not [name for name in written if b"\0" + name.encode() + b"\0" in library]


def test_a_name_that_nobody_knows_is_not_in_the_library(library: bytes) -> None:
    """Or the other tests would prove nothing."""
    assert b"\0maru9\0" not in library
