"""Running sums that are mended where they changed are those of adding everything up again."""

from hypothesis import given
from hypothesis import strategies as st

from app.ui.conversation.heights import Heights

CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.integers(0, 30), st.integers(0, 500)),
        st.tuples(st.just("append"), st.integers(0, 500), st.just(0)),
        st.tuples(st.just("truncate"), st.integers(0, 30), st.just(0)),
        st.tuples(st.just("read"), st.integers(0, 30), st.just(0)),
    ),
    max_size=40,
)


@given(st.lists(st.integers(0, 500), max_size=20), CHANGES)
def test_any_changes_leave_the_true_sums(start: list[int], changes: list[tuple[str, int, int]]) -> None:
    heights, plain = Heights(start), list(start)
    for kind, number, value in changes:
        if kind == "append":
            heights.append(number)
            plain.append(number)
        elif kind == "truncate":
            heights.truncate(number)
            del plain[number:]
        elif kind == "set" and number < len(plain):
            heights.set(number, value)
            plain[number] = value
        elif kind == "read" and number <= len(plain):
            assert heights.top(number) == sum(plain[:number])
    assert list(heights) == plain
    assert heights.total == sum(plain)
    assert [heights.top(at) for at in range(len(plain) + 1)] == [sum(plain[:at]) for at in range(len(plain) + 1)]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=20), st.integers(-10, 2_000))
def test_at_finds_the_one_that_covers(plain: list[int], y: int) -> None:
    heights = Heights(plain)
    at = heights.at(y)
    if 0 <= y < sum(plain):
        assert heights.top(at) <= y < heights.top(at + 1)
    else:
        assert at == (0 if y < 0 else len(plain) - 1)


def test_an_empty_column_has_nothing_anywhere() -> None:
    assert Heights().at(5) == -1
    assert Heights().total == 0
