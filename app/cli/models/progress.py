"""How far something long has come, on one line."""

from app.cli.terminal import bar
from app.words.catalog import _
from app.words.numbers import percent, remaining, size, speed


def in_words(fraction: float, what: str) -> str:
    return f"{what} {bar(fraction, 1)} {percent(fraction, 1)}"


def bytes_in_words(done: int, whole: int, *, per_second: float = 0.0, seconds_left: float | None = None) -> str:
    """A bar, how much of how much, and where it is known how fast and how long still."""
    parts = [
        f"{bar(done, whole)} {percent(done, whole)}",
        _("{done} of {whole}").format(done=size(done), whole=size(whole)),
    ]
    if per_second > 0:
        parts.append(speed(per_second))
    if seconds_left is not None:
        parts.append(remaining(seconds_left))
    return " · ".join(parts)
