import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.paths import inside
from app.ui.starting.bridge import GuiThread
from app.ui.starting.input_method import choose_input_method
from app.ui.starting.self_test import run_window_test
from app.ui.theme.look import Wish
from app.ui.widgets.notices import Notice
from app.ui.window.state import WindowState, load_state, save_state
from tests.ui.conftest import PATIENCE_MS, Person

ROOT = Path(__file__).parents[3]


def test_the_window_tests_itself(qtbot: QtBot, data_dir: Path) -> None:
    test = run_window_test(inside(data_dir), engine_words=("engine", "--fake"), language="en")
    assert [step.name for step in test.steps if not step.ok] == []
    assert test.ok
    assert len(test.steps) == 8
    assert test.first_paint_s > 0
    assert test.first_token_s > 0


def test_the_window_knows_neither_llama_cpp_nor_what_it_needs() -> None:
    code = """
import sys
from app.ui.starting.application import Application
shell = set(sys.modules)
import app.ui.starting.program, app.ui.conversation.parser, app.ui.starting.self_test
print([name for name in ("llama_cpp", "huggingface_hub", "numpy", "jinja2") if name in sys.modules])
print([name for name in ("sqlite3", "msgspec", "markdown_it", "app.wiring", "app.domain.settings") if name in shell])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "[]"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_window_in_order(data_dir: Path, number: signal.Signals) -> None:
    arguments = ["-m", "app", "--data-dir", str(data_dir), "--engine", "fake", "gui"]
    window = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        _wait_for(data_dir / "maru.db", window)
        window.send_signal(number)
        _, complaints = window.communicate(timeout=PATIENCE_MS / 1000)
    finally:
        window.kill()
    assert window.returncode == 0
    assert b"Traceback" not in complaints
    assert (data_dir / "window.ini").exists()


def _wait_for(file: Path, window: "subprocess.Popen[bytes]") -> None:
    """The program behind the window has begun; a moment later it hears signals."""
    pause = threading.Event()
    for _ in range(1_000):
        if file.exists() or window.poll() is not None:
            break
        pause.wait(0.03)
    pause.wait(1.0)


def test_actions_from_other_threads_come_in_their_order(qtbot: QtBot) -> None:
    gui = GuiThread()
    seen: list[tuple[int, bool]] = []

    def note(number: int) -> None:
        seen.append((number, _is_main()))

    def post() -> None:
        for number in range(500):
            gui.post(partial(note, number))

    thread = threading.Thread(target=post)
    thread.start()
    thread.join()
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 500)
    assert seen == [(number, True) for number in range(500)]


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


@pytest.mark.parametrize(
    ("environment", "has_plugin", "expected"),
    [
        ({"QT_IM_MODULE": "fcitx"}, False, "ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, False, "ibus"),
        ({"QT_IM_MODULE": "fcitx"}, True, "fcitx"),
        ({"QT_IM_MODULE": "ibus"}, False, "ibus"),
        ({"QT_IM_MODULE": "fcitx", "QT_IM_MODULES": "wayland;fcitx"}, False, "fcitx"),
        ({}, False, None),
    ],
)
def test_fcitx_without_a_plugin_is_spoken_to_as_ibus(
    tmp_path: Path, environment: dict[str, str], *, has_plugin: bool, expected: str | None
) -> None:
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    if has_plugin:
        (folder / "libfcitx5platforminputcontextplugin.so").touch()
    choose_input_method(environment, tmp_path)
    assert environment.get("QT_IM_MODULE") == expected


def test_the_state_of_the_window_is_kept(tmp_path: Path) -> None:
    state = WindowState(
        geometry=b"\x01\xd9\x00",
        has_sidebar=False,
        chat="abc",
        draft='a "half"\nthought, 한글',
        language="ko",
        wish=Wish("dark", high_contrast=True, text_size=150, column_width=900),
    )
    save_state(tmp_path, state)
    assert load_state(tmp_path) == state
    assert load_state(tmp_path / "nothing") == WindowState()


@pytest.mark.parametrize("content", [b"\x00\xff\xfe", b"[General]\ntext=many\ncolumn=-3\ngeometry=oops\n"])
def test_a_damaged_state_is_no_state(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "window.ini").write_bytes(content)
    state = load_state(tmp_path)
    assert (state.wish, state.geometry) == (Wish(), b"")


@pytest.mark.expects_log("a mistake of ours")
def test_a_mistake_of_ours_is_written_down_and_said(person: Person, qtbot: QtBot) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    QTimer.singleShot(0, fail)
    person.waits_until(lambda: person.presenter.desk.notices.findChildren(Notice))
    assert list(person.program.parts.paths.logs.iterdir())
    assert person.gets_an_answer_to("still there?").message.text


def test_a_sound_window_leaves_no_word_in_the_log(sit_down: Callable[..., Person]) -> None:
    person = sit_down().sees_the_program()
    person.gets_an_answer_to("Hello")
    person.leaves()
