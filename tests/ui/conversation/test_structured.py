"""JSON answers: a tree that folds, the text, what is wrong with it, and what hostile JSON does."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication

from app.domain.conversation import ModelCall, Turn, TurnState
from app.domain.generation import StopReason
from app.domain.message import assistant
from app.domain.preset import OutputFormat, OutputKind, Preset
from app.ui.conversation.accessible import row_name
from app.ui.conversation.code import CodeSegment
from app.ui.conversation.json_tree import Json, lines, parsed
from app.ui.conversation.row import Row
from app.ui.conversation.rows import row_of
from app.ui.conversation.structured import SWITCH, SwitchSegment, TreeSegment
from app.ui.conversation.verdict import RemarkSegment
from tests.ui.conversation.conftest import Person

SCHEMA = '{"type": "object", "required": ["people"], "properties": {"people": {"type": "array"}}}'
OUTPUT = OutputFormat(OutputKind.JSON_SCHEMA, json_schema=SCHEMA)
TEXT = '{"people": [{"name": "Kim", "age": 52}], "ok": true}'

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)


def count(value: Json) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(count, inside))


@given(VALUES)
def test_every_node_has_one_line_when_all_is_open(value: Json) -> None:
    shown = list(lines(value, dict.fromkeys(range(count(value)), True)))
    assert [line.node for line in shown] == list(range(count(value)))
    assert shown[0].size == count(value)


@given(VALUES, st.integers(0, 30))
def test_folding_takes_away_what_is_inside_and_nothing_else(value: Json, node: int) -> None:
    everything = dict.fromkeys(range(count(value)), True)
    before = list(lines(value, everything))
    after = [line.node for line in lines(value, {**everything, node: False})]
    hidden = range(node + 1, node + before[node].size) if node < len(before) else range(0)
    assert after == [line.node for line in before if line.node not in hidden]


@pytest.mark.parametrize("text", ["", "{", "[1,", "nonsense", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own, with its own words
        parsed(text)


def test_deep_nesting_is_no_trouble() -> None:
    value = parsed("[" * 400 + "]" * 400)
    assert len(list(lines(value, dict.fromkeys(range(400), True)))) == 400


def tree(person: Person) -> list[str]:
    return [s.block.body for s in person.view.column.layout(0).segments if isinstance(s, TreeSegment)]


def test_a_json_answer_is_a_tree_whose_keys_fold(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer(TEXT, output=OUTPUT))
    assert tree(person) == [
        "2 entries",
        "  people: 1 item",
        "    [0]: 2 entries",
        '      name: "Kim"',
        "      age: 52",
        "  ok: true",
    ]
    people = next(s for s in person.view.column.layout(0).segments if s.block.body == "  people: 1 item")
    at = person.view.pane.segment_rect(0, people).topLeft() + people.spots()[0].rect.center()
    person.clicks(at)
    assert tree(person) == ["2 entries", "  people: 1 item", "  ok: true"]


def test_the_tree_becomes_the_text_and_the_text_can_be_copied(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer(TEXT, output=OUTPUT))
    switch = person.segment(0, 0)
    assert isinstance(switch, SwitchSegment)
    person.clicks(person.view.pane.segment_rect(0, switch).topLeft() + switch.spots()[2].rect.center())
    assert QGuiApplication.clipboard().text() == TEXT
    person.clicks(person.view.pane.segment_rect(0, switch).topLeft() + switch.spots()[1].rect.center())
    assert tree(person) == []
    assert any(isinstance(segment, CodeSegment) for segment in person.view.column.layout(0).segments)
    person.view.select_all()
    assert person.view.selected_text == TEXT


def test_what_is_wrong_is_said_in_a_sentence(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer('{"people": 3}', output=OUTPUT))
    remarks = [s.block.body for s in person.view.column.layout(0).segments if isinstance(s, RemarkSegment)]
    assert remarks == ["At /people this is not what the schema asks for: it has to be a list."]


CHOICES = OutputFormat(OutputKind.CHOICES, choices=("good", "bad"))
GRAMMAR = OutputFormat(OutputKind.GBNF, grammar='root ::= "- a\\n"+')


@pytest.mark.parametrize(
    ("text", "output", "is_cut", "said"),
    [
        ("good", CHOICES, False, ""),
        ("great", CHOICES, False, "This is none of the choices: good, bad."),
        ("goo", CHOICES, True, "This was cut short before it was one of the choices: good, bad."),
        ("- a\n- a\n", GRAMMAR, False, ""),
        ("- a\n-", GRAMMAR, True, "This was cut short, so it may not be all that the grammar asks for."),
    ],
)
def test_what_is_no_json_is_checked_too(
    person: Person, answer: Callable[..., Row], *, text: str, output: OutputFormat, is_cut: bool, said: str
) -> None:
    person.opens(answer(text, output=output, is_cut_short=is_cut))
    segments = person.view.column.layout(0).segments
    assert "".join(s.block.body for s in segments if isinstance(s, RemarkSegment)) == said
    assert not any(isinstance(s, CodeSegment | TreeSegment) for s in segments)
    person.view.select_all()
    assert person.view.selected_text.split() == text.split()


@pytest.mark.parametrize(
    ("reason", "state", "lacks"),
    [
        (StopReason.END, TurnState.DONE, "none of the choices"),
        (StopReason.LENGTH, TurnState.DONE, "cut short"),
        (StopReason.CONTEXT, TurnState.DONE, "cut short"),
        (StopReason.CANCELLED, TurnState.STOPPED, "cut short"),
        ("", TurnState.PARTIAL, "cut short"),
    ],
)
def test_a_turn_tells_how_it_ended(reason: str, state: TurnState, lacks: str) -> None:
    call = ModelCall("a model", stop_reason=reason, preset=Preset("x", output=CHOICES))
    row = row_of(Turn("a", None, assistant("goo"), 0.0, state, call), {})
    assert lacks in row_name(row)
    free = replace(call, preset=Preset("x"))
    assert row_name(row_of(Turn("a", None, assistant("goo"), 0.0, state, free), {})) == "Answer: goo"


def test_what_is_wrong_is_said_once_the_answer_has_ended(person: Person, answer: Callable[..., Row]) -> None:
    row = answer("", output=CHOICES, state=TurnState.STREAMING)
    person.opens(row)
    person.view.stream_text(row.id, "goo")
    person.view.flush()
    assert not any(isinstance(s, RemarkSegment) for s in person.view.column.layout(0).segments)
    person.view.finish(replace(row, text="goo", state=TurnState.STOPPED))
    assert any(isinstance(s, RemarkSegment) for s in person.view.column.layout(0).segments)


def test_an_answer_that_broke_off_is_shown_as_text(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer('{"people": [', output=OUTPUT, state=TurnState.STOPPED))
    assert tree(person) == []
    remarks = [s.block.body for s in person.view.column.layout(0).segments if isinstance(s, RemarkSegment)]
    assert remarks == ["This is no complete JSON: it ends too early."]


def test_json_streams_in_as_code_and_ends_as_a_tree(person: Person, answer: Callable[..., Row]) -> None:
    row = answer("", output=OUTPUT, state=TurnState.STREAMING)
    person.opens(row)
    for piece in (TEXT[:10], TEXT[10:30], TEXT[30:]):
        person.view.stream_text(row.id, piece)
        person.view.flush()
        assert isinstance(person.segment(0, 0), CodeSegment)
    person.view.finish(Row(row.id, row.role, TEXT, output=OUTPUT))
    assert len(tree(person)) == 6
    assert person.sees() == person.would_see()


def test_finding_finds_in_the_tree(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer(TEXT, output=OUTPUT))
    assert person.view.find_text("Kim") is not None
    person.view.column.fold(0, SWITCH, opens=True)
    assert person.view.find_text("Kim") is not None


def test_finding_opens_what_is_folded_in_the_tree(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer(TEXT, output=OUTPUT))
    person.view.column.fold(0, person.segment(0, 1).key, opens=False)
    assert len(tree(person)) == 1
    assert person.view.find_text("kim") is not None
    assert '      name: "Kim"' in tree(person)


def test_a_large_tree_is_folded_at_first(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer(json.dumps({f"key {n}": list(range(50)) for n in range(50)}), output=OUTPUT))
    assert len(tree(person)) == 51
