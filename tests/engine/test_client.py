"""The client against real processes: the fake engine, and small programs that misbehave in one way each."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from app.domain.engine_errors import EngineDied, EngineMismatch, LoadCancelled
from app.domain.errors import NotFound
from app.domain.generation import ChatPrompt, RawPrompt, StopReason
from app.domain.loading import LoadSettings
from app.domain.message import user
from app.domain.sampling import Sampling
from app.engine.client import EngineClient
from app.engine.command import environment
from app.engine.protocol import (
    VERSION,
    Closing,
    Embed,
    Embedded,
    Failed,
    Finished,
    FromEngine,
    Generate,
    ListDevices,
    Load,
    Save,
    Saved,
    Started,
    ToEngine,
    Token,
)
from tests.engine.conftest import StartTalk, Talk
from tests.owner import Owner

HELLO = f'print(\'{{"kind":"Hello","version":{VERSION}}}\', flush=True)\n'
IDLE = "import sys\nfor line in sys.stdin: pass\n"


def program(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def question(text: str) -> Callable[[int], Generate]:
    return lambda number: Generate(number, ChatPrompt((user(text),)), Sampling())


def load(path: str) -> Callable[[int], Load]:
    return lambda number: Load(number, path, LoadSettings())


def embed(text: str = "a") -> Callable[[int], ToEngine]:
    return lambda number: Embed(number, (text,))


def said(messages: list[FromEngine]) -> str:
    return "".join(message.text for message in messages if isinstance(message, Token))


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid)


# --- talking ---


def test_messages_come_in_order_and_one_closes_the_request(talk: Talk) -> None:
    messages = talk.ask(question("How are you?"))
    assert isinstance(messages[0], Started)
    assert "How are you?" in said(messages)
    assert [isinstance(message, Closing) for message in messages] == [False] * (len(messages) - 1) + [True]


def test_many_requests_are_kept_apart(talk: Talk) -> None:
    numbers = [talk.start(question(f"number {i};")) for i in range(20)]
    assert len(set(numbers)) == 20
    for i, number in enumerate(numbers):
        talk.end(number)
        assert f"number {i};" in said(talk.heard[number])


def test_a_hundred_thousand_tokens_come_whole_and_in_order(start: StartTalk) -> None:
    source = (
        HELLO + "import sys\n"
        "for line in sys.stdin:\n"
        "    if 'Embed' in line:\n"
        "        for i in range(100_000):\n"
        '            sys.stdout.write(\'{"kind":"Token","request":1,"sample":0,"text":"%d "}\\n\' % i)\n'
        '        print(\'{"kind":"Embedded","request":1,"vectors":[]}\', flush=True)\n'
    )
    messages = start(program(source)).ask(embed())
    assert said(messages).split() == [str(i) for i in range(100_000)]
    assert isinstance(messages[-1], Embedded)


def test_cancel_ends_an_answer_early(talk: Talk) -> None:
    number = talk.start(question("/long 5000 /slow 10ms"))
    talk.owner.until(lambda: said(talk.heard[number]))
    talk.client.cancel(number)
    closing = talk.end(number)
    assert isinstance(closing, Finished)
    assert closing.samples[0].stop_reason is StopReason.CANCELLED
    assert len(said(talk.heard[number]).split()) < 5000


def test_cancel_of_what_is_over_or_unknown_is_no_matter(talk: Talk) -> None:
    number = talk.start(question("Hello"))
    talk.end(number)
    talk.client.cancel(number)
    talk.client.cancel(999)
    assert isinstance(talk.ask(question("Again"))[-1], Finished)


def test_a_load_is_cancelled(start: StartTalk) -> None:
    talk = start()
    number = talk.start(load("/models/slow.gguf"))
    talk.owner.until(lambda: talk.heard[number])
    talk.client.cancel(number)
    assert isinstance(talk.failure(number), LoadCancelled)


# --- a child that dies ---


SIGNALS = ["SIGKILL", "SIGSEGV", "SIGABRT"]


@pytest.mark.parametrize("name", SIGNALS)
def test_death_while_loading(start: StartTalk, name: str, deaths: list[EngineDied]) -> None:
    talk = start()
    error = talk.failure(talk.start(load(f"/models/die-{name}.gguf")))
    check_death(talk, error, deaths, during="loading", name=name)


@pytest.mark.parametrize("name", SIGNALS)
def test_death_while_evaluating(talk: Talk, name: str, deaths: list[EngineDied]) -> None:
    number = talk.start(question(f"/die {name} while evaluating"))
    check_death(talk, talk.failure(number), deaths, during="evaluating", name=name)


@pytest.mark.parametrize("name", SIGNALS)
def test_death_while_generating_keeps_what_came(talk: Talk, name: str, deaths: list[EngineDied]) -> None:
    number = talk.start(question(f"/long 50 /die {name} after 5 tokens"))
    check_death(talk, talk.failure(number), deaths, during="generating", name=name)
    assert len(talk.heard[number]) > 5
    assert said(talk.heard[number]).startswith("a quiet")


@pytest.mark.parametrize("name", SIGNALS)
def test_death_while_idle(talk: Talk, name: str, deaths: list[EngineDied]) -> None:
    os.kill(talk.client.pid, signal.Signals[name])
    talk.owner.until(lambda: deaths)
    check_death(talk, deaths[0], deaths, during="idle", name=name)


def check_death(talk: Talk, error: object, deaths: list[EngineDied], *, during: str, name: str) -> None:
    assert isinstance(error, EngineDied)
    assert (error.during, error.signal, error.exit_code) == (during, name, -signal.Signals[name])
    talk.owner.until(lambda: deaths)
    talk.owner.rest()
    assert len(deaths) == 1
    assert not talk.client.is_alive
    assert is_gone(talk.client.pid)
    later = talk.failure(talk.start(question("Are you there?")))
    assert isinstance(later, EngineDied)
    assert all(sum(isinstance(one, Closing) for one in heard) == 1 for heard in talk.heard.values())


def test_every_open_request_is_told_of_a_death_once(talk: Talk) -> None:
    numbers = [talk.start(question("/die SIGKILL after 1 tokens")), *(talk.start(question("Hi")) for _ in range(9))]
    assert all(isinstance(talk.failure(number), EngineDied) for number in numbers)
    talk.owner.rest()
    assert all(sum(isinstance(one, Closing) for one in heard) == 1 for heard in talk.heard.values())


def test_a_child_that_leaves_by_itself_is_told_with_its_exit_code_and_its_last_words(start: StartTalk) -> None:
    talk = start(program(HELLO + "import sys\nprint('no such thing', file=sys.stderr)\nsys.exit(3)"))
    error = talk.failure(talk.start(embed()))
    assert isinstance(error, EngineDied)
    assert (error.exit_code, error.signal) == (3, None)
    assert error.log_tail == "no such thing"
    assert Path(error.log_path).read_text().endswith("no such thing\n")


def test_last_words_are_those_of_this_child(start: StartTalk) -> None:
    first = start(program(HELLO + "import sys\nprint('first', file=sys.stderr)\nsys.exit(1)"))
    first.failure(first.start(embed()))
    second = start(program(HELLO + "raise SystemExit(2)"))
    error = second.failure(second.start(embed()))
    assert isinstance(error, EngineDied)
    assert error.log_tail == ""


def test_a_program_that_is_not_there(start: StartTalk, tmp_path: Path, deaths: list[EngineDied]) -> None:
    talk = start([str(tmp_path / "moved-away")])
    error = talk.failure(talk.start(embed()))
    assert isinstance(error, EngineDied)
    assert "moved-away" in error.log_tail
    assert error.exit_code is None
    assert (talk.client.pid, talk.client.is_alive) == (0, False)
    assert len(deaths) == 1


# --- a child that talks nonsense ---


def test_another_version_is_refused_and_said(start: StartTalk) -> None:
    talk = start(program(f'print(\'{{"kind":"Hello","version":{VERSION + 1}}}\', flush=True)\n' + IDLE))
    error = talk.failure(talk.start(embed()))
    assert isinstance(error, EngineMismatch)
    assert (error.expected, error.actual) == (VERSION, VERSION + 1)
    assert isinstance(talk.failure(talk.start(embed())), EngineMismatch)
    assert is_gone(talk.client.pid)


@pytest.mark.expects_log("no message")
@pytest.mark.parametrize(
    "line", ["ggml_init: found 1 device", "", "{}", '{"kind":"Token","request":"one"}', "\\x00\\xff", "[" * 5000]
)
def test_garbage_on_stdout_breaks_the_child(start: StartTalk, line: str) -> None:
    talk = start(program(HELLO + f"print('{line}', flush=True)\n" + IDLE))
    error = talk.failure(talk.start(embed()))
    assert isinstance(error, EngineDied)
    assert error.signal is None  # we ended it: its signal says nothing
    assert is_gone(talk.client.pid)


def test_half_a_line_is_the_end_of_a_child_and_no_garbage(start: StartTalk) -> None:
    talk = start(program(HELLO + 'print(\'{"kind":"Tok\', end="", flush=True)\nraise SystemExit(7)\n'))
    error = talk.failure(talk.start(embed()))
    assert isinstance(error, EngineDied)
    assert error.exit_code == 7


@pytest.mark.expects_log("before Hello")
def test_nobody_speaks_before_hello(start: StartTalk) -> None:
    talk = start(program('print(\'{"kind":"Saved","request":1,"files":0}\', flush=True)\n' + IDLE))
    assert isinstance(talk.failure(talk.start(embed())), EngineDied)


@pytest.mark.expects_log("did not say hello")
def test_a_child_that_never_says_hello_is_given_up(start: StartTalk) -> None:
    talk = start(program(IDLE), patience=0.2)
    error = talk.failure(talk.start(load("/models/fake.gguf")))
    assert isinstance(error, EngineDied)
    assert error.during == "loading"
    assert is_gone(talk.client.pid)


def test_what_nobody_asked_for_is_ignored(start: StartTalk) -> None:
    stray = 'print(\'{"kind":"Saved","request":99,"files":0}\', flush=True)\n'
    answer = (
        "import sys\nfor line in sys.stdin:\n"
        '    if "Embed" in line: print(\'{"kind":"Embedded","request":1,"vectors":[]}\', flush=True)\n'
    )
    assert isinstance(start(program(HELLO + stray + answer)).ask(embed())[-1], Embedded)


# --- listeners ---


@pytest.mark.expects_log("a listener of the engine failed")
def test_a_listener_that_fails_harms_no_other(tmp_path: Path) -> None:
    """With a deliver that runs things at once, so that the failure meets the reader's own thread."""

    def fail(_: FromEngine) -> None:
        raise NotFound("chat", "gone")

    came: list[FromEngine] = []
    closed = threading.Event()

    def note(message: FromEngine) -> None:
        came.append(message)
        closed.set()

    client = EngineClient(program(HELLO + _ECHO), lambda action: action(), log=tmp_path / "engine.log")
    client.ask(embed(), fail)
    client.ask(embed(), note)
    assert closed.wait(60)
    assert isinstance(came[0], Embedded)
    client.close()


