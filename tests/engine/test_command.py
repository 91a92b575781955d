import subprocess
import sys
from pathlib import Path

import pytest

from app.engine.childlog import LARGEST, open_log, tail
from app.engine.command import command, environment


def test_we_start_ourselves_with_a_role_word() -> None:
    assert command("engine", "--fake") == [sys.executable, "-m", "app", "engine", "--fake"]


def test_frozen_the_program_is_its_own_executable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command("engine") == [sys.executable, "engine"]


def test_a_folder_with_another_app_in_it_changes_nothing(tmp_path: Path) -> None:
    """People start the program in their own projects, and `app` is a common name there."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").write_text("raise SystemExit('the wrong app')")
    child = subprocess.run(
        command("engine", "--fake"), cwd=tmp_path, env=environment(), input=b"", capture_output=True, check=True
    )
    assert b'"Hello"' in child.stdout


def test_what_the_person_set_is_inherited() -> None:
    given = environment({"PYTHONPATH": "/theirs", "LANG": "ko_KR.UTF-8"})
    assert given["LANG"] == "ko_KR.UTF-8"
    assert given["PYTHONPATH"].endswith("/theirs")
    assert given["GGML_NO_BACKTRACE"] == "1"


def test_a_log_that_has_grown_is_turned_over(tmp_path: Path) -> None:
    path = tmp_path / "engine.log"
    path.write_bytes(b"old\n" * (LARGEST // 4 + 1))
    with open_log(path) as file:
        file.write(b"new\n")
    assert path.read_bytes() == b"new\n"
    assert (tmp_path / "engine.log.1").stat().st_size > LARGEST


def test_a_small_log_goes_on(tmp_path: Path) -> None:
    for line in (b"one\n", b"two\n"):
        with open_log(tmp_path / "logs" / "engine.log") as file:
            file.write(line)
    assert tail(tmp_path / "logs" / "engine.log") == "one\ntwo"


def test_the_tail_is_short_and_readable(tmp_path: Path) -> None:
    path = tmp_path / "engine.log"
    path.write_bytes("".join(f"줄 {i}\n" for i in range(10_000)).encode() + b"\xff\xfe end")
    lines = tail(path).splitlines()
    assert len(lines) == 40
    assert lines[-2:] == ["줄 9999", "\ufffd\ufffd end"]
    assert tail(path, since=path.stat().st_size - 4) == " end"
    assert tail(path, since=path.stat().st_size + 1) == tail(path)
    assert tail(tmp_path / "nothing") == ""
