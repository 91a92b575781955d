"""A download outlives every end of its processes, and hardly a byte of it is fetched twice."""

import random
import subprocess
import sys
import time
from collections.abc import Callable

import psutil

import dev
from app.engine.command import environment
from tests.fakes.hub.content import Generated
from tests.fakes.hub.mischief import Slow
from tests.library.downloads.conftest import REPO, Desk, lies_in, sha256

KILLS = 40
CHUNK = 64 * 1024
"""What a child takes from the connection at once, so no more may be lost with it."""
LARGE = Generated(10_000_000)
PATIENCE_S = 60.0


def test_forty_kills_at_random_moments_cost_no_more_than_a_chunk_each(desk: Desk) -> None:
    dice = random.Random(40)  # noqa: S311 - nothing is kept secret with it
    sent = 0

    def count(_sent: int) -> None:
        nonlocal sent
        sent += 1

    slow = desk.hub.mischief = Slow(pause_s=0.005, told=count)
    desk.hub.add(REPO, {"tiny.gguf": LARGE})
    first = desk.open()
    first.add(*desk.offer("tiny.gguf"))
    first.close()
    program = _start(desk)
    for number in range(KILLS):
        child = _child_of(program)
        if dice.random() < 0.25:
            time.sleep(dice.uniform(0, 0.2))  # while it starts, or anywhere
        else:
            goal = sent + 1 + dice.randrange(2 * LARGE.size // KILLS) // slow.piece
            _until(lambda: sent >= goal, program)  # noqa: B023 - called now
        if number % 2:
            child.kill()
            child.wait()
        else:
            _kill(program)
            program = _start(desk)
    assert program.wait(PATIENCE_S) == 0
    assert lies_in(desk.models) == {"maru--Tiny-GGUF/tiny.gguf"}
    assert sha256(desk.models / "maru--Tiny-GGUF" / "tiny.gguf") == sha256(LARGE)
    assert LARGE.size <= sum(desk.asked()) <= LARGE.size + KILLS * CHUNK
    starts = [asked.range[0] if asked.range else 0 for asked in desk.hub.requests if asked.host == "cdn"]
    assert starts == sorted(starts)


def _start(desk: Desk) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.library.downloads.lonely", str(desk.folder), desk.hub.endpoint]
    return subprocess.Popen(words, cwd=dev.ROOT, env=environment() | {"PYTHONPATH": str(dev.ROOT)})


def _child_of(program: subprocess.Popen[bytes]) -> psutil.Process:
    found: list[psutil.Process] = []

    def look() -> bool:
        found[:] = psutil.Process(program.pid).children()
        return bool(found)

    _until(look, program)
    return found[0]


def _until(is_true: Callable[[], bool], program: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_true():
        assert program.poll() is None, "it was done before it was killed often enough"
        assert time.monotonic() < deadline
        time.sleep(0.002)


def _kill(program: subprocess.Popen[bytes]) -> None:
    """Without a word to its child, which finds out by itself."""
    program.kill()
    program.wait()
