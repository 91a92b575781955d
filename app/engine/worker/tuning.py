"""How many threads and how large a batch suit a model: measured on the loaded one, side by side, on a noisy machine."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median, quantiles
from typing import TypeVar

from app.domain.loading import Rate, ThreadRates

_LONG_ENOUGH_S = 0.03  # of one sample: shorter ones measure the clock
_PIECE_S = 0.25  # of a prompt, for comparing threads
_FIRST_PIECE = 16  # tokens: before anything is known of the model's speed
_SMALLEST_BATCH = 32
_FEWEST, _MOST = 3, 60  # samples of each
_HOPELESS = 1.5  # times as slow as the best
_DEAR = 0.1  # of the time there is: a sample that costs so much is not taken again without hope
_NOTHING, _CERTAIN = 0.03, 0.10  # of a median: a smaller difference is none, a larger one is one however noisy
_GENERATION, _PROMPT = 0.5, 0.8  # of the time is over when each of these parts ends; batches have the rest

Try = TypeVar("Try", bound=Hashable)
Clock = Callable[[], float]
Step = Callable[[int, int], float]
"""Computes so many tokens in one batch with so many threads; the seconds it took. Raises Stopped."""
Tell = Callable[[int, int], None]
"""What is tried next: threads and tokens."""


@dataclass(frozen=True)
class Measured:
    """The times of one candidate: their median, the distance of their quartiles, both in seconds."""

    middle: float
    quartiles: float
    count: int

    @classmethod
    def of(cls, times: Sequence[float]) -> "Measured":
        low, _, high = quantiles(times, n=4) if len(times) > 1 else (0.0, 0.0, 0.0)
        return cls(median(times), high - low, len(times))

    @property
    def doubt(self) -> float:
        """The standard error of the median, by way of the quartiles of a normal distribution."""
        return 1.25 * self.quartiles / 1.35 / math.sqrt(self.count)


def compare(
    candidates: Sequence[Try], sample: Callable[[Try], float], *, until: float, clock: Clock
) -> dict[Try, Measured]:
    """Take turns, there and back, so that whatever else the machine does falls on all of them alike.

    What is hopeless and costs much is given up. Ends at `until`; who had no turn by then is not in the answer.
    """
    dear = _DEAR * (until - clock())
    times: dict[Try, list[float]] = {one: [] for one in candidates}
    racing = list(candidates)
    while len(racing) > 1 or len(times[racing[0]]) <= _FEWEST:
        for one in racing:
            known = times[one] or [took[-1] for took in times.values() if took]
            if known and clock() + known[-1] > until:
                return _measured(times)
            times[one].append(sample(one))
        best = min(_middle(times[one]) for one in racing)
        racing = [one for one in racing if times[one][-1] < dear or _middle(times[one]) <= _HOPELESS * best]
        if all(len(times[one]) >= _MOST for one in racing):
            break
        racing.reverse()
    return _measured(times)


def _measured(times: dict[Try, list[float]]) -> dict[Try, Measured]:
    return {one: Measured.of(_warm(took)) for one, took in times.items() if took}


def _middle(times: Sequence[float]) -> float:
    return median(_warm(times))


def _warm(times: Sequence[float]) -> Sequence[float]:
    """Without the first where there are others: threads start, caches are cold."""
    return times[1:] or times


def least_of_best(found: dict[int, Measured], *, work: Callable[[int], float] = lambda _: 1.0) -> int:
    """The smallest candidate that is as fast as the fastest, as far as can be told; work is how much each one did."""
    best = min(found, key=lambda one: found[one].middle / work(one))
    return min(one for one in found if _is_as_good(found[one], work(one), found[best], work(best)))


def _is_as_good(one: Measured, one_work: float, best: Measured, best_work: float) -> bool:
    slower = (one.middle / one_work) / (best.middle / best_work) - 1
    doubt = 2 * math.hypot(one.doubt / one.middle, best.doubt / best.middle)
    return slower <= min(max(_NOTHING, doubt), _CERTAIN)


def tune(
    step: Step,
    counts: Sequence[int],
    *,
    batch: int,
    is_encoder: bool,
    seconds: float,
    clock: Clock,
    tell: Tell,
) -> ThreadRates:
    """Try these counts of threads and batches up to this one; an encoder has no generation to measure.

    Raises Stopped.
    """

    def told(threads: int, tokens: int) -> float:
        tell(threads, tokens)
        return step(threads, tokens)

    began = clock()
    generation = {} if is_encoder else _generation(told, counts, until=began + _GENERATION * seconds, clock=clock)
    threads = least_of_best(generation) if generation else counts[-1]
    until = began + _PROMPT * seconds
    piece, prompt = _prompt(told, counts, first=threads, batch=batch, until=until, clock=clock)
    prompt_threads = least_of_best(prompt)
    token_s = prompt[prompt_threads].middle / piece
    batches = _batches(partial(told, prompt_threads), token_s, batch, until=began + seconds, clock=clock)
    best = least_of_best(batches, work=float)
    return ThreadRates(
        threads=threads if generation else prompt_threads,
        prompt_threads=prompt_threads,
        batch=batch if best == max(batches) else best,  # beyond the largest that was tried nothing is known
        generation=_rates(generation, lambda count: (count, 1)),
        prompt=_rates(prompt, lambda count: (count, piece)),
        batches=_rates(batches, lambda size: (prompt_threads, size)),
    )


def _generation(step: Step, counts: Sequence[int], *, until: float, clock: Clock) -> dict[int, Measured]:
    """Seconds a token."""
    repeats = max(1, math.ceil(_LONG_ENOUGH_S / step(counts[-1], 1)))

    def sample(count: int) -> float:
        return sum(step(count, 1) for _ in range(repeats)) / repeats

    return compare(counts, sample, until=until, clock=clock)


def _prompt(
    step: Step, counts: Sequence[int], *, first: int, batch: int, until: float, clock: Clock
) -> tuple[int, dict[int, Measured]]:
    """The tokens of one piece, and its seconds."""
    piece = min(_FIRST_PIECE, batch)
    fitting = piece * _PIECE_S / step(first, piece)
    piece = min(batch, max(piece, 2 ** int(math.log2(max(1.0, fitting)))))
    return piece, compare(counts, lambda count: step(count, piece), until=until, clock=clock)


def _batches(
    sample: Callable[[int], float], token_s: float, batch: int, *, until: float, clock: Clock
) -> dict[int, Measured]:
    """Seconds a batch, for each size of which there is time for some samples."""
    left = max(0.0, until - clock())
    sizes = [size for size in _sizes(batch) if size * token_s * 2 * _FEWEST < left]
    return compare(sizes or [min(_SMALLEST_BATCH, batch)], sample, until=until, clock=clock)


def _sizes(batch: int) -> list[int]:
    sizes = []
    size = _SMALLEST_BATCH
    while size < batch:
        sizes.append(size)
        size *= 2
    return [*sizes, batch]


def _rates(found: dict[int, Measured], shape: Callable[[int], tuple[int, int]]) -> tuple[Rate, ...]:
    """Threads and tokens of a batch of each, as tokens a second."""
    return tuple(
        Rate(*shape(one), tokens_per_s=shape(one)[1] / took.middle, spread=took.quartiles / took.middle)
        for one, took in sorted(found.items())
    )
