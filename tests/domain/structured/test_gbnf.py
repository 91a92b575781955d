"""Where a text is no grammar; tests/real/test_grammar.py asks llama.cpp about the same texts."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.engine_errors import GrammarInvalid
from app.domain.preset import OutputFormat, OutputKind
from app.domain.slips import Slip
from app.domain.structured.gbnf import check_grammar, grammar_of_choices
from app.domain.structured.output import Lack, check_output, validated
from tests.domain.structured.grammars import ENDLESS, GOOD, WRONG


@pytest.mark.parametrize(("text", "line", "column"), [*WRONG, ENDLESS])
def test_the_place_is_told(text: str, line: int, column: int) -> None:
    with pytest.raises(GrammarInvalid) as refused:
        check_output(OutputFormat(OutputKind.GBNF, grammar=text))
    assert (refused.value.line, refused.value.column) == (line, column)


@pytest.mark.parametrize("text", GOOD)
def test_what_is_a_grammar_is_let_through(text: str) -> None:
    check_grammar(text)


@given(st.text(alphabet='root:=ab"\\[]()|*+?{}12,.<>! \n\r#-^xu', max_size=40))
def test_any_text_is_read_to_its_end(text: str) -> None:
    with suppress(GrammarInvalid):
        check_grammar("root ::= " + text)


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5))
def test_any_choices_make_a_grammar(choices: list[str]) -> None:
    check_grammar(grammar_of_choices(choices))


def test_choices_are_escaped() -> None:
    assert grammar_of_choices(['say "a\\b"', "a\nb"]) == 'root ::= " "? ("say \\"a\\\\b\\"" | "a\\x0Ab")'
    with pytest.raises(GrammarInvalid):
        check_output(OutputFormat(OutputKind.CHOICES))


@pytest.mark.parametrize(
    ("text", "lacks", "lacks_if_cut"),
    [
        (" good", [], []),
        ("goo", [Lack.NO_CHOICE], [Lack.HALF_CHOICE]),
        ("", [Lack.NO_CHOICE], [Lack.HALF_CHOICE]),
        ("good enough", [Lack.NO_CHOICE], [Lack.NO_CHOICE]),
        ("Good", [Lack.NO_CHOICE], [Lack.NO_CHOICE]),
    ],
)
def test_a_choice_is_one_of_them(text: str, lacks: list[Lack], lacks_if_cut: list[Lack]) -> None:
    output = OutputFormat(OutputKind.CHOICES, choices=("good", "bad "))
    assert [problem.lack for problem in validated(text, output).problems] == lacks
    assert [problem.lack for problem in validated(text, output, is_cut=True).problems] == lacks_if_cut


def test_what_follows_a_grammar_may_lack_its_end_where_it_was_cut_short() -> None:
    output = OutputFormat(OutputKind.GBNF, grammar='root ::= "a"+ "."')
    assert not validated("aaa.", output).problems
    assert [problem.lack for problem in validated("aaa", output, is_cut=True).problems] == [Lack.HALF_FORM]
    assert not validated("aaa", OutputFormat(), is_cut=True).problems


def test_a_pattern_without_end_ends() -> None:
    output = OutputFormat(OutputKind.JSON_SCHEMA, json_schema='{"type": "string", "pattern": "^(a+)+$"}')
    assert not validated('"aaa"', output).problems
    assert [problem.slip for problem in validated(f'"{"a" * 100}!"', output).problems] == [Slip.NOT_LIKE]


def test_json_is_read_and_checked() -> None:
    schema = (
        '{"type": "object", "properties": {"a": {"type": "array", "items": {"type": "integer"}}}, "required": ["a"]}'
    )
    output = OutputFormat(OutputKind.JSON_SCHEMA, json_schema=schema)
    assert validated('{"a": [1, 2]}', output).value == {"a": [1, 2]}
    assert [problem.path for problem in validated('{"a": [1, "x"]}', output).problems] == ["/a/1"]
    assert [problem.path for problem in validated("{}", output).problems] == [""]
    assert validated('{"a": [1', output).problems
    assert validated("[" * 100_000, output).problems
    assert not validated('{"a": []}', OutputFormat()).problems
