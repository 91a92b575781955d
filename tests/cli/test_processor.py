"""The texts in fixtures/processors are what kernels write: published ones, only the Raspberry Pi's from memory."""

import sys
from pathlib import Path

import pytest

import dev
from app.cli.notice import BOXES
from app.cli.processor import FIRST_THAT_KNOWS, WINDOWS, on_linux, on_windows, require_processor
from app.domain.engine_errors import ProcessorTooOld
from app.words.failures import sentence

PROCESSORS = dev.ROOT / "tests" / "fixtures" / "processors"
LACKING = {
    "athlon-64-x2-of-2005": "SSSE3, SSE4.1, SSE4.2, POPCNT, CMPXCHG16B",
    "athlon-64-x2": "SSSE3, SSE4.1, SSE4.2, POPCNT",
    "core-2": "SSE4.2, POPCNT",
    "phenom-2": "SSSE3, SSE4.1, SSE4.2",
    "kvm64": "SSSE3, SSE4.1, SSE4.2, POPCNT, LAHF",
}


def _cpuinfo(name: str) -> Path:
    return PROCESSORS / f"{name}.txt"


@pytest.mark.parametrize(("name", "missing"), LACKING.items())
def test_an_old_processor_lacks_what_it_lacks(name: str, missing: str) -> None:
    too_old = on_linux(_cpuinfo(name))
    assert too_old is not None
    assert too_old.missing == missing


@pytest.mark.parametrize("name", ["first-core-i7", "raspberry-pi"])
def test_a_processor_that_can_is_let_through(name: str) -> None:
    assert on_linux(_cpuinfo(name)) is None


def test_what_cannot_be_told_is_let_through(tmp_path: Path) -> None:
    assert on_linux(tmp_path / "no such file") is None


def test_this_computer_can() -> None:
    require_processor(for_window=True)


def test_in_a_virtual_machine_a_setting_helps() -> None:
    hidden, old = on_linux(_cpuinfo("kvm64")), on_linux(_cpuinfo("core-2"))
    assert hidden is not None
    assert "host" in sentence(hidden).text
    assert old is not None
    assert "SSE4.2, POPCNT" in sentence(old).text


def test_windows_is_asked_for_each() -> None:
    assert on_windows(FIRST_THAT_KNOWS, lambda _feature: 1) is None
    core_2 = on_windows(FIRST_THAT_KNOWS, lambda feature: int(WINDOWS[feature] != "SSE4.2"))
    assert core_2 is not None
    assert core_2.missing == "SSE4.2"


def test_an_older_windows_knows_none_of_them_and_is_believed_nothing() -> None:
    assert on_windows(FIRST_THAT_KNOWS - 1, lambda _feature: 0) is None


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems have boxes of their own")
@pytest.mark.parametrize("box", [each[0] for each in BOXES])
def test_who_has_no_terminal_is_told_in_a_box(box: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = tmp_path / "shown"
    program = tmp_path / box
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{shown}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "__stderr__", None)
    with pytest.raises(ProcessorTooOld):
        require_processor(for_window=False, cpuinfo=_cpuinfo("core-2"))
    assert not shown.exists()
    with pytest.raises(ProcessorTooOld):
        require_processor(for_window=True, cpuinfo=_cpuinfo("core-2"))
    assert "SSE4.2, POPCNT" in shown.read_text(encoding="utf-8").splitlines()[-1]
