from hypothesis import given
from hypothesis import strategies as st

from app.chat.titles import LONGEST, LONGEST_TYPED, tidy, title_from


def test_the_first_line_with_words_is_the_title() -> None:
    assert title_from("\n\n  # Why is the sky blue?\nTell me.") == "Why is the sky blue?"


def test_a_long_question_is_cut_at_a_word() -> None:
    assert title_from("word " * 40) == "word " * 11 + "word…"


def test_korean_without_spaces_is_cut_too() -> None:
    assert title_from("가" * 100) == "가" * (LONGEST - 1) + "…"


@given(st.text())
def test_a_title_is_one_short_line(text: str) -> None:
    title = title_from(text)
    assert len(title) <= LONGEST + 1
    assert len(title.splitlines()) <= 1


@given(st.text())
def test_a_typed_title_is_one_printable_line(text: str) -> None:
    title = tidy(text)
    assert title.isprintable()
    assert len(title) <= LONGEST_TYPED


def test_a_typed_title_stays_what_it_is() -> None:
    assert tidy(" 여동생의\n나이 문제\u202e ") == "여동생의 나이 문제"
