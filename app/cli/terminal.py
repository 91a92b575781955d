"""What stands where on a terminal: results on stdout, everything else on stderr, colours only for eyes."""

import codecs
import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import IO, Any, Self

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
BAR = 24  # places
DIM, BOLD, PLAIN = "\033[2m", "\033[1m", "\033[0m"


def mend_streams() -> None:
    """A terminal of another encoding shows a question mark, and a program without a console prints nowhere."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: SIM115, PTH123 - as long as we live
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace", encoding="utf-8" if sys.platform == "win32" else None)


def is_seen(stream: IO[str]) -> bool:
    """A person looks at it."""
    return stream.isatty()


def styled(text: str, style: str, stream: IO[str]) -> str:
    """As it is where nobody looks, and on a terminal that has no styles (Emacs' shell, some consoles)."""
    return f"{style}{text}{PLAIN}" if is_seen(stream) and has_styles() else text


def has_styles() -> bool:
    return os.environ.get("TERM") != "dumb"


def printable(text: str) -> str:
    """Without what a model or a title could use to take over the terminal (escape sequences)."""
    return _CONTROL.sub("�", text)


def show(text: str) -> None:
    """A piece of the result, at once."""
    sys.stdout.write(printable(text) if is_seen(sys.stdout) else text)
    sys.stdout.flush()


def complain(text: str) -> None:
    """A sentence for the person, on a line of its own."""
    sys.stderr.write(printable(text) + "\n")
    sys.stderr.flush()


def murmur(text: str) -> None:
    """What is only worth saying to somebody who looks."""
    if is_seen(sys.stderr):
        sys.stderr.write(styled(printable(text), DIM, sys.stderr) + "\n")
        sys.stderr.flush()


class GrowingAnswer:
    """Written as it comes. Its reasoning is dimmed in its place on a terminal, and on stderr otherwise."""

    def __init__(self) -> None:
        self._is_thinking = False

    def show(self, text: str, reasoning: str) -> None:
        """The next piece. What follows reasoning begins on a line of its own."""
        stream = sys.stdout if is_seen(sys.stdout) else sys.stderr
        if reasoning:
            stream.write(styled(printable(reasoning), DIM, stream) if is_seen(stream) else reasoning)
            self._is_thinking = True
        if text and self._is_thinking:
            stream.write("\n\n" if is_seen(stream) else "\n")
            self._is_thinking = False
        stream.flush()
        show(text)


class ProgressLine:
    """One line on a terminal's stderr that replaces itself, and leaves the line clean for what comes after."""

    def __init__(self) -> None:
        self._text = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, text: str) -> None:
        """As much of it as fits on the line: what wraps could not be taken back."""
        if is_seen(sys.stderr) and has_styles() and text != self._text:
            room = shutil.get_terminal_size().columns - 1
            sys.stderr.write(f"\r\033[K{DIM}{fitting(printable(text), room)}{PLAIN}")
            sys.stderr.flush()
            self._text = text

    def clear(self) -> None:
        """Nothing happens where nothing is shown: an answer may stand on the line already."""
        if self._text:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self._text = ""


def bar(part: float, whole: float) -> str:
    """How much of it is done, as a picture."""
    filled = round(BAR * min(1.0, max(0.0, part / whole))) if whole else 0
    return "█" * filled + "░" * (BAR - filled)


def show_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """JSON is UTF-8: where stdout is not, and for a path that is no text, all but ASCII is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8" if codecs.lookup(sys.stdout.encoding).name == "utf-8" else "ascii")
    except UnicodeEncodeError:
        text = json.dumps(value)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def show_table(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> None:
    """Columns as wide as their widest cell, each of one line; those named in right are numbers."""
    rows = [[cell.replace("\n", "⏎") for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [_pad(cell, widths[at], right=at in right) for at, cell in enumerate(row)]
        show("  ".join(cells).rstrip() + "\n")


def width(text: str) -> int:
    """Places on a terminal: a Korean syllable takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def fitting(text: str, places: int) -> str:
    """As much of the beginning as fits."""
    while width(text) > places:
        text = text[:-1]
    return text


def _pad(text: str, places: int, *, right: bool) -> str:
    space = " " * (places - width(text))
    return space + text if right else text + space
