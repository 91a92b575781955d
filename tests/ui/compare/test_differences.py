"""Where two answers differ, in words."""

from hypothesis import given
from hypothesis import strategies as st

from app.ui.compare.differences import MOST, compared, summary, told

TEXTS = st.text(alphabet="ab가 \n", max_size=30)


@given(TEXTS, TEXTS)
def test_the_pieces_are_the_answer(first: str, other: str) -> None:
    assert "".join(piece.text for piece in compared(first, other).pieces) == other


@given(TEXTS)
def test_the_same_words_do_not_differ(text: str) -> None:
    found = compared(text, text.replace(" ", "  "))
    assert not any(piece.is_own and piece.text.strip() for piece in found.pieces)
    assert found.missing == 0


def test_what_is_new_and_what_is_missing() -> None:
    found = compared("The answer is 35 years", "The right answer is 67")
    assert [piece.text for piece in found.pieces if piece.is_own] == [" right", " 67"]
    assert found.missing == 2
    assert summary(found) == "2 words of its own, 2 of the first answer's are missing."
    assert told(found).endswith("Its own: right Its own: 67")


def test_a_very_long_answer_is_compared_at_its_beginning() -> None:
    text = "word " * (MOST + 50)
    found = compared("another " + text, text)
    assert found.is_cut
    assert "".join(piece.text for piece in found.pieces) == text
    assert "Only the beginnings" in summary(found)
