"""How the program ends: by itself, by the person, by the system, and by force."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from tests.e2e.conftest import Maru, Running
from tests.library.ggufs import gguf

LONG = "/slow 20ms /long 2000"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal are another matter there")


def _streaming(maru: Maru) -> Running:
    """It has answered for about a second."""
    running = maru.start("chat", LONG)
    running.until_printed(lambda printed: len(printed) > 300)
    return running


def _kept(maru: Maru) -> tuple[str, str]:
    """Text and state of the last chat's answer."""
    message = maru("chats", "show", "last", "--json").json["messages"][-1]
    return message["text"], message["state"]


def test_ctrl_c_stops_the_answer_and_keeps_what_came(maru: Maru) -> None:
    running = _streaming(maru)
    running.press_ctrl_c()
    ended = running.end()
    assert (ended.code, ended.err) == (0, "")
    text, state = _kept(maru)
    assert state == "stopped"
    assert ended.out.strip() == text.strip()


def test_ctrl_c_with_json_still_prints_one_value(maru: Maru) -> None:
    running = maru.start("chat", LONG, "--json")
    child = None
    while child is None:
        child = next(iter(running.children()), None)
    running.press_ctrl_c()
    assert running.end().json["stop_reason"] == "cancelled"


def test_a_second_ctrl_c_leaves(maru: Maru) -> None:
    running = _streaming(maru)
    running.process.send_signal(signal.SIGSTOP)  # so that both come at once
    running.press_ctrl_c()
    running.process.send_signal(signal.SIGTERM)
    running.process.send_signal(signal.SIGCONT)
    ended = running.end()
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert _kept(maru)[0].strip() in ended.out.strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_systems_wish_ends_everything_and_keeps_what_came(maru: Maru, number: signal.Signals) -> None:
    running = _streaming(maru)
    children = running.children()
    running.process.send_signal(number)
    ended = running.end()
    assert (ended.code, ended.err) == (1, "")
    assert not [child for child in children if child.is_running()]
    text, state = _kept(maru)
    assert state == "partial"
    assert len(text) > 300
    assert ended.out.strip() == text.strip()


def test_a_killed_program_keeps_what_it_had_saved_and_leaves_no_child(maru: Maru) -> None:
    running = _streaming(maru)
    children = running.children()
    running.process.kill()
    ended = running.end()
    text, state = _kept(maru)
    assert state == "partial"
    assert text.strip()
    assert ended.out.strip().startswith(text.strip())
    for child in children:
        child.wait(timeout=30)


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL", "SIGABRT"])
def test_an_engine_that_dies_costs_no_word(maru: Maru, name: str) -> None:
    said = maru("chat", f"/long 50 /die {name} after 20 tokens", "--json")
    assert said.code == 1
    assert len(said.sentences) == 1
    assert said.json["stop_reason"] == "failed"
    text, state = _kept(maru)
    assert state == "failed"
    assert text == said.json["answer"] != ""
    assert maru("chat", "Hello", "--chat", said.json["chat"]).code == 0


@pytest.mark.parametrize("when", ["while evaluating", "after 0 tokens"])
def test_an_engine_that_dies_at_once_is_one_sentence(maru: Maru, when: str) -> None:
    said = maru("chat", f"/die SIGSEGV {when}")
    assert (said.code, said.out) == (1, "")
    assert len(said.sentences) == 1
    assert "unexpectedly" in said.err


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT"])
def test_an_engine_that_dies_while_it_loads_is_one_sentence(maru: Maru, tmp_path: Path, name: str) -> None:
    model = tmp_path / f"die-{name}.gguf"
    model.write_bytes(gguf())
    for role in (("chat", "Hello"), ("complete", "Hello")):
        said = maru(*role, "--model", str(model))
        assert (said.code, said.out, len(said.sentences)) == (1, "", 1)
        assert "unexpectedly" in said.err


def test_two_programs_do_not_share_the_chats(maru: Maru) -> None:
    running = _streaming(maru)
    second = maru("chats", "list")
    assert (second.code, second.out, len(second.sentences)) == (1, "", 1)
    for role in (("chat", "Hello", "--temporary"), ("complete", "Hello"), ("models", "list")):
        assert maru(*role).code == 0, "what needs no chats"
    running.press_ctrl_c()
    assert running.end().code == 0
    assert maru("chats", "list").code == 0


def test_a_reader_who_has_seen_enough_is_no_failure(maru: Maru) -> None:
    running = _streaming(maru)
    assert running.process.stdout
    running.process.stdout.close()
    running.process.wait(timeout=60)
    assert running.process.stderr
    assert running.process.stderr.read() == b""
    assert running.process.returncode == 0


def test_talking_line_by_line(maru: Maru) -> None:
    """A real terminal: what is typed is answered, Ctrl-C stops one answer, and the end of input leaves."""
    ours, theirs = os.openpty()
    running = maru.start("chat", stdin=theirs, stdout=theirs)
    os.close(theirs)
    seen = ""

    def see(text: str) -> None:
        nonlocal seen
        while text not in seen:
            seen += os.read(ours, 4096).decode(errors="replace")
        seen = seen.split(text, 1)[1]

    def write(line: str) -> None:
        os.write(ours, line.encode() + b"\n")

    see("> ")
    write("first question")
    see("You said: “first question”")
    see("> ")
    write("/help")
    see("/quit leaves")
    see("> ")
    write(LONG)
    see(LONG + "\r\n")  # the terminal's echo
    see(" ")  # between the first words of the answer
    running.press_ctrl_c()
    see("> ")
    write("/new")
    see("> ")
    write("second chat")
    see("You said: “second chat”")
    see("> ")
    write("/quit")
    ended = running.process.wait(timeout=60)
    os.close(ours)
    assert running.process.stderr
    assert running.process.stderr.read() == b""
    assert ended == 0
    chats = maru("chats", "list", "--json").json
    assert [chat["title"] for chat in chats] == ["second chat", "first question"]
    messages = maru("chats", "show", chats[1]["id"], "--json").json["messages"]
    assert [message["state"] for message in messages] == ["done", "done", "done", "stopped"]


def test_without_a_display_the_window_is_a_chat(maru: Maru, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    if sys.platform != "linux":
        pytest.skip("other systems always have one")
    said = maru(typed="Hello there")
    assert said.code == 0
    assert "Hello there" in said.out
    assert len(said.sentences) == 1
    assert "display" in said.err


def test_nothing_is_printed_by_a_program_without_a_terminal(maru: Maru) -> None:
    """Closed streams, as a desktop may start it."""
    command = [sys.executable, "-m", "app", "--data-dir", str(maru.data_dir), "--engine", "fake", "chat", "Hello"]
    done = subprocess.run(" ".join([*command, "<&- >&- 2>&-"]), shell=True, check=False)  # noqa: S602 - to close them
    assert done.returncode == 0
    assert len(maru("chats", "list", "--json").json) == 1


INTERRUPTED = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, *_):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from app.__main__ import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize(
    ("role", "loading"),
    [("chats", "app.cli.launch"), ("chats", "app.logs"), ("chats", "app.storage.database"), ("gui", "PySide6.QtCore")],
)
def test_ctrl_c_while_the_program_is_loaded_says_nothing(data_dir: Path, role: str, loading: str) -> None:
    command = [sys.executable, "-c", INTERRUPTED, loading, "--data-dir", str(data_dir), role]
    ended = subprocess.run(command, cwd=dev.ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")
