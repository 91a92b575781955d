"""What becomes of a download that failed: some failures pass by themselves, some a person can mend, some are final."""

from enum import Enum, auto

from app.domain import network_errors as e
from app.domain.fault import Fault, from_fault

DEATHS = 5
"""A child that dies so often without fetching a byte will not do better the next time."""

LONGEST_WAIT_S = 24 * 3600.0


class Next(Enum):
    TRY_AGAIN = auto()
    PAUSE = auto()
    FAIL = auto()


def what_follows(fault: Fault, failures: int) -> Next:
    """After so many failures in a row, this one included."""
    match from_fault(fault):
        case e.HostUnreachable(detail="address"):  # no such address will ever be one
            return Next.FAIL
        case e.HostUnreachable() | e.ProxyFailed() | e.HostFailed() | e.TooManyRequests():
            return Next.TRY_AGAIN
        case e.Offline() | e.NotEnoughSpace():
            return Next.PAUSE
        case e.DownloadError() as error if type(error) is e.DownloadError:  # the child died
            return Next.TRY_AGAIN if failures < DEATHS else Next.FAIL
    return Next.FAIL


def wanted_wait(fault: Fault) -> float:
    """Seconds for which the host wants to be left alone."""
    error = from_fault(fault)
    return min(error.wait_s, LONGEST_WAIT_S) if isinstance(error, e.TooManyRequests) else 0.0
