from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.filling import fill, variables
from app.domain.preset import Preset, Variable, VariableType
from app.domain.preset_errors import VariableMissing, VariableRefused, VariableUnknown

LETTER = Preset(
    "Letter",
    template="Write to {{to}} in a {{tone}} tone, at most {{words}} words, about:\n{{ text }}",
    variables=(
        Variable("tone", VariableType.CHOICE, choices=("warm", "cool")),
        Variable("words", VariableType.NUMBER, default="100", low=1, high=500),
        Variable("to", VariableType.LINE, label="Recipient"),
    ),
)
USUAL = {"to": "Ada", "text": "the ball"}


def test_variables_come_in_the_order_of_the_template() -> None:
    assert [variable.name for variable in variables(LETTER)] == ["to", "tone", "words", "text"]
    assert variables(LETTER)[-1] == Variable("text")  # nobody declared it


def test_what_is_not_given_is_the_default_and_the_first_choice() -> None:
    assert fill(LETTER, USUAL) == "Write to Ada in a warm tone, at most 100 words, about:\nthe ball"


def test_variables_may_be_korean() -> None:
    assert fill(Preset("", template="{{글}}을 {{ 말투 }}로"), {"글": "편지", "말투": "반말"}) == "편지을 반말로"


@given(st.text(min_size=1).filter(str.strip))
def test_what_a_person_enters_is_never_filled_in_itself(said: str) -> None:
    tricky = said + "{{b}} {{a}} \\1 {0}"
    assert fill(Preset("", template="{{a}}|{{b}}"), {"a": tricky, "b": "B"}) == f"{tricky}|B"


@pytest.mark.parametrize("template", ["{{}}", "{{ }}", "{{a b}}", "{a}", "{{1}}", "{{a\n}}", "{{"])
def test_what_only_looks_like_a_variable_is_text(template: str) -> None:
    assert fill(Preset("", template=template), {}) == template


def test_an_unknown_variable_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(VariableUnknown) as refused:
        fill(LETTER, {"texr": "x"})
    assert refused.value.known == "to, tone, words, text"


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_variable_is_missed(text: str) -> None:
    with pytest.raises(VariableMissing):
        fill(LETTER, {**USUAL, "text": text})


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("words", "many", "number"),
        ("words", "nan", "number"),
        ("words", "1e999", "number"),
        ("words", "501", "1–500"),
        ("tone", "angry", "warm, cool"),
        ("to", "Ada\nBob", "line"),
    ],
)
def test_a_value_that_does_not_suit_is_refused(name: str, value: str, wanted: str) -> None:
    with pytest.raises(VariableRefused) as refused:
        fill(LETTER, {**USUAL, name: value})
    assert (refused.value.name, refused.value.value, refused.value.wanted) == (name, value, wanted)


@pytest.mark.parametrize(("low", "high", "wanted"), [(None, 3.0, "≤ 3"), (5.0, None, "≥ 5")])
def test_half_a_range_is_said_as_such(low: float | None, high: float | None, wanted: str) -> None:
    number = Preset("", template="{{n}}", variables=(Variable("n", VariableType.NUMBER, low=low, high=high),))
    with pytest.raises(VariableRefused) as refused:
        fill(number, {"n": "4"})
    assert refused.value.wanted == wanted


def test_a_number_stays_as_it_was_written() -> None:
    assert "at most 050 words" in fill(LETTER, {**USUAL, "words": " 050 "})
    assert fill(replace(LETTER, template="no variables"), {}) == "no variables"
