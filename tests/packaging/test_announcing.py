"""What the makers sign, with a key that minisign itself has made for these tests, is what the program believes."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import dev
from app import __version__
from app.library.announcement import read_announcement

PUBLIC = "RWTNjtKtZHPEul/ALvoy508scop+YY9OS5h3hHiMI7n9fKqF50ZhVksM"
SECRET = (
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAzY7SrWRzxLrlOCtqgwNtGLBYgGy2MF7g0KSj9fUD"
    "BLPnnQAEZsIROV/ALvoy508scop+YY9OS5h3hHiMI7n9fKqF50ZhVksMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
)
PAGE = "https://maru.example/download"
NAMES = ("announce", "minisign", "notes", "release")
ENGLISH = "# Changelog\n\n## [Unreleased]\n\n## [{version}] - 2027-01-31\n\n### Added\n- One, `two`\n  and [three](https://x.y).\n"
KOREAN = "# 변경 기록\n\n## [{version}] - 2027-01-31\n\n### 추가됨\n- 하나, 둘.\n"


@pytest.fixture
def announce(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ModuleType]:
    """The script, for a checkout of the tests, with the test's key."""
    monkeypatch.syspath_prepend(str(dev.ROOT / "packaging"))
    script = importlib.import_module("announce")
    for name, text in (("CHANGELOG.md", ENGLISH), ("CHANGELOG.ko.md", KOREAN), ("release.pub", PUBLIC)):
        (tmp_path / name).write_text(text.replace("{version}", __version__), encoding="utf-8")
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "DIST", tmp_path / "dist")
    monkeypatch.setattr(sys.modules["minisign"], "ROOT", tmp_path)
    monkeypatch.setattr(sys.modules["minisign"], "PUBLIC", tmp_path / "release.pub")
    monkeypatch.setenv("MARU_RELEASE_KEY", SECRET)
    yield script
    for name in NAMES:
        sys.modules.pop(name, None)


def test_the_program_believes_what_is_announced(announce: ModuleType, tmp_path: Path) -> None:
    announce.main([PAGE])
    document = (tmp_path / "dist" / "latest.signed").read_bytes()
    release = read_announcement(document, PUBLIC, name="latest.signed")
    assert (release.version, release.page) == (__version__, PAGE)
    assert release.notes == {"en": "Added\n• One, two and three.", "ko": "추가됨\n• 하나, 둘."}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("release.pub", "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3", "no program would believe it"),
        ("CHANGELOG.ko.md", KOREAN.replace("{version}", "0.0.1"), "not " + __version__),
        ("CHANGELOG.ko.md", KOREAN.replace("{version}", __version__) + "- 셋.\n", "not as many entries"),
        ("CHANGELOG.md", ENGLISH.replace("{version}", __version__).replace("One", "One" * 30_000), "shorten"),
    ],
)
def test_what_does_not_fit_together_is_not_signed(
    announce: ModuleType, tmp_path: Path, name: str, text: str, says: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(dev.Stop, match=says):
        announce.main([PAGE])
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize("key", ["", "한글", PUBLIC, SECRET.replace("RWQAAEIy", "RWRTY0Iy")])
def test_what_is_no_secret_key_signs_nothing(announce: ModuleType, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("MARU_RELEASE_KEY", key)
    with pytest.raises(dev.Stop, match="holds no secret key"):
        announce.main([PAGE])
