import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.model_errors import ModelCutShort, ModelMissing
from app.library.shelf import cache as shelf_cache
from app.library.shelf.cache import KnownHeaders, cache_file
from app.library.shelf.catalog import survey
from app.paths import inside
from tests.library.ggufs import CHAT, gguf


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.gguf").write_bytes(gguf(CHAT | {"general.name": name}))
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return cache_file(inside(tmp_path / "data"))


def _overwritten(path: Path) -> None:
    """The same size and time as before, but no model: who reads it now, will notice."""
    before = path.stat()
    path.write_bytes(bytes(before.st_size))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_what_was_read_once_is_not_read_again(folder: Path, cache: Path) -> None:
    shelf = survey([folder], cache=cache)
    for path in folder.iterdir():
        _overwritten(path)
    assert survey([folder], cache=cache) == shelf
    assert len(survey([folder]).refused) == 3


def test_a_file_of_another_time_or_size_is_read_again(folder: Path, cache: Path) -> None:
    survey([folder], cache=cache)
    (folder / "a.gguf").write_bytes(gguf(CHAT | {"general.architecture": "gpt2"}))
    before = (folder / "b.gguf").stat()
    os.utime(folder / "c.gguf", ns=(0, 0))
    _overwritten(folder / "b.gguf")
    os.utime(folder / "b.gguf", ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    shelf = survey([folder], cache=cache)
    assert [(model.path.name, model.architecture) for model in shelf.models] == [
        ("a.gguf", "gpt2"),
        ("c.gguf", "llama"),
    ]
    assert len(shelf.refused) == 1


def test_what_is_refused_is_looked_at_every_time(folder: Path, cache: Path) -> None:
    path = folder / "cut.gguf"
    path.write_bytes(gguf()[:-100])
    for _ in range(2):
        assert [type(error) for error in survey([folder], cache=cache).refused] == [ModelCutShort]
    path.unlink()
    assert survey([folder], cache=cache).refused == ()
    with pytest.raises(ModelMissing):
        KnownHeaders(cache).of(path)


def test_other_folders_are_not_forgotten(folder: Path, cache: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "d.gguf").write_bytes(gguf())
    survey([folder], cache=cache)
    survey([other], cache=cache)
    _overwritten(folder / "a.gguf")
    assert not survey([folder], cache=cache).refused


def test_the_oldest_are_dropped(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_cache, "ENTRIES", 2)
    survey([folder], cache=cache)
    for path in folder.iterdir():
        _overwritten(path)
    assert [Path(error.path).name for error in survey([folder], cache=cache).refused] == ["a.gguf"]


def test_nothing_is_written_when_nothing_is_new(folder: Path, cache: Path) -> None:
    (folder / "cut.gguf").write_bytes(gguf()[:-100])
    survey([folder], cache=cache)
    written = cache.stat().st_mtime_ns
    os.utime(cache, ns=(0, 0))
    survey([folder], cache=cache)
    assert cache.stat().st_mtime_ns == 0 != written


def test_a_cache_that_cannot_be_written_does_no_harm(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert len(survey([folder], cache=tmp_path / "file" / "headers").models) == 3


def test_too_large_a_cache_is_not_read(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    survey([folder], cache=cache)
    monkeypatch.setattr(shelf_cache, "FILE_LIMIT", 10)
    _overwritten(folder / "a.gguf")
    assert len(survey([folder], cache=cache).refused) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(data=st.data())
def test_a_damaged_cache_is_thrown_away(folder: Path, cache: Path, data: st.DataObject) -> None:
    cache.unlink(missing_ok=True)
    shelf = survey([folder], cache=cache)
    content = bytearray(cache.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content = content[:at]
    else:
        content[at] ^= data.draw(st.integers(1, 255))
    cache.write_bytes(bytes(content))
    assert survey([folder], cache=cache) == shelf
    assert survey([folder], cache=cache) == shelf


def test_a_name_that_is_no_text_is_read_each_time(folder: Path, cache: Path) -> None:
    try:
        (folder / os.fsdecode(b"caf\xe9.gguf")).write_bytes(gguf())
    except OSError:
        pytest.skip("on this system every name is text")
    for _ in range(2):
        assert len(survey([folder], cache=cache).models) == 4
    _overwritten(folder / "a.gguf")
    assert not survey([folder], cache=cache).refused, "the others are remembered"
