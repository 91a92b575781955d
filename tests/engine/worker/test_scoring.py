import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.worker.scoring import chance_of

SIZES = st.sampled_from([1, 4, 511, 512, 513, 5_000])


@given(st.integers(0, 2**32 - 1), SIZES, st.integers(0, 12), st.sampled_from([1.0, 8.0]))
def test_the_likeliest_are_found_without_sorting_all(seed: int, size: int, count: int, grain: float) -> None:
    """grain: coarse numbers, so that many are equal."""
    logits = (np.random.default_rng(seed).normal(0, 3, size) // grain * grain).astype(np.float32)
    chance = chance_of(logits, size // 2, count)
    shares = np.exp(logits.astype(np.float64))
    shares /= shares.sum()
    assert [one for _, one in chance.best] == pytest.approx(sorted(shares, reverse=True)[:count])
    assert [one for _, one in chance.best] == pytest.approx([shares[token] for token, _ in chance.best])
    assert len({token for token, _ in chance.best}) == min(count, size)
    assert chance.probability == pytest.approx(shares[size // 2])


def test_huge_and_impossible_numbers_stay_numbers() -> None:
    logits = np.array([90_000, -np.inf, 89_999, -90_000], np.float32)
    chance = chance_of(logits, 1, 2)
    assert chance.probability == 0
    (token, share), _ = chance.best
    assert token == 0
    assert share == pytest.approx(1 / (1 + math.exp(-1)))
    broken = chance_of(np.full(4, np.nan, np.float32), 1, 2)
    assert broken.probability == 0
    assert all(one == 0 for _, one in broken.best)
