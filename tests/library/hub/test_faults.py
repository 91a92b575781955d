"""What is hard to provoke with a host of our own."""

import ssl
import time
from email.utils import formatdate

import httpx2
import pytest

from app.domain.network_errors import AnswerNotUnderstood, HostFailed, HostUnreachable, NotTrusted, TooManyRequests
from app.library.hub.worker.faults import network_error, status_error, waiting_s


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"retry-after": "120"}, 120),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"ratelimit": '"api";r=0;t=55'}, 55),
        ({"ratelimit": '"api";r=10;t=55'}, 0),
    ],
)
def test_a_host_says_how_long_to_wait_in_several_ways(headers: dict[str, str], seconds: int) -> None:
    assert waiting_s(headers) == seconds


def test_a_host_may_name_the_hour() -> None:
    assert 3000 < waiting_s({"retry-after": formatdate(time.time() + 3600, usegmt=True)}) <= 3600


@pytest.mark.parametrize(
    ("status", "error"),
    [(408, TooManyRequests), (429, TooManyRequests), (500, HostFailed), (599, HostFailed), (451, AnswerNotUnderstood)],
)
def test_a_status_is_an_error(status: int, error: type[Exception]) -> None:
    assert isinstance(status_error(status, {}, host="a.example"), error)


def test_whatever_the_client_raises_has_a_name() -> None:
    """None of them is lost when its library learns a new one: all of them descend from two."""
    request = httpx2.Request("GET", "https://a.example/")
    for kind in _descendants(httpx2.RequestError):
        error = kind("what happened", request=request)
        assert network_error(error, host="a.example") is not None, kind
    assert isinstance(network_error(httpx2.InvalidURL("no"), host="a.example"), HostUnreachable)


def test_a_mistake_of_ours_is_no_failure_of_the_world() -> None:
    assert network_error(KeyError("ours"), host="a.example") is None


def test_a_failed_handshake_is_told_from_a_closed_door() -> None:
    error = httpx2.ConnectError("no")
    error.__cause__ = ssl.SSLError("certificate verify failed")
    assert isinstance(network_error(error, host="a.example"), NotTrusted)


def _descendants(kind: type[httpx2.RequestError]) -> list[type[httpx2.RequestError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _descendants(child))]
