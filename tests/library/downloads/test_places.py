"""No name from outside leads out of its folder, and none is a device of some system."""

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.hub import RemoteFile
from app.domain.network_errors import UnsafeName
from app.library.downloads.places import model_folder, place_of

HERE = Path("/models/owner--name")

UNSAFE = [
    *("../x.gguf", "a/../../x.gguf", "..", ".", "a/./x.gguf", "", "/x.gguf", "/etc/passwd", "a//x.gguf", "a/"),
    *("..\\x.gguf", "C:\\x.gguf", "C:x.gguf", "\\\\host\\share\\x.gguf", "x.gguf:stream", "a\0b.gguf", "a\nb.gguf"),
    *("con", "NUL.gguf", "aux.tar.gguf", "com1.gguf", "LPT9", "lpt¹.gguf", "nul .gguf", "a/prn.gguf", "CONIN$"),
    *("x.gguf.", "x.gguf ", "... ", "a /x.gguf", "what?.gguf", "a*.gguf", "<x>.gguf", "x" * 201, "한" * 67, "\ud800"),
]


@pytest.mark.parametrize("name", UNSAFE)
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(UnsafeName):
        place_of(HERE, RemoteFile(name, 1))


@pytest.mark.parametrize(
    "name", ["x.gguf", "Q8_0/x-00001-of-00002.gguf", "한국어 모델.gguf", ".hidden", "console.gguf"]
)
def test_names_that_are_kept(name: str) -> None:
    assert place_of(HERE, RemoteFile(name, 1)).target == HERE / name


@given(
    st.text(max_size=40) | st.lists(st.sampled_from(["..", ".", "/", "\\", "a", "C:", "nul", " ", "\0"])).map("".join)
)
def test_whatever_the_name_the_file_stays_in_its_folder(name: str) -> None:
    try:
        place = place_of(HERE, RemoteFile(name, 1))
    except UnsafeName:
        return
    for path in (place.target, place.part, place.whole):
        inside = path.relative_to(HERE)
        assert ".." not in inside.parts
        assert not PureWindowsPath(inside).drive
        assert not PureWindowsPath(inside).is_absolute()
    assert not place.part.name.endswith(".gguf")
    assert not place.whole.name.endswith(".gguf")


@pytest.mark.parametrize("sha256", ["../../x", "A" * 64, "0" * 63, "0" * 63 + "/"])
def test_a_hash_that_is_none_is_no_name_either(sha256: str) -> None:
    with pytest.raises(UnsafeName):
        place_of(HERE, RemoteFile("x.gguf", 1, sha256))


def test_a_repository_has_a_folder_of_its_own() -> None:
    assert model_folder(Path("/models"), "owner/name") == HERE
    for repo in ("owner/..\\..", "", "a/b\0"):
        with pytest.raises(UnsafeName):
            model_folder(Path("/models"), repo)


def test_two_contents_never_share_a_part() -> None:
    first, second = (place_of(HERE, RemoteFile("x.gguf", 1, digit * 64)) for digit in "01")
    assert first.target == second.target
    assert first.part != second.part
