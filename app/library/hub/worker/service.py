"""The child's life: it reads what the program asks and works on several questions at once, each on a thread."""

import os
import queue
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import msgspec

from app.domain.errors import MaruError
from app.domain.fault import to_fault
from app.domain.hub import Connection, Reason
from app.domain.network_errors import NetworkError, ProxyFailed
from app.library.hub.protocol import (
    Answer,
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
    ToHub,
    Use,
    decode_to_hub,
    encode,
)
from app.library.hub.worker.errands import Errands
from app.library.hub.worker.session import Cancelled, errand, open_session
from app.library.network.network import Network

AT_ONCE = 8
WAITS = (0.5, 1.5)
"""Seconds before another try, while a person waits; a new version can wait."""
BROKEN = 3
_REASONS = {Find: Reason.SEARCH, Look: Reason.LOOK, ReadHeader: Reason.HEADER, AskRelease: Reason.UPDATE}


class Service:
    """Everything that is asked is answered, but for what was cancelled."""

    def __init__(self, stdin: BinaryIO, protocol: int, *, idle_s: float) -> None:
        self._stdin = stdin
        self._protocol = os.fdopen(protocol, "wb")
        self._idle_s = idle_s
        self._inbox: queue.SimpleQueue[ToHub | None] = queue.SimpleQueue()
        self._saying = threading.Lock()
        self._open: dict[int, threading.Event] = {}
        self._errands: Errands | None = None
        self._refusal: ProxyFailed | None = None

    def run(self) -> int:
        """The exit code: until stdin ends, or nothing is asked and nothing is open for a while."""
        threading.Thread(target=self._listen, daemon=True).start()
        self._say(Hello())
        pool = ThreadPoolExecutor(AT_ONCE)
        while (message := self._next()) is not None:
            match message:
                case Use():
                    self._use(message.network)
                case Cancel():
                    if cancelled := self._open.get(message.request):
                        cancelled.set()
                case _:
                    self._open[message.request] = threading.Event()
                    pool.submit(self._work, message)
        return 0

    def _listen(self) -> None:
        try:
            for line in self._stdin:
                self._inbox.put(decode_to_hub(line))
        except msgspec.DecodeError:  # a half-updated installation
            traceback.print_exc()
        self._inbox.put(None)

    def _next(self) -> ToHub | None:
        while True:
            try:
                return self._inbox.get(timeout=self._idle_s)
            except queue.Empty:
                if not self._open:
                    return None

    def _use(self, network: Network) -> None:
        self._errands = Errands(network)
        try:
            open_session(network, self._note)
        except ProxyFailed as refusal:
            self._refusal = refusal

    def _work(self, question: Question) -> None:
        """On a thread of the pool. A bug of ours ends the child: the program then closes what is open."""
        try:
            reason, waits = _REASONS[type(question)], () if isinstance(question, AskRelease) else WAITS
            with errand(reason, waits=waits, cancelled=self._open[question.request]) as present:
                present.pause(0)
                self._say(self._answer(question))
        except Cancelled:
            pass
        except MaruError as error:
            self._say(Failed(question.request, to_fault(error)))
        except Exception:  # noqa: BLE001 - see above; the log has it
            traceback.print_exc()
            os._exit(BROKEN)
        del self._open[question.request]

    def _answer(self, question: Question) -> Answer:
        if self._refusal or not self._errands:
            raise self._refusal or NetworkError("")
        match question:
            case Find():
                return Found(question.request, self._errands.find(question.search))
            case Look():
                return Looked(question.request, self._errands.look(question.repo, question.revision))
            case AskRelease():
                return ReleaseTold(question.request, self._errands.read_release(question.source))
        header = self._errands.read_header(question.repo, question.revision, question.files)
        return HeaderRead(question.request, header)

    def _note(self, connection: Connection) -> None:
        self._say(Connected(connection))

    def _say(self, message: FromHub) -> None:
        with self._saying:
            self._protocol.write(encode(message))
            self._protocol.flush()
