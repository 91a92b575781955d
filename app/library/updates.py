"""Whether there is a newer Maru: asks when told to, at most once a day by itself, and remembers what it was told.

It never fetches a version and never installs one: that is the person's, on the page that the announcement names.
"""

import logging
import time
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from app import __version__
from app.domain.errors import MaruError
from app.domain.network_errors import ReleaseTooOld
from app.domain.release import Release, ReleaseSource, is_newer
from app.library.hub.client import CancelQuestion, Hub
from app.storage.files import replace_file

DAY_S = 24 * 60 * 60
log = logging.getLogger(__name__)

Answer = Release | MaruError | None
"""A newer version, why that is not known, or None: this one is the newest."""


class _Known(msgspec.Struct, frozen=True):
    asked: float = 0.0
    """When, in seconds since 1970."""
    newest: Release | None = None
    skipped: str = ""


class Updates:
    """On the owner's thread only. Where somebody else brings new versions (channel), nobody is ever asked."""

    def __init__(
        self,
        path: Path,
        hub: Hub,
        source: ReleaseSource | str,
        *,
        version: str = __version__,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Source is a channel, as people call it, or where to ask; hub a line of our own, without a token."""
        self._path = path
        self._hub = hub
        self._source = source
        self._version = version
        self._clock = clock
        self._known = _read(path)

    @property
    def channel(self) -> str:
        """Who brings new versions, as people call it; empty where Maru may ask itself."""
        return self._source if isinstance(self._source, str) else ""

    @property
    def news(self) -> Release | None:
        """A newer version that was found already and that the person does not skip."""
        newest = self._known.newest
        is_wanted = newest and newest.version != self._known.skipped and is_newer(newest.version, than=self._version)
        return newest if is_wanted else None

    @property
    def is_due(self) -> bool:
        """Nobody has asked for a day; a clock that was turned back does not make that longer."""
        return not 0 <= self._clock() - self._known.asked < DAY_S

    def look(self, listener: Callable[[Answer], None]) -> CancelQuestion:
        """Ask now. The listener is told later, once."""
        if isinstance(self._source, str):
            raise TypeError(self._source)
        self._keep(asked=self._clock())
        return self._hub.release(self._source, partial(self._hear, listener))

    def skip(self, release: Release) -> None:
        """Say nothing more of this one."""
        self._keep(skipped=release.version)

    def refresh(self) -> None:
        """The network was set anew."""
        self._hub.refresh()

    def close(self) -> None:
        self._hub.close()

    def _hear(self, listener: Callable[[Answer], None], answer: Release | MaruError) -> None:
        listener(answer if isinstance(answer, MaruError) else self._judged(answer))

    def _judged(self, release: Release) -> Answer:
        newest = self._known.newest
        known = newest.version if newest and is_newer(newest.version, than=self._version) else self._version
        if is_newer(known, than=release.version):
            return ReleaseTooOld(self._name, release.version, known)
        self._keep(newest=release)
        return release if is_newer(release.version, than=self._version) else None

    @property
    def _name(self) -> str:
        return self._source.address.rpartition("/")[2] if isinstance(self._source, ReleaseSource) else ""

    def _keep(self, **changes: object) -> None:
        self._known = msgspec.structs.replace(self._known, **changes)
        try:
            replace_file(self._path, msgspec.json.encode(self._known))
        except OSError as error:
            log.warning("what is known of new versions could not be written to %s: %s", self._path, error)


def source_in(resources: Path) -> ReleaseSource | str:
    """As the build says in updates.toml, with the key beside it: an address, or the channel that this build is for."""
    said = tomllib.loads((resources / "updates.toml").read_text(encoding="utf-8"))
    if "channel" in said:
        return str(said["channel"])
    return ReleaseSource(said["address"], (resources / "release.pub").read_text(encoding="utf-8"))


def _read(path: Path) -> _Known:
    """Nothing is lost with a file that cannot be read: it is asked anew."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Known)
    except (OSError, msgspec.DecodeError):
        return _Known()
