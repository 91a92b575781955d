"""Doing and saying: commands run in steps that a person can watch, with a log of each in the cache."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Word = str | Path
Go = Callable[..., None]  # (*command: Word, environment: dict[str, str] = {})


class Stop(Exception):
    """The command cannot go on; the text says why and what to do."""


def cache_folder() -> Path:
    """Where packages and models are kept for all checkouts of this user; app/paths.py follows the same rule."""
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"]) / "maru-chat" / "Cache"
    xdg = os.environ.get("XDG_CACHE_HOME", "").strip()
    default = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return (Path(xdg) if xdg else default) / "maru-chat"


def say(text: str) -> None:
    print(text, flush=True)


def call(*command: Word, quiet: bool = False) -> int:
    return subprocess.run(command, capture_output=quiet, check=False).returncode


def become(*command: Word) -> int:
    """Goes on as that program where the system can, so that Ctrl-C and the exit code are its own."""
    if sys.platform != "win32":
        os.execv(command[0], [str(word) for word in command])  # noqa: S606 - no shell is what we want
    return call(*command)


@contextmanager
def step(doing: str, log_name: str, *, hint: str = "") -> Iterator[Go]:
    """Says what is being done while commands run; their output goes to a log that is named when one fails."""
    log = cache_folder() / "logs" / f"dev-{log_name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    progress = Progress(doing)
    with log.open("w", encoding="utf-8") as out:

        def go(*command: Word, environment: dict[str, str] | None = None) -> None:
            code, tail = 0, [""]
            env = {**os.environ, **(environment or {})}
            with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
                for raw in process.stdout or ():
                    line = raw.decode(errors="replace")
                    out.write(line)
                    progress.notice(line)
                    tail = [*tail[-14:], line.rstrip()[:200]]
                code = process.wait()
            if code:
                raise Stop("\n".join([f"{doing} failed. {hint}", *tail, f"The whole log: {log}"]))

        yield go
    progress.end()


class Progress:
    """One line that a person can watch: rewritten on a terminal, repeated twice a minute in a log."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._started = self._said = time.monotonic()
        self._is_terminal = sys.stdout.isatty()
        self._show("…")

    def notice(self, line: str) -> None:
        """Shows a line of output when it says how far the work is."""
        found = re.search(r"\[(\d+)/(\d+)\]|Downloading (\S+ \(.*?\))", line)
        if found and (self._is_terminal or time.monotonic() - self._said > 30):
            self._said = time.monotonic()
            self._show(f"… {found[3] or f'{found[1]} of {found[2]}'}, {self._said - self._started:.0f} s")

    def end(self) -> None:
        self._show(f"took {time.monotonic() - self._started:.0f} s", end="\n")

    def _show(self, text: str, *, end: str = "") -> None:
        line = f"{self._doing} {text}"
        if self._is_terminal:
            print(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}", end=end, flush=True)
        else:
            say(line)
