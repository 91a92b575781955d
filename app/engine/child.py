"""One child process: its pipes, its log, and how it ended."""

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import IO, cast

import psutil

from app.domain.engine_errors import EngineDied
from app.engine.childlog import open_log, tail
from app.engine.command import CREATION_FLAGS, environment


class Child:
    """Started at once; its stderr goes to the log. Raises OSError when it cannot be started."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self._log = log
        self._was_killed = False
        with open_log(log) as stderr:
            self._log_start = stderr.tell()
            self._popen = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=environment(),
                creationflags=CREATION_FLAGS,
            )
        self.stdin = cast("IO[bytes]", self._popen.stdin)
        self.stdout = cast("IO[bytes]", self._popen.stdout)
        self._tree = _process(self._popen.pid)

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def is_running(self) -> bool:
        return self._popen.poll() is None

    def lines(self) -> Iterator[bytes]:
        """What it says, until its stdout ends. Half a line is none: the child was ended while it wrote."""
        return takewhile(lambda line: line.endswith(b"\n"), self.stdout)

    def end(self, *, timeout: float) -> None:
        """Wait for it to leave by itself, then end it by force, with all that it started. Seconds."""
        try:
            self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it, and all that it started, now."""
        self._was_killed = self._was_killed or self.is_running
        if self._tree:
            with suppress(psutil.NoSuchProcess):
                for one in (*self._tree.children(recursive=True), self._tree):
                    _kill(one)
        self._popen.wait()

    def death(self, *, during: str) -> EngineDied:
        """How it ended. Where we ended it ourselves the signal says nothing."""
        code = self._popen.returncode
        return EngineDied(
            exit_code=code,
            signal=None if self._was_killed else _signal_name(code),
            during=during,
            log_tail=tail(self._log, since=self._log_start),
            log_path=str(self._log),
        )


def _process(pid: int) -> psutil.Process | None:
    """Psutil knows a process by its start too: once it is gone, another one that gets its number is never meant."""
    try:
        return psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()


def _signal_name(code: int | None) -> str | None:
    if code is None or code >= 0:
        return None
    try:
        return signal.Signals(-code).name
    except ValueError:
        return str(-code)
