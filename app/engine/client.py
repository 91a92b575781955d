"""The app's side of the engine: owns the child process, knows neither Qt nor llama.cpp."""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from app.domain.engine_errors import EngineDied, EngineMismatch, LoadCancelled
from app.domain.event import Deliver
from app.domain.fault import Fault, to_fault
from app.engine.child import Child
from app.engine.protocol import (
    VERSION,
    Cancel,
    Closing,
    Embed,
    Failed,
    FromEngine,
    Generate,
    Hello,
    Load,
    Plan,
    ToEngine,
    Token,
    decode_from_engine,
    encode,
)

Listener = Callable[[FromEngine], None]
log = logging.getLogger(__name__)
ENDING_S = 2.0
"""How long a child may take from the end of its output to its end."""
HELLO_S = 60.0
"""How long a child may take to its Hello: a cold disk and a virus scanner make a first start slow."""


@dataclass
class _Open:
    """A request that is not closed yet; during says what the child does for it."""

    listener: Listener
    during: str


class EngineClient:
    """One child process, started at once.

    Messages arrive in order through deliver, which hops to the owner's thread. Exactly one closing message ends each
    request, also when the child dies or cannot be started (EngineDied), speaks another version (EngineMismatch) or was
    closed by us (LoadCancelled). `died` is told of an end that we did not ask for. Nothing here raises.
    """

    def __init__(
        self,
        command: Sequence[str],
        deliver: Deliver,
        *,
        log: Path,
        died: Callable[[EngineDied], None] | None = None,
        patience: float = HELLO_S,
    ) -> None:
        self._deliver = deliver
        self._died = died
        self._patience = patience
        self._lock = threading.Lock()
        self._open: dict[int, _Open] = {}
        self._next = 1
        self._end: Fault | None = None
        self._is_closing = False
        self._is_greeted = threading.Event()
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._outgoing.put(encode(Hello()))
        self._threads: list[threading.Thread] = []
        self._child: Child | None = None
        try:
            self._child = Child(command, log)
        except OSError as error:  # the program was moved or replaced while it ran
            self._finish(EngineDied(log_tail=str(error), log_path=str(log)))
            return
        for work, name in (self._write, "engine-writer"), (self._read, "engine-reader"):
            thread = threading.Thread(target=work, args=[self._child], name=name)
            self._threads.append(thread)
            thread.start()

    @property
    def pid(self) -> int:
        """0 when the child could not be started."""
        return self._child.pid if self._child else 0

    @property
    def is_alive(self) -> bool:
        return self._end is None and self._child is not None and self._child.is_running

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
            self._tell(partial(listener, Failed(number, end)))
        return number

    def cancel(self, request: int) -> None:
        """Ask for an early end; the closing message still comes. A request that is over is no matter."""
        if request in self._open:
            self._outgoing.put(encode(Cancel(request)))

    def close(self, *, timeout: float = 1.5) -> None:
        """End the child and everything it started, and wait: first by the end of its stdin, then by force."""
        self._is_closing = True
        self._outgoing.put(None)
        self._is_greeted.set()
        if self._child:
            self._child.end(timeout=timeout)
        for thread in self._threads:
            thread.join()

    def _write(self, child: Child) -> None:
        """On a thread of its own: a child that does not read must not stop the window."""
        if not self._is_greeted.wait(self._patience):
            log.warning("the engine did not say hello in %.0f s", self._patience)
            child.kill()
        with suppress(OSError):  # the child is gone: the reader notices, and says so
            while line := self._outgoing.get():
                child.stdin.write(line)
                child.stdin.flush()
        with suppress(OSError):
            child.stdin.close()

    def _read(self, child: Child) -> None:
        """On a thread of its own, until the child is gone or says what we do not understand."""
        mismatch: EngineMismatch | None = None
        try:
            for line in child.lines():
                self._hear(decode_from_engine(line))
        except msgspec.DecodeError as error:
            log.warning("the engine sent what is no message: %s", error)
        except EngineMismatch as error:
            mismatch = error
        else:
            child.end(timeout=ENDING_S)  # by itself, so that its own exit code is what we report
        child.kill()
        child.stdout.close()
        self._finish(mismatch or child.death(during=self._during()))
        self._is_greeted.set()
        self._outgoing.put(None)

    def _hear(self, message: FromEngine) -> None:
        """Raises EngineMismatch, and DecodeError for anything before the Hello."""
        if isinstance(message, Hello):
            if message.version != VERSION:
                raise EngineMismatch(VERSION, message.version)
            self._is_greeted.set()
            return
        if not self._is_greeted.is_set():
            raise msgspec.DecodeError("it came before Hello")
        with self._lock:
            entry = self._open.get(message.request)
            if isinstance(message, Closing):
                self._open.pop(message.request, None)
            elif entry and isinstance(message, Token):
                entry.during = "generating"
        if entry:
            self._tell(partial(entry.listener, message))

    def _finish(self, end: EngineDied | EngineMismatch) -> None:
        """The child is gone, which is told first: who asks again gets another. Every open request is closed, once."""
        with self._lock:
            pending, self._open = self._open, {}
            self._end = to_fault(LoadCancelled() if self._is_closing else end)
        if self._died and not self._is_closing and isinstance(end, EngineDied):
            self._tell(partial(self._died, end))
        for number, entry in pending.items():
            self._tell(partial(entry.listener, Failed(number, self._end)))

    def _during(self) -> str:
        """What it did for the oldest request that is open."""
        with self._lock:
            return next((entry.during for entry in self._open.values()), "idle")

    def _tell(self, action: Callable[[], None]) -> None:
        try:
            self._deliver(action)
        except Exception:  # a mistake of one listener must not silence the child for all others
            log.exception("a listener of the engine failed")


def _work(message: ToEngine) -> str:
    """What the child does first for this request, as EngineDied names it."""
    if isinstance(message, Load | Plan):
        return "loading"
    return "evaluating" if isinstance(message, Generate | Embed) else "idle"
