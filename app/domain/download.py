"""A download as the faces see it: what is fetched, how far it is, what became of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.domain.fault import Fault
from app.domain.hub import Offer


class DownloadState(StrEnum):
    """WAITING for its turn, or to be tried again by itself; PAUSED by the person, offline, or by a full disk.

    VERIFYING: what is on the disk is read again, and done_bytes counts that.
    """

    WAITING = "waiting"
    RUNNING = "running"
    VERIFYING = "verifying"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Download:
    """fault says why it is PAUSED, FAILED, or WAITING once more; retry_s in how many seconds it is tried again."""

    id: str
    repo: str
    revision: str
    offer: Offer
    folder: Path
    """Where its files will lie."""
    state: DownloadState = DownloadState.WAITING
    done_bytes: int = 0
    speed: float = 0.0
    """Bytes a second, lately; 0 while nothing comes."""
    fault: Fault | None = field(default=None)
    retry_s: float = 0.0

    @property
    def total_bytes(self) -> int:
        return self.offer.size_bytes

    @property
    def seconds_left(self) -> float | None:
        """None when nobody can say."""
        return (self.total_bytes - self.done_bytes) / self.speed if self.speed > 0 else None
