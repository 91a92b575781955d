"""The answer that a text states: the last one before the model asks itself something else, or none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers.rules import Found, check_rule, extract, key_of, own_part
from app.domain.answers.vote import vote
from app.domain.outcome import SampledPath
from app.domain.preset import AnswerRule, AnswerType, RuleKind
from app.domain.preset_errors import PatternInvalid, PatternTooSlow


def pattern(text: str, *, kind: AnswerType = AnswerType.NUMBER, phrase: str = "{{answer}}") -> AnswerRule:
    return AnswerRule(RuleKind.PATTERN, pattern=text, type=kind, phrase=phrase)


SAYS = pattern(r"(?i)the answer is:?\s*(?P<answer>[^\n]+?)(?=\.?\s*(?:\n|$)|\.\s)")
LAST = AnswerRule(RuleKind.LAST_NUMBER, type=AnswerType.NUMBER)
JSON = AnswerRule(RuleKind.JSON_PATH, path="$.answer")


def key(rule: AnswerRule, text: str) -> str | None:
    found = extract(rule, text)
    return found.key if found else None


def test_the_answer_has_its_place() -> None:
    text = "It is 6 * 3 = 18. The answer is **$18 per day**. Done."
    found = extract(SAYS, text)
    assert found == Found("$18 per day", "18", 34, 45)
    assert text[found.start : found.end] == found.answer


def test_the_last_one_counts() -> None:
    assert key(SAYS, "The answer is 4. No: the answer is 5.") == "5"


@pytest.mark.parametrize("label", ["Q:", "Question:", "Q 2:", "질문:", "문제 3.", "### Problem:", "User:"])
def test_what_is_said_to_the_next_question_is_not_this_answer(label: str) -> None:
    more = f"\n\n{label} How many are 2 and 2?\nA: The answer is 4."
    assert key(SAYS, f"The answer is 18.{more}") == "18"
    assert key(SAYS, f"I do not know.{more}") is None
    assert key(LAST, f"It is 18.{more}") == "18"


def test_the_question_may_be_repeated_first() -> None:
    assert key(SAYS, "Q: How many are 2 and 2?\nA: The answer is 4.\n\nQ: And 3?\nA: The answer is 3.") == "4"
    assert own_part("\n Q: a") == "\n Q: a"


def test_no_answer_is_none() -> None:
    for text in ("", "The answer is", "The answer is unknown.", "The answer is 5 or 6.", "It is 5."):
        assert extract(SAYS, text) is None
    assert extract(LAST, "none at all") is None
    assert extract(AnswerRule(), "The answer is 5.") is None


def test_the_first_group_is_taken_where_none_is_named() -> None:
    assert key(pattern(r"= (\d+)(?P<unit>\w*)"), "1 + 1 = 2kg") == "2"
    assert key(pattern(r"\d+"), "a 5") == "5"
    assert key(pattern(r"(\d+)?x"), "ax") is None


def test_words_are_compared_without_their_dress() -> None:
    rule = pattern(r"정답은 (.+)", kind=AnswerType.TEXT, phrase="정답은 {{answer}}입니다.")
    assert (
        key(rule, "정답은 서울입니다.") == key(rule, "정답은 “서울”") == key(rule, "정답은 **서울** 이에요.") == "서울"
    )
    assert key(rule, "정답은 바다입니다.") == key(rule, "정답은 바다") == "바다"
    free = pattern(r"정답은 (.+)", kind=AnswerType.TEXT)
    assert key(free, "정답은 임") == "임"
    assert key_of("  Ｓeoul!\n", AnswerType.TEXT) == key_of("seoul", AnswerType.TEXT) == "seoul"
    assert key_of(" … !", AnswerType.TEXT) in {None, "…"}
    assert key_of("**", AnswerType.TEXT) is None


def test_the_last_number_is_found_with_its_place() -> None:
    assert extract(LAST, "of 12 he gave 5, so $1,234.50.") == Found("1,234.50", "1234.5", 21, 29)
    assert key(LAST, "그래서 예순일곱입니다.\n예순일곱입니다.") == "67"
    assert key(LAST, "5 apples at 12:30") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"answer": "yes"}', "yes"),
        ('Here you are:\n```json\n{"answer": 5}\n```\nAnything else?', "5"),
        ('```\n{"answer": 1}\n```\n```json\n{"answer": 2}\n```', "2"),
        ('I think {that} is {"answer": ["a", "b"]}, really.', '["a", "b"]'),
        ('{"answer": "two\nlines"}', "two\nlines"),
        ('{"answer": true}', "true"),
        ('{"answer": null}', None),
        ('{"question": 1}', None),
        ('{"answer": "cut', None),
        ('{"steps": [{"answer": "inner"}], "answer": ', None),
        ('{"steps": [{"answer": "inner"}], "note": "cut {', None),
        ('It is {"answer": 5}, see [1] and [2, 3].', "5"),
        ("[" * 5000, None),
        ("no JSON", None),
    ],
)
def test_json_is_found_in_what_stands_around_it(text: str, said: str | None) -> None:
    found = extract(JSON, text)
    assert (found.answer if found else None) == said
    if found:
        json.loads(text[found.start : found.end], strict=False)


def test_json_of_the_next_question_is_not_this_answer() -> None:
    assert key(JSON, ' {"answer": "a"}\n\nQ: And then?\nA: {"answer": "b"}') == "a"
    assert key(JSON, '{"answer": "a\nQ: b"}') == "a q: b"


def test_of_several_places_the_last_counts() -> None:
    rule = AnswerRule(RuleKind.JSON_PATH, path="$.steps[*].value", type=AnswerType.NUMBER)
    assert key(rule, '{"steps": [{"value": 1}, {"value": "2.0"}]}') == "2"


@pytest.mark.parametrize(
    "wrong",
    [
        "(",
        "[",
        "(?P<answer>",
        r"\p{Nothing}",
        "a{99999999}",
        "(a{1000}){100}",
        "(" * 900,
        "a" * 3000,
        "((a{90}){90}){90}",
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused(wrong: str) -> None:
    with pytest.raises(PatternInvalid):
        check_rule(pattern(wrong))


@pytest.mark.parametrize("wrong", ["", "answer", "$[", "$." * 2000, '$[?match(@.a, "(a+)+$")]', "$..[?search(@, 'a')]"])
def test_a_path_that_cannot_be_used_is_refused(wrong: str) -> None:
    with pytest.raises(PatternInvalid) as refused:
        check_rule(AnswerRule(RuleKind.JSON_PATH, path=wrong))
    assert "\n" not in refused.value.detail


@pytest.mark.parametrize(
    ("text", "answer", "answer_if_cut"),
    [
        ("The answer is 6", "6", None),
        ("The answer is 6 ", "6", "6"),
        ("The answer is 67.", "67", "67"),
        ("The answer is 67. The answer is 8", "8", None),
    ],
)
def test_what_may_have_been_cut_in_two_is_no_answer(text: str, answer: str, answer_if_cut: str | None) -> None:
    rules = pattern(r"answer is (?P<answer>\d+)"), AnswerRule(RuleKind.LAST_NUMBER)
    for rule in rules:
        whole, cut = extract(rule, text), extract(rule, text, is_cut=True)
        assert (whole and whole.answer, cut and cut.answer) == (answer, answer_if_cut)


def test_of_json_a_whole_document_is_whole() -> None:
    rule = AnswerRule(RuleKind.JSON_PATH, path="$.a")
    assert extract(rule, '{"a": 6}', is_cut=True)
    assert extract(rule, '{"a": 6', is_cut=True) is None


def test_many_repetitions_beside_each_other_are_fine() -> None:
    check_rule(pattern(r"(?P<answer>\d{4}-\d{2}-\d{2}).{0,500}.{0,500}(?:ab){1,90}\{9999999\}"))


def test_the_place_of_a_mistake_is_told() -> None:
    with pytest.raises(PatternInvalid) as refused:
        check_rule(pattern("the answer (is"))
    assert refused.value.position == 12  # the bracket, not the end


@pytest.mark.parametrize("slow", ["(a+)+$", "(a|aa)+$", "(x+x+)+y", r"^(\w+\s?)*$", "(.*a){25}b"])
def test_catastrophic_patterns_are_ended(slow: str) -> None:
    with pytest.raises(PatternTooSlow):
        extract(pattern(slow), "ax" * 10 + "x" * 60_000 + "a" * 60_000 + "!")


@given(st.text(max_size=200), st.sampled_from([SAYS, LAST, JSON]))
def test_any_text_states_an_answer_or_none(text: str, rule: AnswerRule) -> None:
    found = extract(rule, text)
    if found:
        assert found.key
        assert 0 <= found.start < found.end <= len(text)
        if rule is not JSON:
            assert text[found.start : found.end] == found.answer


@given(st.integers(0, 10**9), st.sampled_from(["", " dollars", " 살"]), st.text(alphabet="abc ,\n가나", max_size=80))
def test_what_stands_before_the_answer_changes_nothing(value: int, unit: str, before: str) -> None:
    assert key(SAYS, f"{before}\nThe answer is {value}{unit}.") == str(value)


@given(st.text(max_size=100))
def test_texts_have_one_form(text: str) -> None:
    form = key_of(text, AnswerType.TEXT)
    assert form is None or key_of(f" “{text}”. ", AnswerType.TEXT) == form


def test_the_vote_counts_what_has_ended() -> None:
    said = [("67", "67 years"), ("5", "5"), (None, None), ("67", "67")]
    paths = [SampledPath("…", answer=words, key=key, stop_reason="end") for key, words in said]
    tally = vote([*paths, SampledPath("", key="5")], expected=5)
    assert list(tally.counts.items()) == [("67", 2), ("5", 1)]
    assert tally.words == {"67": "67 years", "5": "5"}
    assert (tally.majority, tally.silent, tally.cast, tally.is_decided) == ("67", 1, 4, False)
    assert vote(paths, expected=4).is_decided
    assert vote([], expected=5).majority is None


@given(st.lists(st.sampled_from(["1", "2", "3", None]), max_size=12), st.integers(0, 6))
def test_a_decided_vote_stays_as_it_is(keys: list[str | None], ended: int) -> None:
    """Whatever comes after it was decided."""
    paths = [SampledPath("", answer=key, key=key, stop_reason="end") for key in keys]
    before, after = vote(paths[:ended], expected=len(paths)), vote(paths, expected=len(paths))
    assert not before.is_decided or before.majority == after.majority
    assert after.cast == len(paths)
