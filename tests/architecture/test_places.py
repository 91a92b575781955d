"""dev.py keeps models where the program looks for them, though neither imports the other."""

import sys
from pathlib import Path

import pytest

from app import paths
from dev import QT_LIBRARIES, cache_folder, debian_package


def test_dev_and_program_agree_on_the_cache() -> None:
    assert cache_folder() == paths.shared_cache()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has its own variable")
def test_both_follow_the_person_who_moves_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == paths.shared_cache() == tmp_path / "maru-chat"


def test_program_finds_the_starter_model(starter_model: Path) -> None:
    assert starter_model.parent in paths.standard().starter_models


def test_debian_names_follow_from_sonames() -> None:
    named = {library: debian_package(library) for library in QT_LIBRARIES}
    assert named["libEGL.so.1"] == "libegl1"
    assert named["libdbus-1.so.3"] == "libdbus-1-3"
    assert named["libglib-2.0.so.0"] == "libglib2.0-0"
