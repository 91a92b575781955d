"""An answer's tokens as readable text while it grows: whole characters only, and stop strings held back."""

import codecs
from collections.abc import Sequence


class Stream:
    """Bytes in, text out. A token may end inside a character, and a stop string may come in several tokens.

    Text that may still become a stop string waits; once one is complete, `stopped` is true and nothing after it is
    given out. For every way to cut the bytes into pieces the text that comes out is the same. A space at the very
    beginning is left out where begins_blank says that the vocabulary puts one there (SentencePiece).
    """

    def __init__(self, stops: Sequence[str] = (), *, begins_blank: bool = False) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._stops = tuple(stop for stop in stops if stop)
        self._waiting = ""
        self._begins_blank = begins_blank
        self.stopped = False

    def feed(self, piece: bytes) -> str:
        """What can be shown now."""
        if self.stopped:
            return ""
        text = self._decoder.decode(piece)
        if self._begins_blank and text:
            self._begins_blank = False
            text = text.removeprefix(" ")
        return self._release(text) if self._stops else text

    def finish(self) -> str:
        """What was held back, now that nothing more comes."""
        if self.stopped:
            return ""
        text = self._decoder.decode(b"", final=True)
        if self._stops:
            text = self._release(text)
        rest, self._waiting = self._waiting, ""  # nothing waits once a stop string was found
        return text + rest

    def _release(self, text: str) -> str:
        text = self._waiting + text
        ends = [(at, stop) for stop in self._stops if (at := text.find(stop)) >= 0]
        if ends:
            self.stopped = True
            self._waiting = ""
            return text[: min(at for at, _ in ends)]
        held = max(_overlap(text, stop) for stop in self._stops)
        self._waiting = text[len(text) - held :]
        return text[: len(text) - held]


def _overlap(text: str, stop: str) -> int:
    """The length of the longest end of text that stop begins with."""
    return next((n for n in range(min(len(text), len(stop) - 1), 0, -1) if text.endswith(stop[:n])), 0)