_ECHO = (
    "import sys, json\nfor line in sys.stdin:\n    asked = json.loads(line)\n"
    '    if asked["kind"] == "Embed":\n'
    '        print(json.dumps({"kind": "Embedded", "request": asked["request"], "vectors": []}), flush=True)\n'
)


# --- closing ---


def test_close_ends_the_child_and_tells_what_was_open(talk: Talk, deaths: list[EngineDied]) -> None:
    number = talk.start(question("/long 5000 /slow 10ms"))
    talk.owner.until(lambda: said(talk.heard[number]))
    talk.client.close()
    assert is_gone(talk.client.pid)
    assert isinstance(talk.failure(number), LoadCancelled)
    assert isinstance(talk.failure(talk.start(question("Hi"))), LoadCancelled)
    talk.client.close()
    talk.owner.rest()
    assert deaths == []


STUBBORN = (
    HELLO + "import signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], stdin=subprocess.DEVNULL)\n"
    "while 'Save' not in sys.stdin.readline(): pass\n"
    'print(\'{"kind":"Saved","request":1,"files":%d}\' % child.pid, flush=True)\n'
    "time.sleep(600)\n"
)


def test_a_child_that_does_not_leave_is_ended_with_all_it_started(start: StartTalk) -> None:
    talk = start(program(STUBBORN))
    saved = talk.ask(Save)[-1]
    assert isinstance(saved, Saved)
    grandchild = psutil.Process(saved.files)
    talk.client.close(timeout=0.1)
    assert is_gone(talk.client.pid)
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE


