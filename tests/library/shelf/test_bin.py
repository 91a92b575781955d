import sys
from pathlib import Path

import pytest

from app.domain.model_errors import ModelMissing, NotMovedToBin, NotOurs
from app.library.shelf.bin import move_to_bin
from app.library.shelf.catalog import find_models
from app.library.shelf.folders import LM_STUDIO, Folder
from tests.library.ggufs import CHAT, gguf

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the bin is the system's own, not a folder")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"Big-0000{number}-of-00002.gguf").write_bytes(gguf(CHAT | {"split.no": number - 1}))
    (folder / "other.gguf").write_bytes(gguf())
    return folder


@on_linux
def test_all_parts_go_to_the_bin_and_nothing_else(folder: Path, bin_folder: Path) -> None:
    move_to_bin(find_models([folder])[0])
    assert [path.name for path in folder.iterdir()] == ["other.gguf"]
    in_bin = sorted(path.name for path in (bin_folder / "files").iterdir())
    assert in_bin == ["Big-00001-of-00002.gguf", "Big-00002-of-00002.gguf"]


@pytest.mark.parametrize("source", [LM_STUDIO, ""])
def test_what_is_not_ours_stays(folder: Path, source: str) -> None:
    before = sorted(folder.iterdir())
    for model in find_models([Folder(folder, source, is_ours=False)]):
        with pytest.raises(NotOurs) as caught:
            move_to_bin(model)
        assert caught.value.source == source
    assert sorted(folder.iterdir()) == before


def test_what_is_gone_already_is_said(folder: Path) -> None:
    model = find_models([folder])[1]
    model.path.unlink()
    with pytest.raises(ModelMissing):
        move_to_bin(model)


@on_linux
def test_a_bin_that_cannot_be_used_is_said(folder: Path, bin_folder: Path) -> None:
    bin_folder.write_bytes(b"a file in place of the folder")
    model = find_models([folder])[1]
    with pytest.raises(NotMovedToBin) as caught:
        move_to_bin(model)
    assert caught.value.detail
    assert model.path.exists()
