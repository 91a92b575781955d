"""One request for answers on its way through the scheduler: its prompt, its growing samples, its times."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.domain.generation import Limits, PromptReport, SampleEnd, StopReason
from app.domain.usage import Timings, Usage
from app.engine.protocol import Finished
from app.engine.worker.native.model import Model
from app.engine.worker.sampler import Sampler
from app.engine.worker.text import Stream


@dataclass(frozen=True)
class Order:
    """A request whose prompt is rendered, counted and within the context. asked is when it came, by the clock."""

    request: int
    prompt: list[int]
    report: PromptReport
    limits: Limits
    samples: int
    seeds: tuple[int, ...]
    chat: str
    asked: float
    make_sampler: Callable[[int], Sampler]
    model: Model
    """The one whose tokens these are: an order that comes too late for it is no use to another."""
    begins_blank: bool = False
    """Whether the space before its first word is the vocabulary's, and no part of the answer."""


class Answer:
    """One sample. tokens are the prompt's and its own; the first `evaluated` of them are in its sequence."""

    def __init__(self, job: "Job", sample: int, *, sequence: int, evaluated: int) -> None:
        self.job = job
        self.sample = sample
        self.sequence = sequence
        self.tokens = list(job.order.prompt)
        self.evaluated = evaluated
        self.row = -1
        """Where in the batch its logits are; -1 while its prompt is not through."""
        self.stop_reason: StopReason | None = None
        self.stream = Stream(job.order.limits.stop, begins_blank=job.order.begins_blank)
        self.sampler = job.order.make_sampler(job.order.seeds[sample])
        self.sampler.remember(job.order.prompt)

    @property
    def written(self) -> int:
        """Tokens of its own."""
        return len(self.tokens) - len(self.job.order.prompt)

    @property
    def is_writing(self) -> bool:
        """Whether its prompt is through."""
        return self.row >= 0


@dataclass
class Job:
    """An order being worked on."""

    order: Order
    answers: list[Answer] = field(default_factory=list)
    reused: int = 0
    shared: int = 0
    """How many of its tokens lie in cells of another live job."""
    evaluated_from: float = 0.0
    first_token: float = 0.0
    last_token: float = 0.0

    @property
    def cells(self) -> int:
        """About how much of the context it fills."""
        return len(self.order.prompt) - self.shared + sum(answer.written for answer in self.answers)

    @property
    def waits_for_samples(self) -> bool:
        return len(self.answers) < self.order.samples

    @property
    def is_finished(self) -> bool:
        return not self.waits_for_samples and all(answer.stop_reason for answer in self.answers)

    def report(self) -> PromptReport:
        return replace(self.order.report, reused_tokens=self.reused)

    def finished(self) -> Finished:
        """The closing message; samples that never began count as cancelled."""
        written = sum(answer.written for answer in self.answers)
        ends = [
            SampleEnd(answer.stop_reason or StopReason.CANCELLED, answer.written, self.order.seeds[answer.sample])
            for answer in self.answers
        ]
        missing = self.order.seeds[len(ends) :]
        ends += [SampleEnd(StopReason.CANCELLED, 0, seed) for seed in missing]
        return Finished(
            self.order.request,
            samples=tuple(ends),
            usage=Usage(len(self.order.prompt), self.reused, written),
            timings=self._timings(written),
        )

    def _timings(self, written: int) -> Timings:
        if not self.first_token:
            return Timings()
        prefill = self.first_token - self.evaluated_from
        decode = self.last_token - self.first_token
        first = len(self.answers)  # each sample's first token comes out of the prompt's evaluation
        return Timings(
            first_token_s=self.first_token - self.order.asked,
            prefill_tps=(len(self.order.prompt) - self.reused) / prefill if prefill > 0 else 0.0,
            decode_tps=(written - first) / decode if decode > 0 and written > first else 0.0,
        )
