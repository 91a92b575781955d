import json
import tomllib
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dev
from app.domain.preset import (
    AnswerRule,
    AnswerType,
    Example,
    ExampleForm,
    OutputFormat,
    OutputKind,
    Preset,
    PresetKind,
    ReasoningStyle,
    RuleKind,
    SelfConsistency,
    Variable,
    VariableType,
)
from app.domain.preset_errors import PresetDamaged
from app.storage.presets.format import read_preset
from app.storage.presets.shape import schema
from app.storage.presets.writing import write_preset

BY_HAND = """\
# Sums for my class.
format = 1
name = "Sums"  # as the children call it
mine = "kept"

# How it answers.
[answer]
rule = "last_number" # good enough
not_yet = 1

# The easy one.
[[examples]]
question = "1 and 1?"
answer = "2" # really

# The hard one.
[[examples]]
# inside
question = "2 and 2?"
source = "page 7"
answer = "4"
[examples.more]
x = 1

[[examples]]
question = "3 and 3?"
answer = "6"

[else]
a = "x"
"""


def written(preset: Preset, before: str = BY_HAND) -> str:
    """The text, which reads as the preset."""
    text = write_preset(preset, before)
    assert read_preset(text, "") == preset
    return text


def preset_of(text: str = BY_HAND) -> Preset:
    return read_preset(text, "")


def test_what_is_not_changed_stays_to_the_letter() -> None:
    assert written(preset_of()) == BY_HAND


def test_a_new_file_says_only_what_differs_from_the_usual() -> None:
    assert written(Preset("x"), "") == 'format = 1\nname = "x"\n'
    assert written(Preset("x", system="Be\nkind.", examples=(Example("a", "b"),)), "") == (
        'format = 1\nname = "x"\nsystem = """\nBe\nkind."""\n\n[[examples]]\nquestion = "a"\nanswer = "b"\n'
    )


def test_one_value_changes_one_line() -> None:
    preset = preset_of()
    text = written(replace(preset, rule=replace(preset.rule, kind=RuleKind.NONE)))
    assert text == BY_HAND.replace('rule = "last_number" # good enough', 'rule = "none" # good enough')


def test_a_new_value_stands_at_the_end_of_its_table() -> None:
    preset = preset_of()
    text = written(replace(preset, max_tokens=5, rule=replace(preset.rule, type=AnswerType.NUMBER)))
    expected = BY_HAND.replace('mine = "kept"\n', 'mine = "kept"\nmax_tokens = 5\n')
    assert text == expected.replace("not_yet = 1\n", 'not_yet = 1\ntype = "number"\n')


def test_a_comment_goes_where_its_example_goes() -> None:
    one, two, three = preset_of().examples
    text = written(replace(preset_of(), examples=(three, replace(two, enabled=False), one)))
    places = [
        text.index(words)
        for words in (
            "3 and 3",
            "# The hard",
            "# inside",
            "page 7",
            "[examples.more]",
            "# The easy",
            "# really",
            "[else]",
        )
    ]
    assert places == sorted(places)


def test_an_example_that_is_taken_out_takes_its_comment_along() -> None:
    one, _, three = preset_of().examples
    text = written(replace(preset_of(), examples=(one, three)))
    assert "hard" not in text
    assert "page 7" not in text
    assert "# The easy one." in text


def test_an_edited_example_keeps_its_comments() -> None:
    one, two, three = preset_of().examples
    text = written(replace(preset_of(), examples=(one, replace(two, question="2 plus 2?", reasoning="Count."), three)))
    assert (
        '# inside\nquestion = "2 plus 2?"\nsource = "page 7"\nanswer = "4"\nreasoning = "Count."\n[examples.more]'
        in text
    )


def test_examples_of_one_line_become_tables_with_all_that_they_had() -> None:
    before = 'format = 1\nname = "x"\nexamples = [{question = "a", answer = "b", source = "p7"}] # mine\n'
    assert written(preset_of(before), before) == before
    text = written(replace(preset_of(before), examples=(Example("n", "m"), Example("a", "c"))), before)
    assert tomllib.loads(text)["examples"] == [
        {"question": "n", "answer": "m"},
        {"question": "a", "answer": "c", "source": "p7"},
    ]


@pytest.mark.parametrize("section", ["answer.rule = 'none'", "answer = {rule = 'none', x = 1}"])
def test_a_section_without_a_header_is_changed_where_it_stands(section: str) -> None:
    before = f'format = 1\nname = "x"\n{section} # why\n\n[else]\na = 1\n'
    preset = replace(preset_of(before), rule=AnswerRule(RuleKind.LAST_NUMBER, type=AnswerType.NUMBER))
    text = written(preset, before)
    assert "[answer]" not in text
    assert "# why" in text


