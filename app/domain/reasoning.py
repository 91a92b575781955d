"""Tells a model's reasoning from its answer while the text streams in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Marks:
    """How one family of models encloses its reasoning."""

    opening: str
    closing: str


FAMILIES = (
    Marks("<think>", "</think>"),  # DeepSeek, Qwen, SmolLM3
    Marks("<thinking>", "</thinking>"),
    Marks("<thought>", "</thought>"),
    Marks("[THINK]", "[/THINK]"),  # Magistral
    Marks("<seed:think>", "</seed:think>"),
    Marks("<mm:think>", "</mm:think>"),  # MiniMax M3
    Marks("<|channel|>analysis<|message|>", "<|end|>"),  # gpt-oss
    Marks("<|channel>thought", "<channel|>"),  # Gemma 4
    Marks("<|START_THINKING|>", "<|END_THINKING|>"),  # Command
    Marks("<think:opensource>", "</think:opensource>"),  # Hunyuan 3
)
FILLER = ("<|start|>assistant", "<|channel|>final<|message|>")
"""What gpt-oss writes between its reasoning and its answer."""


def is_in_mark(token: str) -> bool:
    """Whether a control token is part of a mark: gpt-oss puts its marks together from several."""
    marks = (*(mark for marks in FAMILIES for mark in (marks.opening, marks.closing)), *FILLER)
    return bool(token) and any(token in mark for mark in marks)


def marks_of(opening: str) -> Marks | None:
    """The family that opens its reasoning like this."""
    return next((marks for marks in FAMILIES if marks.opening == opening), None)


def opening_at_end(prompt: str) -> str:
    """The opening mark that a rendered prompt ends with; empty when it ends otherwise."""
    end = prompt.rstrip()
    return next((marks.opening for marks in FAMILIES if end.endswith(marks.opening)), "")


class Splitter:
    """Feed it pieces; it returns what each adds to (text, reasoning). The same for every way of cutting the pieces.

    Only what stands at the very beginning is reasoning: an answer may speak of `<think>`. With opened the template has
    already written the opening mark into the prompt.
    """

    def __init__(self, *, opened: Marks | None = None) -> None:
        self._inside = opened
        self._held = ""
        self._is_open = True
        self._is_blank = opened is not None
        """Nothing but line ends has come since the opening mark."""
        self._skips_blank = False

    def feed(self, piece: str) -> tuple[str, str]:
        self._held += piece
        text, reasoning = "", ""
        while self._held:
            before = (self._held, self._inside, self._is_open)
            if self._inside:
                reasoning += self._reason(self._inside)
            elif self._is_open:
                self._begin()
            else:
                text += self._take(len(self._held))
            if before == (self._held, self._inside, self._is_open):
                break
        return text, reasoning

    def finish(self) -> tuple[str, str]:
        """What was held back because it might have become a mark."""
        rest, self._held = self._held, ""
        return ("", rest) if self._inside else (rest, "")

    def _begin(self) -> None:
        """Decide whether the text begins with a mark; while that is open, hold it."""
        start = self._held.lstrip()
        if not start:
            return
        for marks in FAMILIES:
            if start.startswith(marks.opening):
                self._inside = marks
                self._held = start[len(marks.opening) :]
                self._is_blank = True
                return
        for filler in FILLER:
            if start.startswith(filler):
                self._held = start[len(filler) :]
                return
        might_become = (*(marks.opening for marks in FAMILIES), *FILLER)
        if not any(mark.startswith(start) for mark in might_become):
            self._is_open = False
            if self._skips_blank:
                self._held = start

    def _reason(self, marks: Marks) -> str:
        if self._is_blank:
            self._held = self._held.lstrip("\n")
            self._is_blank = not self._held
        at = self._held.find(marks.closing)
        if at >= 0:
            reasoning = self._take(at).rstrip("\n")
            self._held = self._held[len(marks.closing) :]
            self._inside = None
            self._skips_blank = True
            return reasoning
        return self._take(len(self._held) - _overlap(self._held, marks.closing))

    def _take(self, count: int) -> str:
        taken, self._held = self._held[:count], self._held[count:]
        return taken


def _overlap(text: str, mark: str) -> int:
    """How much of the end of text may be the beginning of the mark, with the line ends before it."""
    longest = next((n for n in range(min(len(mark) - 1, len(text)), 0, -1) if text.endswith(mark[:n])), 0)
    head = text[: len(text) - longest]
    return longest + len(head) - len(head.rstrip("\n"))
