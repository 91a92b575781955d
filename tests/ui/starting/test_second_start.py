"""The program is started again while its window is open."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.cli.outcome import DONE
from app.domain.event import Deliver
from app.domain.storage_errors import FolderInUse
from app.paths import Paths, inside
from app.storage.lock import FolderLock
from app.ui.starting.application import Application
from app.ui.starting.program import Program, open_program
from app.ui.starting.second_start import hand_over
from app.ui.theme.dressing import Dressing
from app.ui.theme.look import Wish
from app.ui.window.opening import restored_window
from app.ui.window.state import WindowState
from app.wiring import App, build
from tests.ui.conftest import Person
from tests.ui.ties.test_file_opening import put, used

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets are files elsewhere only")


@contextmanager
def started_again(data_dir: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    arguments = ["-m", "app", "--data-dir", str(data_dir), "--engine", "fake", *words]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_ACTIVATION_TOKEN": "let me"}
    with subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stderr=subprocess.PIPE, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def test_the_open_window_comes_forward_with_the_file(
    person: Person, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    model = put(tmp_path, b"caf\xe9 1.gguf")
    person.window.showMinimized()
    with started_again(data_dir, "gui", str(model)) as process:
        person.waits_until(lambda: process.poll() is not None)
        assert process.returncode == DONE
        assert process.stderr is not None
        assert process.stderr.read() == b""
    person.waits_until(lambda: used(person) == str(model))
    assert not person.window.isMinimized()
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "let me"
    assert person.gets_an_answer_to("Hello?").message.text


def test_a_start_that_must_be_offline_does_not_lead_to_a_window_that_need_not(
    person: Person, data_dir: Path, qapp: QApplication
) -> None:
    offline = Application(qapp, inside(data_dir), engine_words=("engine", "--fake"), offline=True)
    assert not offline.hand_over()
    offline.close()


def test_a_second_start_waits_for_a_window_that_is_just_being_opened(qapp: QApplication, tmp_path: Path) -> None:
    """That has the folder before anybody can meet it."""
    answers = iter([False, True])
    assert _opened(qapp, inside(tmp_path), elsewhere=lambda: next(answers), in_use=True) is None
    assert list(answers) == []


def test_a_second_start_waits_for_a_window_that_is_just_being_closed(qapp: QApplication, data_dir: Path) -> None:
    lock = FolderLock(data_dir / "maru.lock")

    def let_go() -> bool:
        lock.release()
        return False

    program = _opened(qapp, inside(data_dir), elsewhere=let_go)
    assert program
    program.close()


def _opened(qapp: QApplication, paths: Paths, *, elsewhere: Callable[[], bool], in_use: bool = False) -> Program | None:
    def refuse(_deliver: Deliver) -> App:
        raise FolderInUse(str(paths.data))

    state, dressing = WindowState(), Dressing(qapp, Wish())
    window = restored_window(state, dressing)
    program = open_program(
        qapp,
        refuse if in_use else partial(build, paths, engine_words=("engine", "--fake")),
        window=window,
        dressing=dressing,
        state=state,
        asked_language="en",
        spoken="en",
        elsewhere=elsewhere,
    )
    if program is None:
        window.deleteLater()
    return program


def test_a_socket_that_a_killed_window_has_left_is_no_obstacle(sit_down: Callable[..., Person], data_dir: Path) -> None:
    place = inside(data_dir).window_socket
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(place)
    assert not hand_over(place, [])
    person = sit_down().sees_the_program()
    assert _is_taken(person, place)


def test_only_this_user_may_connect(person: Person, data_dir: Path) -> None:
    assert Path(inside(data_dir).window_socket).stat().st_mode & 0o077 == 0


def test_the_socket_goes_with_the_window(person: Person, data_dir: Path) -> None:
    person.leaves()
    assert not Path(inside(data_dir).window_socket).exists()


@pytest.mark.parametrize("name", ["d" * 150, os.fsdecode(b"caf\xe9"), "새 폴더"])
def test_every_folder_has_its_meeting_point(qtbot: QtBot, qapp: QApplication, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    person = Person(qtbot, qapp, folder)
    person.sees_the_program()
    try:
        assert _is_taken(person, inside(folder).window_socket)
    finally:
        person.leaves()


@pytest.mark.parametrize("said", [b"\n", b"{}\n", b'{"files": 3, "token": ""}\n', b"[[[[\n", b"x" * 1_100_000])
def test_nonsense_is_not_listened_to(person: Person, data_dir: Path, said: bytes) -> None:
    place = inside(data_dir).window_socket
    answers: list[bytes] = []

    def talk() -> None:
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.connect(place)
            try:
                stranger.sendall(said)
                answers.append(stranger.recv(100))
            except ConnectionError:
                answers.append(b"")

    thread = threading.Thread(target=talk)
    thread.start()
    person.waits_until(lambda: answers)
    thread.join()
    assert answers == [b""]
    assert _is_taken(person, place)


def test_a_window_that_hangs_is_not_waited_for(data_dir: Path) -> None:
    place = inside(data_dir).window_socket
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(place)
        silent.listen()
        assert not hand_over(place, ["/a.gguf"])
        heard, _ = silent.accept()
        with heard:
            assert json.loads(heard.recv(1000))["files"] == ["/a.gguf"]


def _is_taken(person: Person, place: str) -> bool:
    """Whether a second start is led to this window."""
    code = f"from app.ui.starting.second_start import hand_over; print(hand_over({place!r}, []))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        person.waits_until(lambda: process.poll() is not None)
        assert process.stdout is not None
        return process.stdout.read() == "True\n"
