"""The downloads of this program: in order, some at once, paused, resumed, tried again, remembered after its end."""

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.domain.download import Download, DownloadState
from app.domain.errors import MaruError
from app.domain.event import Deliver, Event
from app.domain.fault import Fault, to_fault
from app.domain.hub import Connection, Offer
from app.domain.network_errors import NotEnoughSpace, Offline
from app.library.downloads.failing import Next, wanted_wait, what_follows
from app.library.downloads.fetcher import Fetcher
from app.library.downloads.listing import bytes_on_disk, forget_parts, read_list, write_list
from app.library.downloads.pace import USUAL, Pace, Patience
from app.library.downloads.protocol import Connected, Described, Failed, Fetch, Fetched, Fetching, FromChild, Verifying
from app.library.network.network import Network

DOWNLOADING = {DownloadState.RUNNING, DownloadState.VERIFYING}
STARTABLE = {DownloadState.WAITING, DownloadState.PAUSED, DownloadState.FAILED}


@dataclass
class _Run:
    """What belongs to a download while its child lives."""

    fetcher: Fetcher
    pace: Pace


@dataclass(frozen=True)
class _Retry:
    timer: threading.Timer
    due: float


class Downloads:
    """Used on the owner's thread only; nothing here blocks or raises, but for `add`.

    What an earlier run left begins with `start`; what is added or resumed begins at once. `changed` tells of every
    change, progress included, a few times a second; `finished` of a model that is in its folder.
    """

    def __init__(
        self,
        command: Sequence[str],
        deliver: Deliver,
        *,
        path: Path,
        network: Callable[[], Network],
        connected: Callable[[Connection], None],
        log: Path,
        at_once: Callable[[], int] = lambda: 2,
        patience: Patience = USUAL,
    ) -> None:
        self.changed: Event[[]] = Event()
        self.finished: Event[[Download]] = Event()
        self._command, self._log = command, log
        self._deliver = deliver
        self._path = path
        self._network, self._connected = network, connected
        self._at_once, self._patience = at_once, patience
        found, removed, self.notices = read_list(path)
        self._downloads = {download.id: download for download in found}
        self._removed = {download.id: download for download in removed}
        self._from_before = set(self._downloads)
        self._running: dict[str, _Run] = {}
        self._retries: dict[str, _Retry] = {}
        self._failures: dict[str, int] = {}

    def entries(self) -> tuple[Download, ...]:
        """In their order, with speed and waiting time as they are now."""
        now = time.monotonic()
        return tuple(self._as_it_is(download, now) for download in self._downloads.values())

    def start(self) -> None:
        """Go on with what an earlier run has left, and clear away what was removed in it."""
        self._clear_away()
        self._from_before.clear()
        self.refresh()

    def add(self, repo: str, revision: str, offer: Offer, folder: Path) -> Download:
        """Fetch it into the folder. One that is on the list already goes on. Raises UnsafeName."""
        new = Download(_name(offer, folder), repo, revision, offer, folder)
        new = replace(new, done_bytes=bytes_on_disk(new))
        known = self._downloads.get(new.id) or self._removed.pop(new.id, None)
        if known and known.offer == offer and known.state is not DownloadState.DONE:
            self._downloads[new.id] = known
        else:
            self._stop(new.id)
            self._downloads[new.id] = new
            forget_parts([known] if known else [], but=self._downloads.values())
        self.resume(new.id)
        return self._downloads[new.id]

    def pause(self, name: str) -> None:
        """Ends its child; what it has fetched stays."""
        if name in self._downloads and self._downloads[name].state is not DownloadState.DONE:
            self._stop(name)
            self._set(name, state=DownloadState.PAUSED, fault=None)
            self._begin_what_may()

    def resume(self, name: str) -> None:
        """Also what has failed, and what waits to be tried again: now."""
        download = self._downloads.get(name)
        if download is None or download.state not in STARTABLE:
            return
        if _rests_for(download, NotEnoughSpace):
            self._clear_away()
        self._stop(name)
        self._failures.pop(name, None)
        self._from_before.discard(name)
        self._set(name, state=DownloadState.WAITING, fault=None)
        self._begin_what_may()

    def remove(self, name: str) -> Callable[[], None]:
        """Take it off the list; returns the way back.

        A finished model stays in its folder. What is unfinished is deleted with the next removal, when space is
        wanted, or at the end.
        """
        if name not in self._downloads:
            return lambda: None
        place = list(self._downloads).index(name)
        self._stop(name)
        self._clear_away()
        self._removed[name] = self._downloads.pop(name)
        self._keep()
        self._begin_what_may()
        return partial(self._bring_back, name, place)

    def refresh(self) -> None:
        """The settings of the network have changed: offline everything rests, online it goes on by itself."""
        if self._downloads and self._network().offline:
            for name in list(self._running):
                self._stop(name)
                self._set(name, state=DownloadState.WAITING)
        else:
            for name, download in list(self._downloads.items()):
                if _rests_for(download, Offline):
                    self._set(name, state=DownloadState.WAITING, fault=None)
        self._begin_what_may()

    def close(self) -> None:
        """End the children; the next run goes on with what they have fetched."""
        for name in (*self._running, *self._retries):
            self._stop(name)
        self._clear_away()

    def _begin_what_may(self) -> None:
        """Those that wait, in their order; offline they rest until the network may be used again."""
        resting = self._from_before | self._retries.keys()
        for download in list(self._downloads.values()):
            if download.state is not DownloadState.WAITING or download.id in resting:
                continue
            if len(self._running) >= self._at_once():
                break
            network = self._network()  # asked for only now: it may ask the person to unlock a keyring
            if network.offline:
                self._set(download.id, state=DownloadState.PAUSED, fault=to_fault(Offline(network.host)))
            else:
                self._begin(download, network)
        self.changed()

    def _begin(self, download: Download, network: Network) -> None:
        files, folder = download.offer.files, str(download.folder)
        job = Fetch(download.repo, download.revision, files, folder, network, self._patience.silence_s)
        self._set(download.id, state=DownloadState.RUNNING, fault=None)
        hear = partial(self._hear, download.id)
        fetcher = Fetcher(self._command, job, deliver=self._deliver, hear=hear, log=self._log)
        self._running[download.id] = _Run(fetcher, Pace(download.done_bytes, time.monotonic()))

    def _hear(self, name: str, fetcher: Fetcher, message: FromChild) -> None:
        if isinstance(message, Connected):
            self._connected(message.connection)
            return
        run = self._running.get(name)
        if run is None or run.fetcher is not fetcher:  # it was ended while this was on its way
            return
        match message:
            case Fetching(done) | Verifying(done):
                self._progress(name, run, done, is_verifying=isinstance(message, Verifying))
            case Described(place, file):
                offer = self._downloads[name].offer
                files = (*offer.files[:place], file, *offer.files[place + 1 :])
                self._set(name, offer=replace(offer, files=files))
            case Fetched():
                self._stop(name)
                self._set(name, state=DownloadState.DONE, done_bytes=self._downloads[name].total_bytes)
                self._begin_what_may()
                self.finished(self._downloads[name])
            case Failed(fault):
                self._stop(name)
                self._fail(name, fault)
                self._begin_what_may()

    def _progress(self, name: str, run: _Run, done_bytes: int, *, is_verifying: bool) -> None:
        before = self._downloads[name]
        state = DownloadState.VERIFYING if is_verifying else DownloadState.RUNNING
        if before.state is not state:
            run.pace = Pace(done_bytes, time.monotonic())
            self._set(name, state=state)
        elif done_bytes > before.done_bytes:
            self._failures.pop(name, None)
        run.pace.note(done_bytes, time.monotonic())
        self._downloads[name] = replace(self._downloads[name], done_bytes=done_bytes)
        self.changed()

    def _fail(self, name: str, fault: Fault) -> None:
        failures = self._failures[name] = self._failures.get(name, 0) + 1
        match what_follows(fault, failures):
            case Next.TRY_AGAIN:
                self._set(name, state=DownloadState.WAITING, fault=fault)
                self._try_later(name, max(self._patience.wait_s(failures), wanted_wait(fault)))
            case Next.PAUSE:
                self._set(name, state=DownloadState.PAUSED, fault=fault)
            case Next.FAIL:
                self._set(name, state=DownloadState.FAILED, fault=fault)

    def _try_later(self, name: str, seconds: float) -> None:
        timer = threading.Timer(seconds, lambda: self._deliver(partial(self._try_again, name, retry)))
        retry = self._retries[name] = _Retry(timer, time.monotonic() + seconds)
        timer.start()

    def _try_again(self, name: str, retry: _Retry) -> None:
        if self._retries.get(name) is retry:
            del self._retries[name]
            self._begin_what_may()

    def _stop(self, name: str) -> None:
        """Whatever is under way for it: its child, or the wait for the next one."""
        if run := self._running.pop(name, None):
            run.fetcher.end()
        if retry := self._retries.pop(name, None):
            retry.timer.cancel()

    def _bring_back(self, name: str, place: int) -> None:
        download = self._removed.pop(name, None)
        if download is None:  # it was added again, or cleared away
            return
        state = DownloadState.WAITING if download.state in DOWNLOADING else download.state
        others = list(self._downloads.items())
        self._downloads = dict([*others[:place], (name, replace(download, state=state)), *others[place:]])
        self._keep()
        self._begin_what_may()

    def _clear_away(self) -> None:
        if self._removed:
            forget_parts(self._removed.values(), but=self._downloads.values())
            self._removed.clear()
            self._keep()

    def _set(self, name: str, **values: object) -> None:
        self._downloads[name] = replace(self._downloads[name], **values)  # type: ignore[arg-type] # fields by name
        self._keep()

    def _keep(self) -> None:
        write_list(self._path, tuple(self._downloads.values()), tuple(self._removed.values()))

    def _as_it_is(self, download: Download, now: float) -> Download:
        run, retry = self._running.get(download.id), self._retries.get(download.id)
        return replace(
            download,
            speed=run.pace.speed(now) if run else 0.0,
            retry_s=max(0.0, retry.due - now) if retry else 0.0,
        )


def _rests_for(download: Download, reason: type[MaruError]) -> bool:
    return download.fault is not None and download.fault.kind == reason.__name__


def _name(offer: Offer, folder: Path) -> str:
    """The same for the same files in the same folder, so nothing is fetched to one place twice at a time."""
    words = "\n".join((str(folder), *(file.path for file in offer.files)))
    return hashlib.sha256(words.encode(errors="surrogateescape")).hexdigest()[:16]