def test_a_child_that_reads_nothing_does_not_hold_up_the_owner(start: StartTalk) -> None:
    """A million characters fit into no pipe; asking and cancelling return all the same, and closing ends it."""
    talk = start(program(HELLO + "import time\ntime.sleep(600)\n"))
    numbers = [talk.start(lambda number: Generate(number, RawPrompt("x" * 1_000_000), Sampling())) for _ in range(3)]
    talk.client.cancel(numbers[0])
    talk.client.close(timeout=0.1)
    assert all(isinstance(talk.failure(number), LoadCancelled) for number in numbers)


def test_a_child_that_closes_its_stdout_but_stays_is_ended(start: StartTalk) -> None:
    talk = start(program(HELLO + "import os, time\nos.close(1)\ntime.sleep(600)\n"))
    error = talk.failure(talk.start(embed()))
    assert isinstance(error, EngineDied)
    assert is_gone(talk.client.pid)


def test_closing_at_once_is_fine(start: StartTalk) -> None:
    talk = start()
    talk.client.close()
    assert not talk.client.is_alive


def test_the_child_leaves_when_we_are_killed(tmp_path: Path) -> None:
    """A window that dies cannot clean up: the end of its pipes must be enough."""
    parent = (
        "import sys, time\nfrom pathlib import Path\nfrom app.engine.client import EngineClient\n"
        "from app.engine.command import command\n"
        f"client = EngineClient(command('engine', '--fake'), lambda action: action(), "
        f"log=Path({str(tmp_path / 'log')!r}))\n"
        "print(client.pid, flush=True)\ntime.sleep(600)\n"
    )
    with subprocess.Popen(program(parent), stdout=subprocess.PIPE, env=environment()) as window:
        assert window.stdout
        engine = psutil.Process(int(window.stdout.readline()))
        window.kill()
    engine.wait(60)
    assert not engine.is_running()


def test_the_log_folder_cannot_be_written(owner: Owner, tmp_path: Path) -> None:
    """No log is a pity; no engine would be worse."""
    (tmp_path / "logs").write_text("a file where the folder should be")
    client = EngineClient(program(HELLO + _ECHO), owner.post, log=tmp_path / "logs" / "engine.log")
    came: list[FromEngine] = []
    client.ask(embed(), came.append)
    owner.until(lambda: came)
    client.close()
    assert isinstance(came[0], Embedded)


def test_devices_are_listed_without_a_model(start: StartTalk) -> None:
    assert not isinstance(start().ask(ListDevices)[-1], Failed)
