"""Answers in a form: what the grammar or the schema forbids is never said, and a bad one is refused in words."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.engine_errors import GrammarInvalid
from app.domain.generation import StopReason
from app.domain.sampling import Sampling
from app.domain.structured.gbnf import grammar_of_choices
from tests.domain.structured.grammars import GOOD, WRONG
from tests.real.driver import Engine, question
from tests.real.test_generation import RIVER

SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "maxLength": 20},
        "people": {"type": "integer", "minimum": 0, "maximum": 99999},
        "river": {"type": "boolean"},
    },
    "required": ["city", "people", "river"],
    "additionalProperties": False,
}


def test_a_json_schema_is_obeyed(starter: Engine) -> None:
    for seed in range(3):
        asked = starter.text(
            question("Describe Seoul as JSON."),
            sampling=Sampling(temperature=1.2, seed=seed),
            json_schema=json.dumps(SCHEMA),
            max_tokens=200,
        )
        assert asked.finished.samples[0].stop_reason is StopReason.END
        found = json.loads(asked.text())
        assert set(found) == {"city", "people", "river"}
        assert isinstance(found["people"], int)
        assert isinstance(found["river"], bool)


def test_a_grammar_is_obeyed_by_every_sample(starter: Engine) -> None:
    asked = starter.text(RIVER, sampling=Sampling(seed=1), samples=4, grammar='root ::= "예" | "아니요" [.!]')
    assert {asked.text(sample) for sample in range(4)} <= {"예", "아니요.", "아니요!"}


def test_a_grammar_that_ends_nowhere_ends_the_answer(starter: Engine) -> None:
    """After "a" nothing is allowed, but the grammar is not complete either."""
    asked = starter.text(RIVER, grammar='root ::= "a" [^\\x00-\\U0010FFFF]', max_tokens=10)
    assert asked.finished.usage.completion_tokens <= 10


def test_a_begun_answer_is_written_on_in_its_form(starter: Engine) -> None:
    whole = '{"city": "Seoul", "people": 12, "river": '
    for length in range(1, len(whole) + 1):
        begun = whole[:length]
        asked = starter.text(RIVER + begun, json_schema=json.dumps(SCHEMA), begun=begun, max_tokens=60)
        assert set(json.loads(begun + asked.text())) == {"city", "people", "river"}


@pytest.mark.parametrize("begun", ["예", " 예", "아"])
def test_a_begun_choice_becomes_whole(starter: Engine, begun: str) -> None:
    grammar = grammar_of_choices(["예", "아니요"])
    asked = starter.text(RIVER + begun, sampling=Sampling(seed=1), grammar=grammar, begun=begun)
    assert (begun + asked.text()).strip() in {"예", "아니요"}


def test_what_was_begun_in_no_form_is_written_on_freely(starter: Engine) -> None:
    free = starter.text(RIVER, max_tokens=5).text()
    assert starter.text(RIVER, grammar='root ::= "예"', begun="A river", max_tokens=5).text() == free


@pytest.mark.parametrize(
    "grammar",
    [
        "root ::= (",
        "root ::= missing",
        "noroot ::= [a]",
        "root ::= root [a]",
        "nonsense",
        "root ::= [a]{9999999}",
        "root ::= " + "(" * 100_000 + '"a"' + ")" * 100_000,
        "root ::= [a]\0",
        'root ::= "\\xZZ"',
    ],
    ids=range(9),
)
def test_a_bad_grammar_is_refused(starter: Engine, grammar: str) -> None:
    assert isinstance(starter.text(RIVER, grammar=grammar).error, GrammarInvalid)


@pytest.mark.parametrize(
    "schema",
    [
        "{",
        "[1, 2]",
        '"text"',
        '{"type": "nonsense"}',
        '{"$ref": "https://example.com/schema.json"}',
        '{"$ref": "#/nowhere"}',
        '{"type": "string", "pattern": "(("}',
    ],
    ids=range(7),
)
def test_a_bad_schema_is_refused(starter: Engine, schema: str) -> None:
    assert isinstance(starter.text(RIVER, json_schema=schema).error, GrammarInvalid)


def test_after_all_that_the_engine_goes_on(starter: Engine) -> None:
    assert starter.text(RIVER, max_tokens=3).text()


def test_llama_cpp_reads_what_we_read(starter_model: Path) -> None:
    texts = [*GOOD, *(text for text, *_ in WRONG if text)]
    reader = [sys.executable, str(Path(__file__).with_name("grammar_reader.py")), str(starter_model)]
    said = subprocess.run(reader, input=json.dumps(texts), capture_output=True, text=True, check=True).stdout
    assert json.loads(said.splitlines()[-1]) == [text in GOOD for text in texts]


def test_the_place_of_a_mistake_reaches_the_asker(starter: Engine) -> None:
    error = starter.text(RIVER, grammar='root ::= "a"\n\nx = "b"').error
    assert isinstance(error, GrammarInvalid)
    assert (error.line, error.column) == (3, 3)
