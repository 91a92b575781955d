"""How likely the model holds each token of a text: evaluated a batch at a time, between the steps of answers."""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from app.domain.engine_errors import Stopped
from app.domain.fault import to_fault
from app.domain.generation import PromptReport, ScoredToken, TokenChoice
from app.engine.protocol import Evaluated, Failed, Scored
from app.engine.worker.native.context import Context, Result
from app.engine.worker.native.model import Model
from app.engine.worker.pace import Pace
from app.engine.worker.prefix import Held
from app.engine.worker.scheduler import DecodeFailed
from app.engine.worker.sequences import Sequences, Taken
from app.engine.worker.text import Stream

Logits = npt.NDArray[np.float32]
_OUTPUTS = 32  # tokens whose logits are wanted at once: of a vocabulary of 262,144 they take 32 MB
_BLOCK = 512


@dataclass(frozen=True)
class Inquiry:
    """A text to be judged: its tokens come after those of the prompt, from `start` on. All are within the context."""

    request: int
    tokens: list[int]
    start: int
    alternatives: int
    report: PromptReport
    model: Model
    begins_blank: bool = False
    """Whether the space before its first word is the vocabulary's, and no part of the text."""


@dataclass(frozen=True)
class Chance:
    """A token's probability, and the likeliest tokens at its place with theirs."""

    probability: float
    best: tuple[tuple[int, float], ...]


@dataclass
class _Work:
    inquiry: Inquiry
    chances: list[Chance] = field(default_factory=list)
    evaluated: int = 0
    reused: int | None = None

    @property
    def place(self) -> int:
        """Of the first token whose logits are still wanted: each tells of the token after it."""
        return self.inquiry.start - 1 + len(self.chances)


class Scorer:
    """Between two batches it holds no sequence: what it evaluated is kept as a prefix, and taken up again.

    So answers can have its room at any time; it then waits until they are through, and evaluates again what is lost.
    """

    def __init__(
        self, model: Model, context: Context, sequences: Sequences, *, pace: Pace, clock: Callable[[], float]
    ) -> None:
        self._model = model
        self._context = context
        self._sequences = sequences
        self._pace = pace
        self._clock = clock
        self._waiting: deque[_Work] = deque()
        self._gives_way = False
        """Whether there was no room beside the answers that grow."""

    @property
    def is_idle(self) -> bool:
        return not self._waiting

    def submit(self, inquiry: Inquiry) -> None:
        self._waiting.append(_Work(inquiry))

    def cancel(self, request: int) -> Failed | None:
        """None when it is not here."""
        for work in self._waiting:
            if work.inquiry.request == request:
                self._waiting.remove(work)
                return Failed(request, to_fault(Stopped()))
        return None

    def abandon(self) -> list[int]:
        """After a failure inside a step. The requests, for their Failed."""
        requests = [work.inquiry.request for work in self._waiting]
        self._waiting.clear()
        return requests

    def step(self, live: Sequence[Held]) -> Evaluated | Scored | None:
        """One batch beside the live sequences: how far it has come, or what came out. Raises DecodeFailed."""
        if not self._waiting or (live and self._gives_way):
            return None
        self._gives_way = False
        work = self._waiting[0]
        if work.place < len(work.inquiry.tokens) - 1:
            self._evaluate(work, live)
        if work.place < len(work.inquiry.tokens) - 1:
            return Evaluated(work.inquiry.request, work.evaluated, len(work.inquiry.tokens))
        self._waiting.popleft()
        report = replace(work.inquiry.report, reused_tokens=work.reused or 0)
        return Scored(work.inquiry.request, self._told(work), report)

    def _evaluate(self, work: _Work, live: Sequence[Held]) -> None:
        tokens, place = work.inquiry.tokens, work.place
        taken = self._sequences.take(tokens[: place + 1], live)
        if taken is None:
            self._gives_way = True
            return
        if live and taken.length < work.evaluated:  # an answer needed the room, and would again
            self._gives_way = True
        work.reused = taken.length if work.reused is None else work.reused
        end = min(taken.length + self._pace.piece(beside=len(live)), place + _OUTPUTS, len(tokens) - 1)
        wanted = max(0, end - place)
        self._context.set_threads(self._pace.threads(evaluating=True))
        piece = tokens[taken.length : end]
        last = self._context.add(piece, sequence=taken.sequence, position=taken.length, output=wanted > 0)
        self._context.want(wanted)
        began = self._clock()
        result = self._context.decode()
        if result != Result.DONE:
            self._give_back(tokens, taken, result, is_alone=not live)
            return
        for row in range(wanted):
            logits = self._context.logits(last - wanted + 1 + row)
            work.chances.append(chance_of(logits, tokens[place + 1 + row], work.inquiry.alternatives))
        self._pace.note(self._clock() - began, writing=0, evaluated=len(piece))
        work.evaluated = end
        self._sequences.keep(taken.sequence, tokens[:end], chat="")

    def _give_back(self, tokens: list[int], taken: Taken, result: int, *, is_alone: bool) -> None:
        """After a batch that was not computed: what is still held of it is kept. Raises DecodeFailed."""
        held = 0 if self._model.has_state else self._context.last(taken.sequence) + 1  # a running state is spoilt
        self._sequences.keep(taken.sequence, tokens[:held], chat="")
        if result == Result.ABORTED:
            return
        others = [kept for kept in self._sequences.kept if kept.sequence != taken.sequence]
        if result != Result.NO_ROOM or (is_alone and not others):
            raise DecodeFailed(result)
        if others:
            self._sequences.drop(others[0])
        else:
            self._gives_way = True

    def _told(self, work: _Work) -> tuple[ScoredToken, ...]:
        inquiry = work.inquiry
        tokens = inquiry.tokens[inquiry.start :]
        stream = Stream(begins_blank=inquiry.begins_blank)
        texts = [stream.feed(self._model.piece(token, special=True)) for token in tokens]
        if texts:
            texts[-1] += stream.finish()
        return tuple(
            ScoredToken(token, text, chance.probability, tuple(self._choice(*one) for one in chance.best))
            for token, text, chance in zip(tokens, texts, work.chances, strict=True)
        )

    def _choice(self, token: int, probability: float) -> TokenChoice:
        piece = self._model.piece(token, special=True)
        text = piece.decode(errors="replace")
        is_broken = "\ufffd" in text and piece != text.encode()
        return TokenChoice(
            token, text, probability, is_control=self._model.is_control(token), raw=piece.hex() if is_broken else ""
        )


def chance_of(logits: Logits, token: int, count: int) -> Chance:
    """The softmax at the token and at the `count` likeliest; 0 where a broken model knows no number."""
    highest = logits.max()
    total = float(np.exp(logits - highest).sum(dtype=np.float64))

    def probability(one: int) -> float:
        found = math.exp(float(logits[one]) - float(highest)) / total
        return found if math.isfinite(found) else 0.0

    return Chance(probability(token), tuple((one, probability(one)) for one in _best(logits, count)))


def _best(logits: Logits, count: int) -> list[int]:
    """The likeliest tokens, best first.

    The highest of each of many blocks tell a bound that few others reach, so next to nothing has to be sorted.
    """
    count = min(count, len(logits))
    if count <= 0:
        return []
    highest = np.maximum.reduceat(logits, np.arange(0, len(logits), _BLOCK))
    bound = np.partition(highest, -count)[-count] if count < len(highest) else -np.inf
    near = np.flatnonzero(logits >= bound)
    return [int(one) for one in near[np.argsort(-logits[near], kind="stable")[:count]]]
