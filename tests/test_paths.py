import os
import sys
from pathlib import Path

import pytest

from app.paths import local_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths are written in another way there")


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("/a/my model.gguf", "/a/my model.gguf"),
        ("file:///a/my%20model.gguf", "/a/my model.gguf"),
        ("file:/a/b.gguf", "/a/b.gguf"),
        ("FILE://localhost/a/%EB%AA%A8%EB%8D%B8.gguf", "/a/모델.gguf"),
        ("file:///a/100%.gguf", "/a/100%.gguf"),
        ("file:///a/b#1?.gguf", "/a/b#1?.gguf"),
        ("file://[/a", "/a"),
    ],
)
def test_a_path_and_an_address_name_the_same_file(named: str, path: str) -> None:
    assert local_path(named) == Path(path)


def test_a_name_need_not_be_utf_8() -> None:
    name = os.fsdecode(b"/a/caf\xe9.gguf")
    assert local_path(name) == Path(name)
    assert local_path("file:///a/caf%E9.gguf") == Path(name)


def test_what_is_named_from_here_is_meant_from_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert local_path("a.gguf") == tmp_path / "a.gguf"
