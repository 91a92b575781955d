"""Another starter model takes the place of the built-in one by a few lines in starter.toml."""

import hashlib
import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import dev
from app.library.shelf.catalog import find_models
from tests.library.ggufs import CHAT, gguf

PACKAGING = dev.ROOT / "packaging"
NAMES = ("starter", "licences")
FILE = "Better-1B.Q4_K_M.gguf"


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield {name: importlib.import_module(name) for name in NAMES}
    for name in NAMES:
        sys.modules.pop(name, None)


@pytest.fixture
def description(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a model without weights, which somebody has put into the cache."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    content = gguf(CHAT)
    folder = dev.cache_folder() / "models"
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(content)
    (tmp_path / "licence.txt").write_text("Do what you want with Better.", encoding="utf-8")
    path = tmp_path / "starter.toml"
    path.write_text(
        f"""
name = "Better-1B"
by = "Somebody"
licence = "MIT"
text = "licence.txt"
source = "https://example.com/better"
[model]
file = "{FILE}"
sha256 = "{hashlib.sha256(content).hexdigest()}"
requirements = ""
megabytes = 0
""",
        encoding="utf-8",
    )
    return path


def test_another_model_is_packed_found_and_licensed(
    scripts: dict[str, ModuleType], description: Path, tmp_path: Path
) -> None:
    starter = scripts["starter"].read(description)
    dev.fetch(starter.model)
    models = tmp_path / "resources" / "models"
    models.mkdir(parents=True)
    shutil.copy(starter.file(), models)
    (found,) = find_models([models])
    assert found.path == models / FILE
    work = scripts["licences"].of_the_model(starter)
    assert "Better-1B" in work.name
    assert (work.licence, work.texts) == ("MIT", ("Do what you want with Better.",))


def test_a_file_that_is_not_the_one_that_is_described_is_not_packed(
    scripts: dict[str, ModuleType], description: Path
) -> None:
    starter = scripts["starter"].read(description)
    starter.model.path().write_bytes(b"GGUF")
    with pytest.raises(dev.Stop, match="not the file"):
        starter.file()
    starter.model.path().unlink()
    with pytest.raises(dev.Stop, match="missing"):
        starter.file()
    with pytest.raises(dev.Stop, match="Please put"):
        dev.fetch(starter.model)


def test_the_built_in_one_is_described(scripts: dict[str, ModuleType]) -> None:
    starter = scripts["starter"].read()
    assert starter.model == dev.STARTER_MODEL
    assert "Apache License" in starter.text
    locked = (dev.REQUIREMENTS / starter.model.requirements).read_text(encoding="utf-8")
    assert starter.name in locked
