"""The parts of sampling that need no model: seeds, and what a grammar text must not be."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.engine_errors import GrammarInvalid
from app.domain.generation import Limits
from app.domain.slips import Slip
from app.engine.worker.sampler import grammar_text, seed_of


@given(st.integers(-(2**70), 2**70))
def test_seeds_are_llama_cpps_and_differ(first: int) -> None:
    seeds = [seed_of(sample, first) for sample in range(64)]
    assert len(set(seeds)) == 64
    assert all(0 <= seed < 0xFFFFFFFF for seed in seeds)
    assert seed_of(0, seeds[5]) == seeds[5]


def test_nothing_is_no_grammar() -> None:
    assert grammar_text(Limits()) == ""
    assert grammar_text(Limits(grammar=" \n")) == ""


def test_a_schema_becomes_a_grammar() -> None:
    assert "root ::=" in grammar_text(Limits(json_schema='{"type": "object", "properties": {"a": {"type": "string"}}}'))


def test_no_schema_makes_a_connection() -> None:
    for reference in ("https://example.com/a.json", "http://localhost", "file:///etc/passwd"):
        schema = {"properties": {"a": [{"deep": {"$ref": reference}}]}}
        with pytest.raises(GrammarInvalid) as refused:
            grammar_text(Limits(json_schema=json.dumps(schema)))
        assert refused.value.slip == Slip.OUTSIDE


@pytest.mark.parametrize("text", ["(" * 300, 'root ::= "' + "(" * 500 + '"', "root ::= [a]\0b", "x" * 1_000_001])
def test_what_would_break_the_reader_never_reaches_it(text: str) -> None:
    if text.startswith('root ::= "'):  # brackets inside a literal nest nothing
        assert grammar_text(Limits(grammar=text)) == text
    else:
        with pytest.raises(GrammarInvalid):
            grammar_text(Limits(grammar=text))


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["type", "$ref", "items", "enum", "properties"]), inner)
        ),
    )
)
def test_any_json_is_a_schema_or_is_refused(value: object) -> None:
    with suppress(GrammarInvalid):
        assert grammar_text(Limits(json_schema=json.dumps(value)))
