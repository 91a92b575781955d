import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial

import pytest

from app.cli.loop import Loop
from app.cli.outcome import Left
from app.domain.errors import MaruError
from app.domain.model_errors import NoModels

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send itself a signal there")


def _send(*numbers: int) -> None:
    for number in numbers:
        os.kill(os.getpid(), number)


def test_posted_actions_run_in_order_here() -> None:
    loop, done = Loop(), list[int]()

    def post_all() -> None:
        for number in range(9):
            loop.post(partial(done.append, number))

    poster = threading.Thread(target=post_all)
    poster.start()
    loop.until(lambda: len(done) == 9)
    poster.join()
    assert done == list(range(9))


def test_the_first_ctrl_c_stops_the_second_leaves() -> None:
    loop, stops = Loop(), list[str]()
    with loop.listening():
        loop.post(lambda: _send(signal.SIGINT))
        loop.until(lambda: stops, stop=lambda: stops.append("stop"))
        assert stops == ["stop"]
        loop.post(lambda: _send(signal.SIGINT))
        loop.post(lambda: _send(signal.SIGINT))
        with pytest.raises(Left):
            loop.until(lambda: False, stop=lambda: stops.append("stop"))
    assert stops == ["stop", "stop"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_systems_wish_is_no_stop(number: int) -> None:
    loop, stops = Loop(), list[str]()
    with loop.listening():
        loop.post(lambda: _send(number))
        with pytest.raises(Left):
            loop.until(lambda: stops, stop=lambda: stops.append("stop"))
    assert not stops


def test_signals_are_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Loop().listening():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_signal_before_reading_is_not_lost() -> None:
    loop = Loop()
    with loop.listening():
        _send(signal.SIGTERM)
        with pytest.raises(Left):
            loop.read_line("")


def test_what_was_asked_for_is_waited_for() -> None:
    loop = Loop()

    def ask(tell: Callable[[str | MaruError], None]) -> None:
        threading.Thread(target=lambda: loop.post(lambda: tell("here it is"))).start()

    assert loop.wait_for(ask) == "here it is"


def test_an_error_that_was_told_is_raised() -> None:
    def ask(tell: Callable[[str | MaruError], None]) -> None:
        tell(NoModels())

    with pytest.raises(NoModels):
        Loop().wait_for(ask)


def test_long_work_of_our_own_heeds_a_signal() -> None:
    loop = Loop()
    with loop.listening():
        loop.heed()
        _send(signal.SIGINT)
        with pytest.raises(Left):
            loop.heed()
