from hypothesis import given
from hypothesis import strategies as st

from app.engine.worker.prefix import Held, common, longest, usable

TOKENS = st.lists(st.integers(0, 2), max_size=30)


@given(TOKENS, TOKENS)
def test_common_is_what_a_loop_would_count(a: list[int], b: list[int]) -> None:
    counted = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        counted += 1
    assert common(a, b) == counted


@given(
    st.lists(st.integers(0, 2), min_size=1, max_size=30), st.lists(st.tuples(TOKENS, st.integers(0, 30)), max_size=5)
)
def test_the_longest_usable_beginning_is_found(prompt: list[int], kept: list[tuple[list[int], int]]) -> None:
    sequences = [Held(number, tokens, first) for number, (tokens, first) in enumerate(kept)]
    match = longest(prompt, sequences, window=4)
    lengths = [min(common(prompt, held.tokens), len(prompt) - 1) for held in sequences]
    possible = [n for n, held in zip(lengths, sequences, strict=True) if n and usable(n, held, window=4)]
    if match is None:
        assert not possible
        return
    assert match.length == max(possible)
    assert sequences[match.sequence].tokens[: match.length] == prompt[: match.length]
    assert match.length < len(prompt)


def test_a_window_must_reach_back_far_enough() -> None:
    held = Held(0, list(range(1000)), first=400)
    assert usable(1000, held, window=512)
    assert usable(912, held, window=512)
    assert not usable(911, held, window=512)
    assert usable(10, Held(0, list(range(1000)), first=0), window=512)


def test_a_running_state_goes_on_from_its_end_only() -> None:
    held = Held(0, list(range(100)), first=99)
    assert usable(100, held, window=0)
    assert not usable(99, held, window=0)