def test_a_value_that_is_no_more_is_taken_out() -> None:
    before = 'format = 1\nname = "x"\n[sampling]\n# calm\ntop_k = 3\ntemperature = 0.5\nnext = 1\n'
    text = written(replace(preset_of(before), sampling={"temperature": 0.5}), before)
    assert text == before.replace("top_k = 3\n", "")


def test_the_ends_of_lines_stay_those_of_windows() -> None:
    before = BY_HAND.replace("\n", "\r\n")
    text = written(replace(preset_of(before), system="a\nb"), before)
    assert text.count("\n") == text.count("\r\n")
    assert written(preset_of(before), before) == before


def test_a_mistake_in_meaning_is_written_over() -> None:
    before = "format = 1\nname = 3\nanswer = 4\nexamples = 5\n"
    assert "[answer]" in written(Preset("x", rule=AnswerRule(RuleKind.LAST_NUMBER)), before)


def test_a_text_that_is_no_toml_is_left_alone() -> None:
    with pytest.raises(PresetDamaged):
        write_preset(Preset("x"), 'format = "', path="x.toml")
    with pytest.raises(PresetDamaged):
        write_preset(Preset("x"), "a = " + "[" * 70 + "]" * 70, path="x.toml")


# --- whatever it says ----------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20) | st.text(
    st.sampled_from("a\"'\\\n\r\t#[]= {}\x1f\x7f"), max_size=12
)
NAME = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)
SAMPLING: Any = st.fixed_dictionaries(
    {},
    optional={"temperature": st.floats(0, 5), "top_k": st.integers(0, 99), "top_p": st.sampled_from([0.0, 1.0, 0.9])},
)
EXAMPLES = st.lists(st.builds(Example, TEXT, TEXT, TEXT, enabled=st.booleans()), max_size=4).map(tuple)
PRESETS = st.builds(
    Preset,
    name=NAME,
    description=TEXT,
    language=st.sampled_from(["en", "ko", "zh-Hant"]),
    kind=st.sampled_from(PresetKind),
    system=TEXT,
    template=TEXT.map(lambda text: text + "{{text}} {{말투}}"),
    variables=st.sampled_from(
        [
            (),
            (
                Variable("말투", VariableType.CHOICE, "Tone", choices=("a", "b")),
                Variable("text", VariableType.NUMBER, low=1),
            ),
        ]
    ),
    examples=EXAMPLES,
    example_form=st.sampled_from(ExampleForm),
    reasoning=st.sampled_from(ReasoningStyle),
    rule=st.builds(AnswerRule, st.just(RuleKind.LAST_NUMBER), type=st.sampled_from(AnswerType)),
    self_consistency=st.builds(SelfConsistency, st.integers(1, 64), st.floats(0, 5)),
    checklist=st.lists(TEXT.filter(bool), max_size=2).map(tuple),
    output=st.sampled_from([OutputFormat(), OutputFormat(OutputKind.CHOICES, choices=("yes", "no"))]),
    sampling=SAMPLING,
    max_tokens=st.integers(0, 1000),
    stop=st.lists(TEXT.filter(bool), max_size=2).map(tuple),
)


@given(PRESETS)
def test_what_is_written_is_read_again(preset: Preset) -> None:
    jsonschema.validate(tomllib.loads(written(preset, "")), dict(schema()))


@given(PRESETS, PRESETS)
def test_whatever_stood_there_the_new_preset_is_read(old: Preset, new: Preset) -> None:
    assert written(new, write_preset(old, ""))


@given(PRESETS, st.permutations(range(4)), st.sets(st.integers(0, 3)))
def test_examples_in_any_order_keep_what_is_only_theirs(preset: Preset, order: list[int], gone: set[int]) -> None:
    examples = [Example(f"q{number}", "a") for number in range(4)]
    before = "".join(
        f'# about {number}\n[[examples]]\nquestion = "q{number}"\nanswer = "a"\nown = {number}\n\n'
        for number in range(4)
    )
    before = f'format = 1\nname = "x"\n\n{before}'
    kept = [number for number in order if number not in gone]
    text = written(replace(preset, examples=tuple(examples[number] for number in kept)), before)
    assert [table["own"] for table in tomllib.loads(text).get("examples", [])] == kept
    assert [number for number in range(4) if f"# about {number}" in text] == sorted(kept)


def test_the_schema_for_editors_is_that_of_the_reader() -> None:
    """To write it anew: `python -m app.storage.presets.shape > resources/presets/preset.schema.json`."""
    kept = dev.ROOT / "resources" / "presets" / "preset.schema.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == json.loads(json.dumps(schema()))
