"""The thread count on simulated machines: how soon it finds the best one, and how little it loses by looking."""

import random
from collections.abc import Callable

import pytest

from app.engine.worker.threads import Threads, ladder

Cost = Callable[[int], float]


def two_cores(*, busy: int) -> Cost:
    """Seconds a step, as measured with SmolLM2-135M on two cores with so many kept busy by others."""
    idle, one, both = {1: 0.0130, 2: 0.0090}, {1: 0.0130, 2: 0.0450}, {1: 0.0290, 2: 0.4}
    return (idle, one, both)[busy].__getitem__


def many_cores(count: int, *, busy: int) -> Cost:
    """Each thread brings less; one more than there are free processors makes all wait."""
    return lambda threads: 0.010 + 0.2 / threads if threads <= count - busy else 3 * (0.010 + 0.2 / threads)


def run(threads: Threads, cost: Cost, *, seconds: float, noise: float = 0.05) -> int:
    """Steps made in so many seconds."""
    dice = random.Random(1)  # noqa: S311 - dice, no secrets
    left, steps = seconds, 0
    while left > 0:
        took = cost(threads.count) * (1 + noise * dice.random())
        left -= took
        threads.note(took)
        steps += 1
    return steps


def rate(threads: Threads, cost: Cost, counts: tuple[int, ...], *, seconds: float) -> float:
    """What is reached of the best that any fixed count reaches."""
    steps = run(threads, cost, seconds=seconds)
    best = min(cost(count) for count in counts) * 1.025  # with half of the noise
    return steps * best / seconds


COUNTS = (1, 2)


def test_an_idle_machine_is_used_whole() -> None:
    threads = Threads(COUNTS, first=2)
    assert rate(threads, two_cores(busy=0), COUNTS, seconds=1.2) > 0.97
    assert rate(threads, two_cores(busy=0), COUNTS, seconds=60) > 0.99


@pytest.mark.parametrize("busy", [1, 2])
def test_load_is_met_by_fewer_threads_also_when_nobody_tells_of_it(busy: int) -> None:
    threads = Threads(COUNTS, first=2)
    run(threads, two_cores(busy=busy), seconds=2)
    assert threads.count == 1
    assert rate(threads, two_cores(busy=busy), COUNTS, seconds=30) > 0.9


def test_load_that_is_told_costs_nothing_to_find() -> None:
    threads = Threads(COUNTS, first=2)
    threads.crowd(1)
    assert threads.count == 1
    assert rate(threads, two_cores(busy=1), COUNTS, seconds=1.6) > 0.9


def test_the_count_follows_the_load_as_it_comes_and_goes() -> None:
    threads = Threads(COUNTS, first=2)
    run(threads, two_cores(busy=0), seconds=5)
    assert threads.count == 2
    run(threads, two_cores(busy=1), seconds=1.5)
    assert threads.count == 1
    run(threads, two_cores(busy=0), seconds=40)
    assert threads.count == 2


def test_a_wrong_tale_of_load_is_found_out() -> None:
    """Others seem to be busy (they share the host, not our processors), but steps say otherwise."""
    threads = Threads(COUNTS, first=2)
    threads.crowd(1)
    run(threads, two_cores(busy=0), seconds=2)
    assert threads.count == 2


@pytest.mark.parametrize("busy", [0, 1, 3, 6])
def test_many_cores_leave_to_others_what_they_use(busy: int) -> None:
    counts = ladder(8, 16)
    threads = Threads(counts, first=8)
    run(threads, many_cores(8, busy=busy), seconds=20)
    assert rate(threads, many_cores(8, busy=busy), counts, seconds=60) > 0.9


def test_what_was_best_under_a_load_is_remembered() -> None:
    counts = ladder(8, 8)
    threads = Threads(counts, first=8)
    threads.crowd(6)
    run(threads, many_cores(8, busy=4), seconds=20)
    best = threads.count
    assert best <= 4
    threads.crowd(8)
    threads.crowd(6)
    assert threads.count == best


def test_a_ladder_has_every_rung_that_matters() -> None:
    assert ladder(1, 1) == (1,)
    assert ladder(2, 2) == (1, 2)
    assert ladder(1, 2) == (1, 2)
    assert ladder(4, 8) == (1, 2, 3, 4, 8)
    assert set(ladder(32, 64)) >= {1, 16, 30, 31, 32}
    assert len(ladder(128, 256)) <= 12
