"""Files that the program is started with, where there is no display."""

import os
import sys
from pathlib import Path

import pytest

from app.domain.preset import AnswerRule, Preset, RuleKind
from app.storage.presets.store import Presets
from tests.e2e.conftest import Maru
from tests.library.ggufs import gguf

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def test_model_and_preset_are_used_in_the_terminal(maru: Maru, tmp_path: Path) -> None:
    model = tmp_path / os.fsdecode(b"caf\xe9 1.gguf")
    model.write_bytes(gguf())
    rule = AnswerRule(RuleKind.PATTERN, pattern="(?P<answer>certainly nothing)")
    preset = Presets(tmp_path / "presets", tmp_path / "none").add(Preset("Picky", rule=rule)).path
    said = maru(str(preset), "file://" + str(tmp_path) + "/caf%E9%201.gguf", typed="Hello?")
    assert said.code == 0, said.err
    assert "practice engine" in said.out
    assert "There is no display" in said.err
    assert "No answer could be found" in said.err


@pytest.mark.parametrize("words", [("gone.gguf",), ("gui", "gone.toml"), ("./anything",)])
def test_what_is_not_there_is_said_in_a_sentence(maru: Maru, words: tuple[str, ...]) -> None:
    said = maru(*words, typed="Hello?")
    assert (said.code, said.out) == (1, "")
    assert words[-1].removeprefix("./") in said.err


def test_what_is_neither_a_role_nor_a_file_is_refused(maru: Maru) -> None:
    assert maru("modles").code == 2
    assert maru("gui", "--files").code == 2


def test_a_list_of_no_models_is_no_failure(maru: Maru, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    plain, told = maru("models", "list"), maru("models", "list", "--json")
    if told.json:
        pytest.skip("this copy of the program has its model inside")
    assert (plain.code, told.code) == (0, 0)
    assert plain.err == told.err != ""
