"""What came of asking a model with a preset: one path or several, their answers, and the vote."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.generation import PromptReport
from app.domain.usage import Timings, Usage


@dataclass(frozen=True)
class SampledPath:
    """One text that the model wrote to a prompt. answer is None where the rule found none (or there is no rule).

    key is the answer's normal form: paths with equal keys agree.
    """

    text: str
    reasoning: str = ""
    answer: str | None = None
    key: str | None = None
    stop_reason: str = ""
    tokens: int = 0
    seed: int | None = None


@dataclass(frozen=True)
class Vote:
    """counts: answers by their key, the most frequent first, the earlier first among equals; silent found none.

    words are the keys' answers as the first path with it wrote them. expected is how many paths there will be.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    silent: int = 0
    expected: int = 0

    @property
    def majority(self) -> str | None:
        """The key with the most votes; None while nothing was found."""
        return next(iter(self.counts), None)

    @property
    def is_tied(self) -> bool:
        """Whether several answers have the most votes: then the majority is only the earliest of them."""
        first, second, *_ = [*self.counts.values(), 0, 0]
        return first == second > 0

    @property
    def cast(self) -> int:
        """Paths that have ended."""
        return sum(self.counts.values()) + self.silent

    @property
    def is_decided(self) -> bool:
        """Whether what is still to come can no longer change who leads."""
        first, second, *_ = [*self.counts.values(), 0, 0]
        return first > second + self.expected - self.cast


@dataclass(frozen=True)
class Outcome:
    """All that came of one task so far. chosen is the index of the path that stands for all: the majority's first.

    drafts are the draft and its review, where the model thought twice; the path is what came after them.
    """

    paths: tuple[SampledPath, ...]
    vote: Vote = field(default_factory=Vote)
    chosen: int = 0
    drafts: tuple[str, ...] = ()
    report: PromptReport | None = None
    usage: Usage = field(default_factory=Usage)
    timings: Timings = field(default_factory=Timings)
    is_early: bool = False
    """Ended before all paths did, because the majority could no longer change."""

    @property
    def path(self) -> SampledPath:
        return self.paths[self.chosen]
