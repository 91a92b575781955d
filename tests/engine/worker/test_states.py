"""The folder of state files, without a model."""

import os
import struct
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.loading import Adapter, LoadSettings
from app.engine.worker.native.context import STATE_MAGIC, STATE_VERSION
from app.engine.worker.states import States, _tokens_of, state_key


def _write(folder: Path, tokens: list[int], *, name: str = "chat", rest: int = 100) -> Path:
    """A file that looks like one of llama.cpp's."""
    head = struct.pack("<III", STATE_MAGIC, STATE_VERSION, len(tokens))
    content = head + struct.pack(f"<{len(tokens)}i", *tokens) + bytes(rest)
    path = folder / f"{name}-{len(content)}.state"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_longest_beginning_is_found(tmp_path: Path) -> None:
    _write(tmp_path / "key", [1, 2, 3], name="a")
    best = _write(tmp_path / "key", [1, 2, 3, 4, 5], name="b")
    _write(tmp_path / "key", [9, 9, 9, 9, 9, 9], name="c")
    _write(tmp_path / "other model", [1, 2, 3, 4, 5, 6], name="d")
    states = States(tmp_path, key="key", limit=10**6)
    stored = states.longest([1, 2, 3, 4, 5, 6, 7])
    assert stored is not None
    assert (stored.path, stored.tokens) == (best, [1, 2, 3, 4, 5])
    states.discard(stored)
    assert not best.exists()
    assert States(tmp_path, key="new", limit=10**6).longest([1]) is None


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    paths = [_write(tmp_path / key, [1, 2, 3], name=str(n), rest=1000) for n, key in enumerate(("a", "b", "a"))]
    for age, path in enumerate(paths):
        os.utime(path, (1000 - age, 1000 - age))
    states = States(tmp_path, key="a", limit=2500)
    stored = states.longest([1, 2, 3])
    assert stored is not None
    states.touch(stored)  # the first or the last of the three
    states.prune()
    assert [path.exists() for path in paths].count(True) == 2
    assert stored.path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder's own rules say who may read")
def test_nobody_else_looks_into_them(tmp_path: Path) -> None:
    States(tmp_path, key="key", limit=10**6)
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_half_written_files_of_the_dead_are_swept_up(tmp_path: Path) -> None:
    states = States(tmp_path, key="key", limit=10**6)
    old, new = tmp_path / "key" / "x.1.part", tmp_path / "key" / "y.2.part"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (1000, 1000))
    states.prune()
    assert (old.exists(), new.exists()) == (False, True)


@given(st.binary(max_size=200))
def test_no_bytes_are_mistaken(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / f"x-{len(content)}.state"
    path.write_bytes(content)
    tokens = _tokens_of(path)
    assert not tokens or content.startswith(struct.pack("<III", STATE_MAGIC, STATE_VERSION, len(tokens)))


def test_whatever_would_make_a_state_wrong_changes_the_key(tmp_path: Path) -> None:
    model, lora = tmp_path / "model.gguf", tmp_path / "lora.gguf"
    model.write_bytes(b"weights")
    lora.write_bytes(b"adapter")
    settings = [
        LoadSettings(),
        LoadSettings(cache_type_k="q8_0"),
        LoadSettings(cache_type_v="q8_0"),
        LoadSettings(flash_attention="on"),
        LoadSettings(adapters=(Adapter(str(lora)),)),
        LoadSettings(adapters=(Adapter(str(lora), 0.5),)),
    ]
    keys = [state_key(model, one) for one in settings]
    assert len(set(keys)) == len(keys)
    assert state_key(model, LoadSettings(context=512, threads=3, batch=64)) == keys[0]
    model.write_bytes(b"other weights")
    assert state_key(model, LoadSettings()) != keys[0]
