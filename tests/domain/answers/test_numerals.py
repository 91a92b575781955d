"""What counts as the same number, and what is no number: a false one would outvote a true one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers.korean import korean_number
from app.domain.answers.numerals import figures, number_key, number_of, written

SAME = {
    "67": [
        "67", "67.", "67.0", "67.00", "$67", "$ 67", "67 dollars", "67 years", "67 years old.", "67세", "67 세",
        "67세입니다", "67입니다", "67입니다.", "67살이에요", "**67**", "`67`", "\\boxed{67}", "$67$",
        "\\(67\\)", "６７",
        "67-year-old", "sixty-seven", "sixty seven", "Sixty-seven years", "예순일곱", "예순일곱 살",
        "예순일곱 살입니다", "육십칠", "육십칠 세", "67 (sixty-seven)", "70 - 3 = 67", "x = 67", "+67", "67, not 35",
        "67, because she is younger", "67 since 70 - 3 is 67", "about 67", "약 67개", "총 67명입니다",
        "모두 67개가 됩니다", "67번째",
    ],
    "1234": [
        "1,234", "1234", "$1,234", "1,234.00", "1234원입니다.", "₩1,234", "1234 g",
        "one thousand two hundred and thirty-four", "천이백삼십사",
    ],
    "-5": [
        "-5", "−5", "–5", "-$5", "$-5", "-5.0", "minus five", "negative five", "- 5",
    ],
    "0.75": [
        "3/4", "0.75", ".75", "3/4 cups", "사분의 삼", "4분의 3",
    ],
    "50": [
        "50%", "50 %", "50 percent", "50퍼센트", "fifty percent", "오십 퍼센트", "쉰 개",
    ],
    "105": [
        "a hundred and five", "one hundred five", "105", "백오",
    ],
    "1500000": [
        "1.5 million", "1,500,000", "150만", "150만 원", "백오십만 원입니다",
    ],
    "24": [
        "2 dozen eggs", "two dozen", "24 eggs", "스물네 개", "이십사",
    ],
    "35000": [
        "3만 5천원", "35,000원", "삼만 오천 원", "3만 5000원", "35 thousand",
    ],
    "120000000": [
        "1억 2천만 원", "120000000",
    ],
    "3.5": [
        "3 1/2", "3 1/2 hours", "3 and a half", "3.5",
    ],
    "1/3": [
        "1/3", "3분의 1", "삼분의 일", "2/6",
    ],
    "2": [
        "두 개", "둘", "이", "two", "2개입니다", "2.",
    ],
    "20": [
        "스무 명입니다", "스물", "이십 명", "twenty",
    ],
    "0": [
        "0", "-0", "zero", "영", "0.0", "0%",
    ],
    "1": [
        "1", "one", "one apple", "하나", "한 개", "일", "1st",
    ],
    "91": [
        "구십일", "구십일입니다", "아흔하나",
    ],
    "10000": [
        "만", "10,000", "ten thousand", "1만",
    ],
}  # fmt: skip
NONE = [
    "", "unknown", "A", "the number of apples", "no one", "the first one", "one of them", "one who left",
    "half", "half of 10", "a third", "2/0", "1.234,5", "1,23", "12,5", "1.2.3", "12:30", "2026-05-01", "5-10",
    "5–10", "10 - 4", "5 - 5", "5 x 5", "5 to 10", "5 or 6", "5, or 6", "5 and 6", "5, 6", "between 5 and 10",
    "at least 5", "at most 5", "up to 5", "more than 5", "not 5", "isn't 5 or 6", "5 hours and 30 minutes",
    "3x", "x3", "2^3", "5k", "1e6", "3시간 반", "5개 이상", "5 미만", "5가 아닙니다", "5 또는 6", "네", "이다",
    "사과", "오렌지",
    "일요일", "세", "사람", "이 사람", "아니요", "이삼", "nineteen ninety", "two three", "five and six",
    "hundred thousand million", "thousand thousand", "the sum of two numbers", "구십 일", "삼십 일입니다",
    "7개로 상자 5개", "10만큼 24", "만만", "1만2억", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠",
]  # fmt: skip


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in SAME.items() for text in texts])
def test_one_number_has_one_form(key: str, text: str) -> None:
    assert number_key(text) == key


@pytest.mark.parametrize("text", NONE)
def test_no_number_rather_than_a_false_one(text: str) -> None:
    assert number_key(text.strip()) is None


def test_a_long_text_states_no_number() -> None:
    assert number_key("5" + " " * 400) is None
    assert number_key("9" * 100) is None
    assert number_key("one " * 60) is None


@given(st.fractions(-(10**30), 10**30, max_denominator=10_000))
def test_what_is_written_is_read(value: Fraction) -> None:
    assert Fraction(written(value)) == value
    assert number_of(written(value)) == value


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["{}", "{:,}", "**{}**", "{}.", "{}.0", "${}", "{}입니다", "{:,}원"]),
)
def test_dress_changes_nothing(value: int, dress: str) -> None:
    assert number_of(dress.format(value)) == value


ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def english(value: int) -> str:
    for size, name in (10**6, "million"), (1000, "thousand"), (100, "hundred"):
        if value >= size:
            return f"{english(value // size)} {name} {english(value % size)}".strip()
    return ONES[value] if value < 20 else f"{TENS[value // 10]}-{ONES[value % 10]}".strip("-")


def korean(value: int) -> str:
    for size, name in (10**4, "만"), (1000, "천"), (100, "백"), (10, "십"):
        if value >= size:
            return ("" if value // size == 1 else korean(value // size)) + name + korean(value % size)
    return " 일이삼사오육칠팔구"[value].strip()


@given(st.integers(1, 10**9 - 1))
def test_english_words_are_read(value: int) -> None:
    assert number_of(english(value)) == value
    assert number_of(f"{english(value)} apples.") == value


@given(st.integers(1, 10**8 - 1))
def test_korean_words_are_read(value: int) -> None:
    assert number_of(korean(value)) == value
    assert korean_number(f"{korean(value)}개입니다.") == value


@given(st.text(max_size=60))
def test_any_text_is_looked_at(text: str) -> None:
    number_of(text)


@given(st.text(alphabet="0123456789.,/:-+ $%=()", max_size=20))
def test_figures_have_places(text: str) -> None:
    for figure in figures(text):
        assert text[figure.start : figure.end].strip()


@given(st.text(alphabet="영일이삼사오육칠팔구십백천만억조한두세네개 0123,.분의", max_size=12))
def test_korean_heaps_of_numerals_are_survived(text: str) -> None:
    number_of(text)
