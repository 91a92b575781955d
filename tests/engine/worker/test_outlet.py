import os

from app.domain.usage import Timings, Usage
from app.engine.protocol import Finished, FromEngine, Saved, Token, encode
from app.engine.worker.outlet import Outlet


class Mouth:
    """An outlet over a pipe, and its clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self._read, self._written = os.pipe()
        os.set_blocking(self._read, False)
        self.outlet = Outlet(self._written, clock=lambda: self.now)

    def hears(self) -> bytes:
        try:
            return os.read(self._read, 65_536)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        os.close(self._read)
        os.close(self._written)


def lines(*messages: FromEngine) -> bytes:
    return b"".join(map(encode, messages))


def test_tokens_that_come_fast_go_out_together_and_in_order() -> None:
    mouth = Mouth()
    first, second, third = (Token(1, 0, text) for text in "abc")
    mouth.outlet.send(first)
    assert mouth.hears() == lines(first)
    mouth.now = 0.010
    mouth.outlet.send(second)
    assert mouth.hears() == b""
    mouth.now = 0.020
    mouth.outlet.send(third)
    assert mouth.hears() == lines(second, third)
    mouth.close()


def test_nothing_else_waits_and_takes_along_what_did() -> None:
    mouth = Mouth()
    tokens = [Token(1, 0, text) for text in "ab"]
    end = Finished(1, (), Usage(), Timings())
    for token in tokens:
        mouth.outlet.send(token)
    mouth.outlet.send(end)
    assert mouth.hears() == lines(*tokens, end)
    mouth.outlet.send(Saved(2, 0))
    assert mouth.hears() == lines(Saved(2, 0))
    mouth.close()


def test_an_app_that_is_gone_is_no_failure() -> None:
    mouth = Mouth()
    os.close(mouth._read)
    mouth.outlet.send(Saved(1, 0))
    mouth.outlet.send(Saved(2, 0))
    os.close(mouth._written)
