import shutil
from pathlib import Path

import pytest

from app.domain.errors import AlreadyThere, ModelError, NotAFolder, NotAModel, NotEnoughSpace
from app.library import importing
from app.library.importing import import_model
from tests.library.ggufs import gguf


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "data" / "models"


def write(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_bytes(gguf())
    return folder / names[0]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


SPLIT = ("big-00001-of-00002.gguf", "big-00002-of-00002.gguf")


@pytest.mark.parametrize("files", [("one.gguf",), SPLIT])
@pytest.mark.parametrize("move", [False, True])
def test_all_parts_come_and_a_copy_leaves_them(
    elsewhere: Path, models: Path, files: tuple[str, ...], *, move: bool
) -> None:
    path = write(elsewhere, *files)
    content = path.read_bytes()
    model = import_model(path, models, move=move)
    assert model.path == models / files[0]
    assert names(models) == sorted(files)
    assert names(elsewhere) == ([] if move else sorted(files))
    assert model.path.read_bytes() == content


def test_progress_is_told_and_may_end_it(elsewhere: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PIECE", 100)
    path = write(elsewhere, *SPLIT)
    told: list[tuple[int, int]] = []
    import_model(path, models, move=False, progress=lambda done, whole: told.append((done, whole)))
    whole = 2 * path.stat().st_size
    assert told[-1] == (whole, whole)
    assert [done for done, _ in told] == sorted({done for done, _ in told})

    def stop(done: int, _whole: int) -> None:
        if done > path.stat().st_size:
            raise KeyboardInterrupt

    other = models.parent / "other"
    with pytest.raises(KeyboardInterrupt):
        import_model(path, other, move=False, progress=stop)
    assert names(other) == []
    assert names(elsewhere) == sorted(SPLIT)


def test_what_is_there_is_not_overwritten(elsewhere: Path, models: Path) -> None:
    path = write(elsewhere, "one.gguf")
    import_model(path, models, move=False)
    kept = (models / "one.gguf").read_bytes()
    for again in (path, models / "one.gguf"):
        with pytest.raises(AlreadyThere):
            import_model(again, models, move=True)
    assert names(models) == ["one.gguf"]
    assert (models / "one.gguf").read_bytes() == kept
    assert path.exists()


def test_only_whole_models_come(elsewhere: Path, models: Path) -> None:
    (elsewhere / "page.gguf").write_bytes(b"<html>")
    with pytest.raises(NotAModel):
        import_model(elsewhere / "page.gguf", models, move=False)
    write(elsewhere, SPLIT[0])
    with pytest.raises(ModelError):
        import_model(elsewhere / SPLIT[0], models, move=False)
    assert names(models) == []


def test_without_space_nothing_begins(elsewhere: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(elsewhere, "one.gguf")
    usage = shutil.disk_usage(elsewhere)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=10))
    with pytest.raises(NotEnoughSpace) as refused:
        import_model(path, models, move=False)
    assert (refused.value.needed_bytes, refused.value.free_bytes) == (path.stat().st_size, 10)
    assert names(models) == []


def test_a_file_where_the_folder_should_be(elsewhere: Path, models: Path) -> None:
    models.write_text("no folder")
    with pytest.raises(NotAFolder):
        import_model(write(elsewhere, "one.gguf"), models, move=False)
