import re
from collections import Counter
from pathlib import Path

import pytest

from app.domain.answers.rules import extract, key_of
from app.domain.compose import fill, variables, worded
from app.domain.preset import OutputKind, PresetKind, RuleKind, VariableType
from app.domain.structured.output import check_output, validated
from app.storage.presets.store import Presets
from tests.presets.library import (
    FOLDER,
    LANGUAGES,
    SNAPSHOTS,
    inputs,
    preset,
    presets,
    snapshot,
    snapshot_path,
    source,
    stems,
)

GROUPS = {"", "reasoning", "writing", "data", "code", "learning"}
LONGEST_NAME, LONGEST_DESCRIPTION = 32, 140  # characters; more does not fit into the list
HANGUL = re.compile("[가-힣]")

each = pytest.mark.parametrize(("language", "stem"), presets())


def test_the_shelf_takes_all_of_them(tmp_path: Path) -> None:
    shelf = Presets(tmp_path, FOLDER).shelf()
    assert not shelf.refused
    assert sorted(one.key for one in shelf.presets) == sorted(f"{language}/{stem}" for language, stem in presets())


def test_both_languages_have_the_same_presets() -> None:
    assert stems("ko") == stems("en") == sorted(inputs())
    assert len(stems("en")) >= 16


@pytest.mark.parametrize("stem", stems("en"))
def test_both_languages_ask_in_the_same_way(stem: str) -> None:
    english, korean = (preset(language, stem) for language in LANGUAGES)
    assert (english.kind, english.group, english.reasoning) == (korean.kind, korean.group, korean.reasoning)
    assert (english.rule.kind, english.rule.type) == (korean.rule.kind, korean.rule.type)
    assert english.output.kind is korean.output.kind
    assert len(english.checklist) == len(korean.checklist)
    assert [one.type for one in variables(english)] == [one.type for one in variables(korean)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_told_apart(language: str) -> None:
    assert not [
        name for name, times in Counter(preset(language, one).name for one in stems(language)).items() if times > 1
    ]


@each
def test_it_is_written_in_its_language_and_explained(language: str, stem: str) -> None:
    one = preset(language, stem)
    comments = [line for line in source(language, stem).splitlines() if line.startswith("#")]
    assert one.language == language
    assert one.group in GROUPS
    assert 0 < len(one.name) <= LONGEST_NAME
    assert one.description.endswith(".")
    assert len(one.description) <= LONGEST_DESCRIPTION
    assert len(comments) >= 3
    if language == "ko":
        seen = [one.name, one.description, *(variable.label for variable in one.variables), *comments]
        assert not [text for text in seen if not HANGUL.search(text) and "GBNF" not in text]
    else:
        assert not HANGUL.search(one.name + one.description + "".join(comments))


@each
def test_each_variable_is_declared_used_and_labelled(language: str, stem: str) -> None:
    one = preset(language, stem)
    assert {variable.name for variable in one.variables} <= {variable.name for variable in variables(one)}
    for variable in variables(one):
        assert variable.label or variable.name == "text"
        assert variable.type is not VariableType.CHOICE or variable.default in variable.choices
    for variable in one.variables:
        for choice in variable.choices:
            assert choice in fill(one, {**inputs()[stem][language], variable.name: choice})


@each
def test_its_rule_finds_the_answers_of_its_own_examples(language: str, stem: str) -> None:
    one = preset(language, stem)
    if one.rule.kind is RuleKind.NONE:
        return
    for example in one.examples:
        found = extract(one.rule, worded(example, one))
        assert found is not None
        assert found.key == key_of(example.answer, one.rule.type)


@each
def test_its_examples_have_the_form_that_it_forces(language: str, stem: str) -> None:
    one = preset(language, stem)
    check_output(one.output)
    if one.output.kind is not OutputKind.FREE:
        assert one.examples
    for example in one.examples:
        assert not validated(example.answer, one.output).problems


@each
def test_it_comes_to_an_end(language: str, stem: str) -> None:
    """Small models run in circles: all but the plain chat, of which nobody knows what it is asked, have a bound."""
    assert preset(language, stem).max_tokens > 0 or stem == "plain-chat"


@each
def test_what_the_model_gets_was_looked_at(language: str, stem: str) -> None:
    path = snapshot_path(language, stem)
    assert path.is_file(), "python -m tests.presets.rewrite"
    assert snapshot(language, stem) == path.read_text(encoding="utf-8")


def test_no_snapshot_is_left_of_a_preset_that_is_gone() -> None:
    assert set(SNAPSHOTS.rglob("*.txt")) == {snapshot_path(*one) for one in presets()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worked_examples_of_arithmetic_are_eight_and_say_nothing_of_ages(language: str) -> None:
    """The sister's age would be no proof after an example of the same kind."""
    chat, base = preset(language, "arithmetic"), preset(language, "arithmetic-base")
    assert chat.examples == base.examples
    assert len(chat.active_examples) == 8
    assert not [one for one in chat.examples if re.search(r"\byears? old|\bage\b|살|나이", one.question)]
    assert (chat.kind, base.kind) == (PresetKind.CHAT, PresetKind.COMPLETION)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_to_be_continued_goes_to_the_model_as_it_is(language: str) -> None:
    words = inputs()["sky-continued"][language]["text"]
    assert f"=== text ===\n{words}\n" in snapshot(language, "sky-continued")
