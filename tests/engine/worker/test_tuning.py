"""Choosing threads honestly: against machines whose true speeds are known, with noise."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.engine_errors import Stopped
from app.domain.loading import ThreadRates
from app.engine.worker.tuning import Measured, compare, least_of_best, tune

COUNTS = (1, 2, 4, 8)


class Machine:
    """Computes in pretended time: so many seconds a token for each number of threads, each step disturbed by noise."""

    def __init__(
        self, token_s: dict[int, float], *, prompt_s: dict[int, float] | None = None, noise: float = 0.0, seed: int = 0
    ) -> None:
        self._token_s = token_s
        self._prompt_s = prompt_s or {count: second / 8 for count, second in token_s.items()}
        self._noise = noise
        self._dice = random.Random(seed)  # noqa: S311 - dice, no secrets
        self.now = 0.0
        self.steps: list[tuple[int, int]] = []

    def clock(self) -> float:
        return self.now

    def step(self, threads: int, tokens: int) -> float:
        self.steps.append((threads, tokens))
        seconds = self._token_s[threads] if tokens == 1 else self._prompt_s[threads] * (tokens + 8)
        seconds *= 1 + self._noise * abs(self._dice.gauss(0, 1))
        if self._dice.random() < self._noise / 4:
            seconds *= 5  # another program was given the processor
        self.now += seconds
        return seconds

    def tune(self, *, seconds: float = 10.0, batch: int = 512, is_encoder: bool = False) -> ThreadRates:
        return tune(
            self.step,
            list(self._token_s),
            batch=batch,
            is_encoder=is_encoder,
            seconds=seconds,
            clock=self.clock,
            tell=lambda *_: None,
        )


def test_the_fastest_count_is_found_for_each_kind_of_work() -> None:
    machine = Machine({1: 0.04, 2: 0.02, 4: 0.025, 8: 0.1}, prompt_s={1: 0.008, 2: 0.004, 4: 0.002, 8: 0.004})
    rates = machine.tune()
    assert (rates.threads, rates.prompt_threads) == (2, 4)
    assert {rate.threads: round(rate.tokens_per_s) for rate in rates.generation} == {1: 25, 2: 50, 4: 40, 8: 10}
    assert machine.now <= 10.0


@pytest.mark.parametrize("seed", range(20))
def test_noise_does_not_hide_a_true_difference(seed: int) -> None:
    machine = Machine({1: 0.04, 2: 0.02, 4: 0.03}, noise=0.3, seed=seed)
    assert machine.tune().threads == 2


@pytest.mark.parametrize("seed", range(20))
def test_where_more_threads_gain_nothing_the_fewest_are_chosen(seed: int) -> None:
    machine = Machine({1: 0.04, 2: 0.0201, 4: 0.02, 8: 0.0199}, noise=0.05, seed=seed)
    assert machine.tune().threads == 2


def test_a_slow_beginning_is_no_measure() -> None:
    """The first step with a count starts its threads."""
    machine = Machine({1: 0.04, 2: 0.02})
    seen: set[int] = set()

    def step(threads: int, tokens: int) -> float:
        seconds = machine.step(threads, tokens)
        slow = 0.0 if threads in seen else 0.5
        seen.add(threads)
        machine.now += slow
        return seconds + slow

    rates = tune(step, (1, 2), batch=64, is_encoder=False, seconds=10, clock=machine.clock, tell=lambda *_: None)
    assert rates.threads == 2
    assert all(rate.spread == 0 for rate in rates.generation)


def test_a_burst_of_another_program_falls_on_all_alike() -> None:
    machine = Machine({1: 0.04, 2: 0.02})

    def step(threads: int, tokens: int) -> float:
        seconds = machine.step(threads, tokens)
        slow = 4 * seconds if 1.0 < machine.now < 2.5 else 0.0
        machine.now += slow
        return seconds + slow

    rates = tune(step, (1, 2), batch=64, is_encoder=False, seconds=10, clock=machine.clock, tell=lambda *_: None)
    assert rates.threads == 2


@pytest.mark.parametrize("token_s", [0.0005, 0.02, 0.3, 1.0])
def test_the_time_is_kept(token_s: float) -> None:
    """A step that is begun must be ended, so the largest one may lie over it; and nothing is tried only once more."""
    machine = Machine({1: token_s, 2: token_s / 2, 4: token_s / 3}, noise=0.1)
    rates = machine.tune()
    longest = token_s / 8 * 40
    assert machine.now <= 10.0 + 2 * longest
    assert rates.threads in (1, 2, 4)
    assert rates.generation
    assert rates.prompt
    assert rates.batches


def test_the_smallest_batch_that_is_as_fast_is_chosen() -> None:
    rates = Machine({2: 0.002}).tune()
    speeds = {rate.batch: rate.tokens_per_s for rate in rates.batches}
    assert speeds[32] < 0.9 * speeds[512]
    assert rates.batch == 256
    assert speeds[256] > 0.97 * speeds[512]


def test_a_batch_larger_than_what_was_tried_is_left_as_it_is() -> None:
    """So slow a model leaves no time for large ones, and the largest that was tried was the best."""
    rates = Machine({1: 1.0}).tune(batch=512)
    assert max(rate.batch for rate in rates.batches) < 512
    assert rates.batch == 512


def test_an_encoder_has_no_generation() -> None:
    machine = Machine({1: 0.04, 2: 0.02})
    rates = machine.tune(is_encoder=True)
    assert rates.generation == ()
    assert rates.threads == rates.prompt_threads == 2
    assert all(tokens > 1 for _, tokens in machine.steps)


def test_stopping_ends_it_at_once() -> None:
    machine = Machine({1: 0.04, 2: 0.02})

    def step(threads: int, tokens: int) -> float:
        if machine.now > 1:
            raise Stopped
        return machine.step(threads, tokens)

    with pytest.raises(Stopped):
        tune(step, (1, 2), batch=64, is_encoder=False, seconds=10, clock=machine.clock, tell=lambda *_: None)
    assert machine.now < 1.1


@pytest.mark.parametrize("seed", range(200))
def test_whatever_the_machine_does_there_is_an_answer(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - as above
    counts = tuple(sorted(dice.sample(range(1, 65), dice.randrange(1, 6))))
    now = 0.0

    def step(_threads: int, tokens: int) -> float:
        nonlocal now
        took = tokens * 10 ** dice.uniform(-5, 1)
        now += took
        return took

    rates = tune(
        step,
        counts,
        batch=dice.randrange(1, 600),
        is_encoder=dice.random() < 0.2,
        seconds=10.0,
        clock=lambda: now,
        tell=lambda *_: None,
    )
    assert {rates.threads, rates.prompt_threads} <= set(counts)
    assert rates.batch > 0


Times = st.lists(st.floats(0.001, 100), min_size=1, max_size=30)


@given(st.dictionaries(st.integers(1, 64), Times, min_size=1, max_size=6))
def test_the_choice_is_never_much_slower_than_the_best(found: dict[int, list[float]]) -> None:
    measured = {count: Measured.of(times) for count, times in found.items()}
    chosen = least_of_best(measured)
    best = min(one.middle for one in measured.values())
    assert measured[chosen].middle <= 1.10 * best + 1e-9


@given(st.lists(st.integers(1, 8), min_size=1, max_size=5, unique=True), st.floats(0.0, 3.0))
def test_who_takes_part_takes_turns(counts: list[int], until: float) -> None:
    machine = Machine(dict.fromkeys(counts, 0.1))
    order: list[int] = []

    def sample(count: int) -> float:
        order.append(count)
        return machine.step(count, 1)

    found = compare(counts, sample, until=until, clock=machine.clock)
    assert found
    taken = [order.count(count) for count in counts]
    assert max(taken) - min(taken) <= 1
