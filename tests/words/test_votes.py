import pytest

from app.domain.outcome import Vote
from app.words.votes import tie_words


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, ""),
        ({"67": 1}, ""),
        ({"67": 2, "35": 1}, ""),
        ({"67": 1, "35": 1}, "No two answers agree; the first one is shown."),
        ({"67": 2, "35": 2, "8": 1}, "2 answers have 2 votes each; the first of them is shown."),
    ],
)
def test_a_tie_is_no_majority(counts: dict[str, int], said: str) -> None:
    assert tie_words(Vote(counts, expected=5)) == said
