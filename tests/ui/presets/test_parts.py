"""What the place for presets reckons without a window."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.generation import PartKind, RenderedPrompt
from app.domain.preset import Example, Preset
from app.domain.preset_errors import PresetDamaged
from app.domain.sampling import ranges
from app.storage.presets.store import PresetShelf, StoredPreset
from app.ui.presets.costs import Costs, costs_of
from app.ui.presets.examples_model import Column, ExamplesModel
from app.ui.presets.history import History, merged
from app.ui.presets.previewing import preview_of
from app.ui.presets.shelf_words import listed
from app.ui.presets.words import escaped, setting_words, unescaped

BASE = Preset("Name", system="system")


@given(st.text())
def test_a_stop_string_survives_its_line(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert "\n" not in escaped(text)


def test_every_number_of_the_sampler_is_called_by_a_name_of_its_own() -> None:
    names = [setting_words(name) for name, _low, _high, _meaning in ranges()]
    assert len(set(names)) == len(names)
    assert all(name[0].isupper() or "-" in name for name in names)


def test_changes_of_one_field_are_one_step_until_there_is_a_rest() -> None:
    history = History(BASE)
    for system in ("s", "sy"):
        history.put(replace(BASE, system=system), "system")
    history.rest()
    history.put(replace(BASE, system="syst"), "system")
    assert history.undo()
    assert history.now.system == "sy"
    assert history.undo()
    assert history.now == BASE
    assert not history.undo()
    assert history.redo()
    assert history.now.system == "sy"
    history.put(replace(BASE, name="Other"), "name")
    assert not history.redo()


def test_what_two_hands_wrote_is_one_preset_and_mine_goes_before() -> None:
    mine = replace(BASE, system="mine", description="mine")
    theirs = replace(BASE, system="theirs", group="theirs")
    assert merged(BASE, mine, theirs) == Preset("Name", system="mine", description="mine", group="theirs")


def test_each_example_costs_what_stands_from_its_beginning_to_the_next() -> None:
    kinds = (PartKind.SYSTEM, *[PartKind.EXAMPLE] * 5, PartKind.CONTROL, PartKind.QUESTION)
    pieces = ("Sy", "One", "?", " 1", "Two", "? 2", "<end>", "Q")
    prompt = RenderedPrompt("".join(pieces), tuple(range(8)), pieces, kinds)
    examples = (Example(" One?", "1"), Example("Two?", "2"))
    assert costs_of(prompt, examples) == Costs(1, 5, (3, 2))
    assert costs_of(prompt, (*examples, Example("not there", ""))).each == ()


@pytest.mark.parametrize(
    ("values", "shown"), [({}, "{{text}} in {{n}}"), ({"text": "a {{n}}", "n": "3"}, "a {{n}} in 3")]
)
def test_what_is_not_entered_yet_stands_in_the_prompt_by_its_name(values: dict[str, str], shown: str) -> None:
    assert preview_of(replace(BASE, template="{{text}} in {{n}}"), values) == shown


def test_the_list_goes_by_group_and_ends_with_other_languages_and_bad_files(tmp_path: Path) -> None:
    def stored(key: str, group: str, language: str = "en") -> StoredPreset:
        return StoredPreset(key, Preset(key, group=group, language=language), tmp_path, is_builtin="/" in key)

    presets = (
        stored("en/summary", "writing"),
        stored("ko/요약", "writing", "ko"),
        stored("en/plain", ""),
        stored("mine", "writing"),
        stored("odd", "kitchen"),
    )
    error = PresetDamaged(str(tmp_path / "bad.toml"), line=2, why="syntax", detail="oops")
    rows = listed(PresetShelf(presets, (error,)), language="en")
    names = [(row.heading, row.name) for row in rows]
    assert names == [
        ("", "en/plain"),
        ("kitchen", "odd"),
        ("Writing", "mine"),
        ("Writing", "en/summary"),
        ("한국어", "ko/요약"),
        ("Cannot be read", "bad"),
    ]
    assert "Line 2" in rows[-1].what


def test_what_is_not_written_to_its_end_takes_no_tokens_from_others() -> None:
    model = ExamplesModel()
    model.show_examples((Example("1 + 1?", ""), Example("2 + 2?", "", "I do not know."), Example("3 + 3?", "6")))
    model.show_tokens((7, 9))
    assert [model.index(row, Column.TOKENS).data() for row in range(3)] == ["", "7", "9"]
