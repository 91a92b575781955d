"""What only the parts together can do."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.cli.loop import Loop
from app.domain.hub import Search
from app.domain.network_errors import Offline
from app.domain.settings import Network, Settings
from app.domain.storage_errors import FolderInUse
from app.paths import Paths, inside
from app.wiring import App, build, build_library

FAKE = ("engine", "--fake")
ONLINE, OFFLINE = (Settings(network=Network(offline=offline)) for offline in (False, True))


@pytest.fixture
def paths(data_dir: Path) -> Paths:
    return inside(data_dir)


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def app(paths: Paths, loop: Loop) -> Iterator[App]:
    built = build(paths, loop.post, engine_words=FAKE)
    yield built
    built.close()


def test_the_library_is_had_beside_the_chats(app: App, paths: Paths, loop: Loop) -> None:
    with pytest.raises(FolderInUse):
        build(paths, loop.post, engine_words=FAKE)
    beside = build_library(paths, loop.post, engine_words=FAKE)
    assert loop.wait_for(beside.hardware.ask).devices
    beside.close()


def test_what_keeps_nothing_leaves_the_list_of_downloads_alone(
    app: App, paths: Paths, loop: Loop, tmp_path: Path
) -> None:
    paths.downloads.write_bytes(b"of another program")
    build(paths, loop.post, engine_words=FAKE, chats_in=tmp_path / "elsewhere").close()
    assert paths.downloads.read_bytes() == b"of another program"


def test_offline_counts_at_once(app: App, loop: Loop) -> None:
    app.adopt(OFFLINE)
    with pytest.raises(Offline):
        loop.wait_for(partial(app.hub.search, Search()))
    assert app.hub.pid == 0
    app.adopt(ONLINE)
    assert not app.network().offline


def test_the_command_line_is_obeyed_whatever_is_set(paths: Paths, loop: Loop) -> None:
    library = build_library(paths, loop.post, offline=True)
    library.adopt(ONLINE)
    assert library.network().offline
    library.close()


def test_folders_of_other_programs_are_looked_into_at_home_only(paths: Paths, loop: Loop, tmp_path: Path) -> None:
    home = tmp_path / "home"
    folder = home / ".lmstudio" / "models"
    folder.mkdir(parents=True)
    (folder / "cut.gguf").write_bytes(b"GGUF")
    for place, found in ((home, 1), (None, 0)):
        library = build_library(replace(paths, home=place), loop.post)
        assert len([error for error in library.shelf().refused if error.path.startswith(str(home))]) == found
        library.close()
