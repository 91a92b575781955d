import errno
import os
import shutil
from pathlib import Path

import pytest

from app.domain.model_errors import NotAModel, PartMissing
from app.domain.network_errors import NotEnoughSpace
from app.domain.settings import Models
from app.domain.storage_errors import FolderReadOnly, StorageError
from app.library.shelf import importing
from app.library.shelf.catalog import find_models
from app.library.shelf.importing import add_to, import_model
from tests.library.ggufs import CHAT, Tensor, gguf

TINY = gguf(CHAT, [Tensor(data_bytes=512)] * 50)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "downloads" / "Tiny-Q4_0.gguf"
    path.parent.mkdir()
    path.write_bytes(TINY)
    return path


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return tmp_path / "data" / "models"


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_copy_is_made(model: Path, ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PIECE", 1000)
    told: list[tuple[int, int]] = []
    imported = import_model(model, ours, progress=lambda done, whole: told.append((done, whole)))
    assert (imported.path, imported.name) == (ours / "Tiny-Q4_0.gguf", "Tiny")
    assert imported.path.read_bytes() == model.read_bytes() == TINY
    assert told[0] == (1000, len(TINY))
    assert told[-1] == (len(TINY), len(TINY))
    assert _files(ours) == ["Tiny-Q4_0.gguf"]


def test_a_file_is_moved(model: Path, ours: Path) -> None:
    assert import_model(model, ours, move=True).path.read_bytes() == TINY
    assert not model.exists()


@pytest.fixture
def _two_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Renaming fails from one to the other, as it does between disks."""
    rename = Path.rename

    def across(path: Path, target: Path) -> Path:
        if path.parent != target.parent:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", across)


@pytest.mark.usefixtures("_two_disks")
def test_a_file_is_moved_to_another_disk(model: Path, ours: Path) -> None:
    assert import_model(model, ours, move=True).path.read_bytes() == TINY
    assert not model.exists()


class Stopped(Exception):
    pass


def _stop(done: int, whole: int) -> None:
    raise Stopped


@pytest.mark.parametrize("move", [False, True])
@pytest.mark.usefixtures("_two_disks")
def test_stopping_leaves_nothing_behind(model: Path, ours: Path, *, move: bool) -> None:
    with pytest.raises(Stopped):
        import_model(model, ours, move=move, progress=_stop)
    assert _files(ours) == []
    assert model.read_bytes() == TINY


def test_a_split_model_comes_with_all_parts(tmp_path: Path, ours: Path) -> None:
    parts = [tmp_path / f"Big-0000{number}-of-00003.gguf" for number in (1, 2, 3)]
    for number, part in enumerate(parts):
        part.write_bytes(gguf(CHAT | {"split.no": number}))
    assert len(import_model(parts[1], ours).parts) == 3
    assert _files(ours) == [part.name for part in parts]
    parts[2].unlink()
    with pytest.raises(PartMissing):
        import_model(parts[0], ours)


def test_the_same_file_is_there_once(model: Path, ours: Path) -> None:
    first = import_model(model, ours)
    assert import_model(model, ours) == first
    assert import_model(first.path, ours, move=True) == first
    assert _files(ours) == ["Tiny-Q4_0.gguf"]


def test_another_file_of_the_same_name_and_size_is_kept_beside(model: Path, ours: Path) -> None:
    import_model(model, ours)
    other = bytearray(TINY)
    other[-1] ^= 1
    model.write_bytes(other)
    assert import_model(model, ours).path == ours / "Tiny 2" / "Tiny-Q4_0.gguf"
    assert import_model(model, ours).path == ours / "Tiny 2" / "Tiny-Q4_0.gguf"
    assert len(find_models([ours])) == 2


def test_a_blob_gets_a_name(tmp_path: Path, ours: Path) -> None:
    blob = tmp_path / ("sha256-" + "0f" * 32)
    blob.write_bytes(gguf(CHAT | {"general.name": "Llama: 3?"}))
    assert import_model(blob, ours).path == ours / "Llama- 3-.gguf"


def test_a_link_is_followed_and_stays(model: Path, ours: Path, tmp_path: Path) -> None:
    link = tmp_path / "linked.gguf"
    try:
        link.symlink_to(model)
    except OSError:
        pytest.skip("this system lets nobody make links")
    imported = import_model(link, ours, move=True)
    assert not imported.path.is_symlink()
    assert link.is_symlink()
    assert model.exists()


def test_what_is_no_model_does_not_come_in(model: Path, ours: Path) -> None:
    model.write_bytes(b"<html>")
    with pytest.raises(NotAModel):
        import_model(model, ours)
    assert not ours.exists()


def test_a_disk_that_is_too_small_is_said_before(model: Path, ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(path)._replace(free=1000))
    with pytest.raises(NotEnoughSpace) as caught:
        import_model(model, ours)
    assert (caught.value.needed_bytes, caught.value.free_bytes) == (len(TINY), 1000)
    assert _files(ours) == []


def test_a_folder_that_takes_nothing_is_said(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FolderReadOnly):
        import_model(model, tmp_path / "data")
    assert _files(tmp_path / "data") == []


def test_what_cannot_be_written_nor_cleared_away_is_said(model: Path, ours: Path) -> None:
    ours.joinpath(f"{model.name}.copying").mkdir(parents=True)
    with pytest.raises(StorageError):
        import_model(model, ours)


def test_a_file_stays_where_it_lies(model: Path) -> None:
    (model.parent / "another.gguf").write_bytes(TINY)
    settings = add_to(Models(), model)
    assert settings == Models(folders=(str(model),))
    assert add_to(settings, model) == settings
    assert [found.path for found in find_models(settings.folder_paths)] == [model]
    model.write_bytes(b"<html>")
    with pytest.raises(NotAModel):
        add_to(Models(), model)
