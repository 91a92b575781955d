"""The real program as a process, in a data folder of its own, with a person at its terminal."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

import dev

PATIENCE_S = 120.0


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the role prints
        """The one value on stdout."""
        return json.loads(self.out)

    @property
    def sentences(self) -> list[str]:
        return self.err.strip().splitlines()


class Running:
    """A program that has not ended: what it prints can be waited for, and signals reach it as from a terminal."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.printed = ""

    def until_printed(self, is_enough: Callable[[str], bool]) -> None:
        assert self.process.stdout
        while not is_enough(self.printed):
            piece = os.read(self.process.stdout.fileno(), 4096)
            assert piece, f"it ended after {self.printed!r}"
            self.printed += piece.decode()

    def press_ctrl_c(self) -> None:
        """A terminal tells the whole group, the engine's child too."""
        os.killpg(self.process.pid, signal.SIGINT)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self) -> Outcome:
        """What it prints elsewhere than here is empty."""
        out, err = self.process.communicate(timeout=PATIENCE_S)
        return Outcome(self.process.returncode, self.printed + (out or b"").decode(), (err or b"").decode())


class Maru:
    """`maru ROLE …` in the test's data folder, with the fake engine unless real weights matter.

    first are more options that stand before the role.
    """

    def __init__(self, data_dir: Path, *, engine: str, first: Sequence[str] = ()) -> None:
        self.data_dir = data_dir
        usual = ["--data-dir", str(data_dir), "--language", "en", "--engine", engine]
        self._first = [sys.executable, "-m", "app", *usual, *first]
        self._running: list[subprocess.Popen[bytes]] = []

    def __call__(self, *words: str | bytes, typed: str | None = None) -> Outcome:
        """Runs it to its end. typed is its stdin."""
        done = subprocess.run(
            [*self._first, *words],
            cwd=dev.ROOT,
            input=(typed or "").encode("utf-8", "surrogatepass"),
            capture_output=True,
            check=False,
            timeout=PATIENCE_S,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(
        self, *words: str, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.PIPE, stderr: int = subprocess.PIPE
    ) -> Running:
        process = subprocess.Popen(
            [*self._first, *words],
            cwd=dev.ROOT,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        self._running.append(process)
        return Running(process)

    def end_all(self) -> None:
        for process in self._running:
            with suppress(ProcessLookupError):
                process.kill()
            process.communicate()


@pytest.fixture
def maru(data_dir: Path) -> Iterator[Maru]:
    program = Maru(data_dir, engine="fake")
    yield program
    program.end_all()


@pytest.fixture
def real_maru(data_dir: Path) -> Iterator[Maru]:
    program = Maru(data_dir, engine="real")
    yield program
    program.end_all()
