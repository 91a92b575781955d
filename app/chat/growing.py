"""A text while it grows: pieces come in from the engine, answer and reasoning are told apart."""

from app.domain.generation import PromptReport, SampleEnd
from app.domain.outcome import SampledPath
from app.domain.reasoning import Splitter, marks_of


class GrowingPath:
    """One sample. `path` is the value of it so far; begun is what it goes on from."""

    def __init__(self, *, begun: SampledPath | None = None) -> None:
        self._begun = begun or SampledPath("")
        self._text = [self._begun.text] if self._begun.text else []
        self._reasoning = [self._begun.reasoning]
        self._splitter = Splitter()
        self._end: SampleEnd | None = None

    @property
    def has_ended(self) -> bool:
        return self._end is not None

    @property
    def path(self) -> SampledPath:
        path = SampledPath("".join(self._text), "".join(self._reasoning))
        if self._end is None:
            return path
        end = self._end
        return SampledPath(
            path.text,
            path.reasoning,
            stop_reason=end.stop_reason.value,
            tokens=end.completion_tokens,
            seed=end.seed,
        )

    def open(self, report: PromptReport) -> None:
        """The prompt is known, and with it whether the reasoning has begun in it."""
        self._splitter = Splitter(opened=marks_of(report.reasoning_mark))

    def feed(self, piece: str) -> tuple[str, str]:
        """What this piece adds to the answer and to the reasoning."""
        return self._keep(*self._splitter.feed(piece))

    def finish(self, end: SampleEnd | None = None) -> tuple[str, str]:
        """What was held back. Without an end it was broken off."""
        self._end = end
        return self._keep(*self._splitter.finish())

    def _keep(self, text: str, reasoning: str) -> tuple[str, str]:
        if not self._text:
            text = text.lstrip()  # a prompt that ends with "Assistant:" is answered with a space
        if text:
            self._text.append(text)
        self._reasoning.append(reasoning)
        return text, reasoning
