"""The program's side of the Hub: asks its child process, which is there only while somebody wants something."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.errors import MaruError
from app.domain.event import Deliver
from app.domain.fault import from_fault
from app.domain.hub import Connection, Entry, Offer, Repository, Search
from app.domain.network_errors import NetworkError, Offline
from app.domain.release import Release, ReleaseSource
from app.library.headers.header import Header
from app.library.hub.line import Line
from app.library.hub.protocol import (
    VERSION,
    AskRelease,
    Cancel,
    Connected,
    Failed,
    Find,
    Found,
    FromHub,
    HeaderRead,
    Hello,
    Look,
    Looked,
    Question,
    ReadHeader,
    ReleaseTold,
    Use,
)
from app.library.network.network import Network, host_of

CancelQuestion = Callable[[], None]
"""May be called at any time, also when the answer is there."""
TRIES = 3
"""Children that one question is asked, when each of them leaves without an answer."""
log = logging.getLogger(__name__)


@dataclass
class _Open:
    """A question that is not answered yet. children counts those that it was asked."""

    question: Question
    listener: Callable[[Any], None]
    children: int = 0

    def host(self, network: Network) -> str:
        """Who is asked in the end."""
        return host_of(self.question.source.address) if isinstance(self.question, AskRelease) else network.host


class Hub:
    """Used on the owner's thread only, on which the listeners are called too: once each, later, never after a cancel.

    A listener gets what was asked for, or the NetworkError why not (for a header perhaps a ModelError). The child is
    started by the first question and leaves when there were none for a minute. Nothing here raises or blocks.
    """

    def __init__(
        self,
        command: Sequence[str],
        deliver: Deliver,
        *,
        log: Path,
        network: Callable[[], Network],
        connected: Callable[[Connection], None],
    ) -> None:
        self._command, self._log = command, log
        self._deliver = deliver
        self._network, self._connected = network, connected
        self._used = Network()
        self._line: Line | None = None
        self._open: dict[int, _Open] = {}
        self._last = 0

    @property
    def pid(self) -> int:
        """The child's; 0 while there is none."""
        return self._line.pid if self._line else 0

    def search(self, search: Search, listener: Callable[[tuple[Entry, ...] | MaruError], None]) -> CancelQuestion:
        return self._ask(lambda number: Find(number, search), listener)

    def look(
        self, repo: str, listener: Callable[[Repository | MaruError], None], *, revision: str = ""
    ) -> CancelQuestion:
        """What the repository owner/name has to offer now, or had at a revision."""
        return self._ask(lambda number: Look(number, repo, revision), listener)

    def header(
        self, repo: str, revision: str, offer: Offer, listener: Callable[[Header | MaruError], None]
    ) -> CancelQuestion:
        """What the files say of themselves: some hundred kB of them are fetched, rarely some MB."""
        return self._ask(lambda number: ReadHeader(number, repo, revision, offer.files), listener)

    def release(self, source: ReleaseSource, listener: Callable[[Release | MaruError], None]) -> CancelQuestion:
        """What is announced there, if it is signed as it should be."""
        return self._ask(lambda number: AskRelease(number, source), listener)

    def refresh(self) -> None:
        """The network was set anew: what is under way is asked again in the new way, or not at all when offline."""
        self._hang_up()
        for number in tuple(self._open):
            self._put(number)

    def close(self) -> None:
        """Nobody is told anything any more."""
        self._open.clear()
        self._hang_up()

    def _ask(self, make: Callable[[int], Question], listener: Callable[[Any], None]) -> CancelQuestion:
        if self._line and self._network() != self._used:
            self.refresh()
        self._last += 1
        self._open[self._last] = _Open(make(self._last), listener)
        self._put(self._last)
        return partial(self._cancel, self._last)

    def _put(self, number: int) -> None:
        """To the child, which is started if need be; later closed with Offline when that must not be."""
        entry = self._open[number]
        network = self._network()
        if network.offline:
            self._deliver(partial(self._close, number, Offline(entry.host(network))))
            return
        if self._line is None:
            self._used = network
            try:
                self._line = Line(self._command, self._log, self._deliver, hear=self._hear, ended=self._note_end)
            except OSError as error:  # the program was moved or replaced while it ran
                log.error("the Hub's child cannot be started: %s", error)  # noqa: TRY400 - no fault of ours
                self._deliver(partial(self._close, number, NetworkError(entry.host(network))))
                return
            self._line.say(Use(network))
        entry.children += 1
        self._line.say(entry.question)

    def _cancel(self, number: int) -> None:
        if self._open.pop(number, None) and self._line:
            self._line.say(Cancel(number))

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line:
            line.end()

    def _hear(self, line: Line, message: FromHub) -> None:
        if isinstance(message, Connected):  # it was made, whoever wanted it
            self._connected(message.connection)
        elif line is self._line:
            self._hear_answer(message)

    def _hear_answer(self, message: FromHub) -> None:
        match message:
            case Hello() if message.version != VERSION:
                log.error("the Hub's child is of another version: %d", message.version)
                self._hang_up()
                self._fail()
            case Found():
                self._close(message.request, message.entries)
            case Looked():
                self._close(message.request, message.repository)
            case HeaderRead():
                self._close(message.request, message.header)
            case ReleaseTold():
                self._close(message.request, message.release)
            case Failed():
                self._close(message.request, from_fault(message.fault))

    def _note_end(self, line: Line, exit_code: int | None) -> None:
        """It left because nobody asked, just when somebody did; or it broke, which its log explains."""
        if line is not self._line:
            return
        self._hang_up()
        if exit_code:
            log.error("the Hub's child ended with %d, see %s", exit_code, self._log)
            self._fail()
        for number, entry in tuple(self._open.items()):
            if entry.children < TRIES:
                self._put(number)
            else:
                self._close(number, NetworkError(entry.host(self._used)))

    def _fail(self) -> None:
        for number, entry in tuple(self._open.items()):
            self._close(number, NetworkError(entry.host(self._used)))

    def _close(self, number: int, answer: object) -> None:
        if entry := self._open.pop(number, None):
            entry.listener(answer)
