"""The app's side of the engine: owns the child process, knows neither Qt nor llama.cpp."""

import logging
import queue
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
import psutil

from app.domain.errors import EngineDied, EngineMismatch, Fault, LoadCancelled, to_fault
from app.domain.event import Deliver
from app.engine.childlog import open_log, tail
from app.engine.command import CREATION_FLAGS, environment
from app.engine.protocol import (
    VERSION,
    Cancel,
    Closing,
    Failed,
    FromEngine,
    Generate,
    Hello,
    Load,
    ToEngine,
    Token,
    decode_from_engine,
    encode,
)

Listener = Callable[[FromEngine], None]
log = logging.getLogger(__name__)
ENDING_S = 2.0
"""How long a child may take from the end of its output to its end."""


@dataclass
class _Open:
    """A request that is not closed yet; during says what the child does for it."""

    listener: Listener
    during: str


class EngineClient:
    """One child process, started at once.

    Messages arrive in order through deliver, which hops to the owner's thread. Exactly one closing message ends each
    request, also when the child dies (EngineDied), speaks another version (EngineMismatch) or was closed by us
    (LoadCancelled). `died` is told of a death that we did not ask for. `ask`, `cancel` and `close` never raise.
    """

    def __init__(
        self, command: Sequence[str], deliver: Deliver, *, log: Path, died: Callable[[EngineDied], None] | None = None
    ) -> None:
        self._deliver = deliver
        self._log = log
        self._died = died
        self._lock = threading.Lock()
        self._open: dict[int, _Open] = {}
        self._next = 1
        self._end: Fault | None = None
        self._is_closing = False
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        with open_log(log) as stderr:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=environment(),
                creationflags=CREATION_FLAGS,
            )
        self._writer = threading.Thread(target=self._write, name="engine-writer")
        self._reader = threading.Thread(target=self._read, name="engine-reader")
        self._writer.start()
        self._reader.start()
        self._outgoing.put(encode(Hello()))

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def is_alive(self) -> bool:
        return self._end is None and self._child.poll() is None

    def ask(self, make: Callable[[int], ToEngine], listener: Listener) -> int:
        """Send the request that make builds around a new number, which is returned."""
        with self._lock:
            number = self._next
            self._next += 1
            message = make(number)
            end = self._end
            if end is None:
                self._open[number] = _Open(listener, _work(message))
                self._outgoing.put(encode(message))
        if end is not None:
            self._deliver(partial(listener, Failed(number, end)))
        return number

    def cancel(self, request: int) -> None:
        """Ask for an early end; the closing message still comes. A request that is over is no matter."""
        if request in self._open:
            self._outgoing.put(encode(Cancel(request)))

    def close(self, *, timeout: float = 1.5) -> None:
        """End the child and everything it started, and wait: first by the end of its stdin, then by force."""
        self._is_closing = True
        self._outgoing.put(None)
        try:
            self._child.wait(timeout)
        except subprocess.TimeoutExpired:
            log.info("the engine did not leave in time and is ended by force")
            _kill_tree(self._child.pid)
            self._child.wait()
        self._reader.join()
        self._writer.join()

    def _write(self) -> None:
        """On a thread of its own: a child that does not read must not stop the window."""
        pipe = self._child.stdin
        if pipe is None:
            return
        with suppress(OSError):  # the child is gone: the reader notices, and says so
            while line := self._outgoing.get():
                pipe.write(line)
                pipe.flush()
        with suppress(OSError):
            pipe.close()

    def _read(self) -> None:
        pipe = self._child.stdout
        if pipe is None:
            return
        end: Fault | None = None
        greeted = False
        for line in pipe:
            try:
                message = decode_from_engine(line)
            except msgspec.DecodeError:
                log.exception("the engine sent a line that is no message: %r", line[:200])
                break
            if isinstance(message, Hello):
                greeted = message.version == VERSION
                if not greeted:
                    end = to_fault(EngineMismatch(VERSION, message.version))
                    break
            elif not greeted:
                log.error("the engine spoke before it said hello")
                break
            else:
                self._pass_on(message)
        else:
            self._outlive()
        _kill_tree(self._child.pid)
        pipe.close()
        self._child.wait()
        self._finish(end)

    def _outlive(self) -> None:
        """Its stdout has ended: let the child end by itself, so that its own exit code is what we report."""
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(ENDING_S)

    def _pass_on(self, message: FromEngine) -> None:
        request = getattr(message, "request", 0)
        with self._lock:
            entry = self._open.get(request)
            if isinstance(message, Closing):
                self._open.pop(request, None)
            elif isinstance(message, Token) and entry:
                entry.during = "generating"
        if entry:
            self._deliver(partial(entry.listener, message))

    def _finish(self, end: Fault | None) -> None:
        """The child is gone: every open request is closed, once."""
        self._outgoing.put(None)
        with self._lock:
            pending, self._open = self._open, {}
            death = self._death(pending)
            self._end = end or to_fault(LoadCancelled() if self._is_closing else death)
        for number, entry in pending.items():
            self._deliver(partial(entry.listener, Failed(number, self._end)))
        if self._died and not self._is_closing:
            self._deliver(partial(self._died, death))

    def _death(self, pending: dict[int, _Open]) -> EngineDied:
        code = self._child.returncode
        return EngineDied(
            exit_code=code,
            signal=_signal_name(code),
            during=next((entry.during for entry in pending.values()), "idle"),
            log_tail=tail(self._log),
            log_path=str(self._log),
        )


def _work(message: ToEngine) -> str:
    if isinstance(message, Load):
        return "loading"
    return "evaluating" if isinstance(message, Generate) else "working"


def _signal_name(code: int | None) -> str | None:
    if code is None or code >= 0:
        return None
    try:
        return signal.Signals(-code).name
    except ValueError:
        return str(-code)


def _kill_tree(pid: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for one in (*process.children(recursive=True), process):
            with suppress(psutil.NoSuchProcess):
                one.kill()
