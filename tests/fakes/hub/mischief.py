"""Ways in which a host misbehaves: each is asked before an answer of the fake Hub, and may answer in its own way."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.hub.content import PIECE, StoredFile
from tests.fakes.hub.server import Exchange, Mischief

Deed = Callable[[Exchange, StoredFile], None]
"""Answers a request for a file in its own way."""


@dataclass
class Mischievous:
    """Does the deed to the first `times` requests for a file's bytes (method GET) or description (HEAD) at a host."""

    deed: Deed
    host: str = "cdn"
    method: str = "GET"
    times: int = 1
    done: int = 0

    def __call__(self, exchange: Exchange, file: StoredFile | None) -> bool:
        asked = exchange.asked
        if file is None or (asked.host, asked.method) != (self.host, self.method) or self.done >= self.times:
            return False
        self.done += 1
        self.deed(exchange, file)
        return True


def in_turn(*several: Mischief) -> Mischief:
    """The first of them that wants to answer does."""
    return lambda exchange, file: any(one(exchange, file) for one in several)


def begin_range(exchange: Exchange, file: StoredFile) -> tuple[int, int]:
    """The headers of a right answer; says from where to where the body goes."""
    start = exchange.asked.range[0] if exchange.asked.range else 0
    stop = file.content.size
    known = {"Content-Length": str(stop - start), "ETag": f'"{file.sha256}"'}
    if exchange.asked.range:
        known["Content-Range"] = f"bytes {start}-{stop - 1}/{stop}"
    exchange.begin(206 if exchange.asked.range else 200, known)
    return start, stop


def cut(after: int) -> Deed:
    """The connection ends after so many bytes."""

    def deed(exchange: Exchange, file: StoredFile) -> None:
        start, stop = begin_range(exchange, file)
        exchange.send_content(file.content, start, min(start + after, stop))
        exchange.hang_up()

    return deed


def stall(after: int, released: threading.Event) -> Deed:
    """After so many bytes nothing comes any more, though the connection stays."""

    def deed(exchange: Exchange, file: StoredFile) -> None:
        start, stop = begin_range(exchange, file)
        exchange.send_content(file.content, start, min(start + after, stop))
        released.wait()
        exchange.hang_up()

    return deed


def log_in_first(exchange: Exchange, _file: StoredFile) -> None:
    """What a hotel's network answers to everything."""
    body = b"<html><form>Room number: <input></form></html>"
    exchange.answer(200, body, {"Content-Type": "text/html; charset=utf-8"})


def refuse(status: int, headers: dict[str, str] | None = None) -> Deed:
    return lambda exchange, _file: exchange.answer(status, b"no", headers or {})


def babble(raw: bytes) -> Deed:
    """Bytes that are no HTTP, or broken HTTP, and the end."""

    def deed(exchange: Exchange, _file: StoredFile) -> None:
        exchange.wfile.write(raw)
        exchange.hang_up()

    return deed


def round_in_circles(exchange: Exchange, _file: StoredFile) -> None:
    exchange.answer(302, headers={"Location": exchange.path})


def announce(length: int) -> Deed:
    """A body of that many bytes, all of which come."""

    def deed(exchange: Exchange, file: StoredFile) -> None:
        exchange.answer(200, (file.content.read(0, length) * 2).ljust(length)[:length])

    return deed


def send_unannounced(length: int) -> Deed:
    """Bytes without a length before them, until the connection ends."""

    def deed(exchange: Exchange, file: StoredFile) -> None:
        exchange.begin(200, {"Connection": "close"})
        exchange.send((file.content.read(0, length) * 2).ljust(length)[:length])
        exchange.hang_up()

    return deed


def ignore_the_range(exchange: Exchange, file: StoredFile) -> None:
    """The whole file, whatever was asked for."""
    exchange.answer(200, file.content.read(0, file.content.size))


def send_another_range(exchange: Exchange, file: StoredFile) -> None:
    """From a place that was not asked for."""
    start, stop = (exchange.asked.range or (0, None))[0] + 1, file.content.size
    body = file.content.read(start, stop - start)
    exchange.answer(206, body, {"Content-Range": f"bytes {start}-{stop - 1}/{stop}"})


@dataclass
class Slow:
    """Sends every file in small pieces with a pause after each, so that there is time to do something meanwhile.

    told hears the number of bytes of this answer that are gone, after each piece.
    """

    piece: int = PIECE // 4
    pause_s: float = 0.01
    told: Callable[[int], None] = field(default=lambda _sent: None)

    def __call__(self, exchange: Exchange, file: StoredFile | None) -> bool:
        if file is None or (exchange.asked.host, exchange.asked.method) != ("cdn", "GET"):
            return False
        start, stop = begin_range(exchange, file)
        for at in range(start, stop, self.piece):
            exchange.send_content(file.content, at, min(at + self.piece, stop))
            self.told(at + self.piece - start)
            time.sleep(self.pause_s)
        return True
