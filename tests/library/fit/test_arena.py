from hypothesis import given
from hypothesis import strategies as st

from app.library.fit.arena import Result, peak_bytes


def test_a_result_lives_until_it_was_read_for_the_last_time() -> None:
    first = Result(100)
    second = Result(50, (first,))
    third = Result(100, (second,))  # finds the place of the first
    assert peak_bytes([], [first, second, third]) == 150
    assert peak_bytes([], [first, second, Result(100, (second, first))]) == 250


def test_what_may_overwrite_its_reading_takes_no_room() -> None:
    first = Result(100)
    assert peak_bytes([], [first, Result(100, (first,), overwrites=True)]) == 100
    assert peak_bytes([], [first, Result(99, (first,), overwrites=True)]) == 199  # of another size
    shared = [first, Result(100, (first,), overwrites=True), Result(1, (first,))]
    assert peak_bytes([], shared) == 201  # somebody reads it later


def test_inputs_lie_there_from_the_beginning_and_unread_ones_to_the_end() -> None:
    mask, spare = Result(100), Result(30)
    first = Result(10, (mask,))
    last = Result(100, (first,))
    assert peak_bytes([mask, spare], [first, last]) == 140


def test_the_best_fitting_gap_is_filled() -> None:
    wide, wall, narrow, other = Result(80), Result(5), Result(20), Result(5)
    kept = Result(1, (wide, narrow))
    steps = [wide, wall, narrow, other, kept, Result(20, (wall, other)), Result(79, (kept,))]
    # The wide gap keeps the 79, since the 20 go where the narrow one was.
    assert peak_bytes([], steps) == sum(each.size_bytes for each in (wide, wall, narrow, other, kept))


@given(st.lists(st.tuples(st.integers(1, 1000), st.lists(st.integers(0, 30), max_size=3), st.booleans()), max_size=40))
def test_the_peak_lies_between_what_lives_at_once_and_all_together(drawn: list[tuple[int, list[int], bool]]) -> None:
    steps: list[Result] = []
    for size, reads, overwrites in drawn:
        steps.append(Result(size, tuple(steps[index] for index in reads if index < len(steps)), overwrites))
    last_read = {id(read): index for index, step in enumerate(steps) for read in step.reads}
    living = [
        sum(
            step.size_bytes
            for step in steps[: now + 1]
            if last_read.get(id(step), len(steps)) > now and not any(other.overwrites for other in steps)
        )
        for now in range(len(steps))
    ]
    peak = peak_bytes([], steps)
    assert max(living, default=0) <= peak <= sum(step.size_bytes for step in steps)
