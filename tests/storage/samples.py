"""Chats to store."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import dev
from app.domain.conversation import Conversation, ModelCall, Turn, TurnState, new_id
from app.domain.fault import Fault
from app.domain.message import assistant, user
from app.domain.usage import Timings, Usage
from app.paths import Paths

CALL = ModelCall(
    model="/models/a.gguf",
    seed=4_294_967_295,
    settings={"temperature": 0.2, "top_k": 3},
    stop_reason="end",
    usage=Usage(12, 4, 7),
    timings=Timings(0.5, 0.25, 300.0, 58.5),
    left_out=2,
)


def chat(*, turns: int = 4, title: str = "A chat", text: str = "What is said") -> Conversation:
    """Questions and answers in turn, one path."""
    conversation = Conversation(new_id(), title=title, system="Be brief.", created=1_700_000_000.25, model="/m.gguf")
    for number in range(turns):
        conversation = conversation.add(turn(f"{text} {number}", conversation.tip, is_answer=bool(number % 2)))
    return conversation


def turn(text: str, parent: str | None, *, is_answer: bool = False, state: TurnState = TurnState.DONE) -> Turn:
    message = assistant(text, reasoning="I think.") if is_answer else user(text)
    fault = Fault("EngineDied", {"exit_code": -9, "signal": "SIGKILL"}) if state is TurnState.FAILED else None
    return Turn(new_id(), parent, message, 1_700_000_001.5, state, CALL if is_answer else None, fault)


def integrity(paths: Paths) -> str:
    """What SQLite itself says of the file."""
    with closing(sqlite3.connect(paths.database)) as connection:
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def run_python(script: str, *arguments: str | Path, within: tuple[str, ...] = ()) -> str:
    """What a child process prints; within are the words before python's."""
    done = subprocess.run(
        [*within, sys.executable, "-c", script, *map(str, arguments)],
        cwd=dev.ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert not done.returncode, done.stderr
    return done.stdout


def private_mounts() -> tuple[str, ...] | None:
    """The words that let a shell line mount things that only it sees; None where the system does not allow that."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return None
    words = ("unshare", "--mount", *(() if os.geteuid() == 0 else ("--map-root-user",)))
    probe = [*words, "mount", "-t", "tmpfs", "none", "/mnt"]
    return words if subprocess.run(probe, capture_output=True, check=False).returncode == 0 else None
