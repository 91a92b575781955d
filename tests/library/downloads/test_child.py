"""The child process of a download by itself: what it loads, what it says, and that it never outlives its queue."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app.engine.command import command, environment
from app.library.downloads.protocol import Failed, Fetch, Fetched, Fetching, FromChild, decode_from_child, encode
from app.library.network.network import Network
from tests.fakes.hub.mischief import Slow
from tests.library.downloads.conftest import SIZE, Desk, lies_in

PATIENCE_S = 60.0


@contextmanager
def child(*, words: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[bytes]]:
    started = [sys.executable, *words, *command("download")[1:]]
    pipe = subprocess.PIPE
    with subprocess.Popen(started, stdin=pipe, stdout=pipe, stderr=pipe, env=environment()) as process:
        try:
            yield process
        finally:
            process.kill()


def job(desk: Desk, *, offline: bool = False) -> bytes:
    repo, revision, offer, folder = desk.offer("tiny.gguf")
    network = Network(offline=offline, endpoint=desk.hub.endpoint)
    return encode(Fetch(repo, revision, offer.files, str(folder), network, silence_s=20.0))


def everything_said(line: bytes) -> list[FromChild]:
    """Its stdin stays open until it is done, as with a queue."""
    with child() as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(line)
        process.stdin.flush()
        said = process.stdout.read()
        assert process.wait(PATIENCE_S) == 0
    return [decode_from_child(one) for one in said.splitlines()]


def test_it_loads_neither_window_nor_engine_nor_a_second_way_out() -> None:
    with child(words=("-X", "importtime")) as process:
        out, log = process.communicate(b"", PATIENCE_S)
    loaded = set(re.findall(r"^import time: .*\|\s+(\w+)", log.decode(), re.MULTILINE))
    assert (process.returncode, out) == (0, b"")
    assert "huggingface_hub" in loaded
    assert not loaded & {"PySide6", "llama_cpp", "numpy", "hf_xet"}


def test_it_says_how_far_it_is_and_closes_with_one_message(desk: Desk) -> None:
    said = everything_said(job(desk))
    told = [message.done_bytes for message in said if isinstance(message, Fetching)]
    assert told[0] == 0
    assert told == sorted(told)
    assert [message for message in said if isinstance(message, Fetched | Failed)] == [Fetched()]
    assert said[-1] == Fetched()


def test_it_leaves_when_its_queue_is_gone_and_what_came_stays(desk: Desk) -> None:
    desk.hub.mischief = Slow()
    with child() as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(job(desk))
        process.stdin.flush()
        for line in process.stdout:
            message = decode_from_child(line)
            if isinstance(message, Fetching) and message.done_bytes > 200_000:
                break
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0
    (part,) = lies_in(desk.models)
    assert part.endswith(".part")
    assert 200_000 < (desk.models / part).stat().st_size < SIZE


def test_what_is_no_job_is_a_fault_of_ours() -> None:
    with child() as process:
        out, log = process.communicate(b"{}\n", PATIENCE_S)
    assert (process.returncode, out) == (3, b"")
    assert b"Traceback" in log


def test_offline_is_a_second_lock(desk: Desk) -> None:
    (said,) = everything_said(job(desk, offline=True))
    assert isinstance(said, Failed)
    assert said.fault.kind == "Offline"
    assert desk.hub.requests == []
