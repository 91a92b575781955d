"""The text of the completion mode as a tree: whatever is done, every text that stood there can be had again."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.writing import EMPTY, Version, Writing, difference

TEXTS = st.text(alphabet="ab 가\n😀", max_size=12)


def typed(*texts: str) -> Writing:
    writing = Writing()
    for text in texts:
        writing = writing.edit(text)
    return writing


@given(TEXTS, TEXTS)
def test_the_difference_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    at, gone, new = difference(before, after)
    assert before[:at] + new + before[at + gone :] == after
    assert not (gone and new) or before[at] != after[at]


@given(st.lists(TEXTS, max_size=8))
def test_every_text_can_be_had_again(texts: list[str]) -> None:
    """Through undo for what stands on the way, and by its number for the rest."""
    writing = Writing()
    for text in texts:
        writing = writing.add(Version(writing.tip, 0, len(writing.text), text))
        assert writing.text == text
    for number, text in enumerate(texts):
        assert writing.show(number).text == text
    while writing.can_undo:
        writing = writing.undo()
    assert writing.text == ""
    for text in texts:
        writing = writing.redo()
        assert writing.text == text


@given(st.lists(TEXTS, max_size=8))
def test_it_reads_what_was_typed(texts: list[str]) -> None:
    writing = typed(*texts)
    assert writing.text == (texts[-1] if texts else "")
    while writing.can_undo:
        writing = writing.undo()
    assert writing.text == ""


def test_what_is_typed_in_one_go_is_one_version() -> None:
    writing = typed("T", "Th", "The", "The s", "The ", "The w")
    assert [version.text for version in writing.versions] == ["The w"]
    assert writing.undo().text == ""


def test_a_new_line_and_another_place_begin_another_version() -> None:
    assert len(typed("a", "a\n", "a\nb").versions) == 2
    assert len(typed("abc", "abXc", "Yab" + "Xc").versions) == 3


def test_deleting_in_one_go_is_one_version() -> None:
    writing = Writing().add(Version(EMPTY, 0, 0, "The sky", author="model")).edit("The sk").edit("The s").edit("The ")
    assert len(writing.versions) == 2
    assert writing.undo().text == "The sky"


def test_typing_never_changes_what_a_model_wrote_or_what_was_gone_on_from() -> None:
    by_model = Writing().add(Version(EMPTY, 0, 0, "blue", author="model"))
    assert len(by_model.edit("blues").versions) == 2
    asked = typed("The sky").add(Version(0, 7, 0, " is", author="model")).undo()
    assert asked.edit("The sky!").show(1).text == "The sky is"


def test_the_words_of_the_model_are_known_until_they_are_changed() -> None:
    writing = typed("The sky is").add(Version(0, 10, 0, " blue today.", author="model"))
    assert writing.written == ((10, 22),)
    assert writing.edit("Oh: The sky is blue today.").written == ((14, 26),)
    assert writing.edit("The sky is blue, today.").written == ((10, 15), (16, 23))
    assert writing.edit("The sky is today.").written == ((10, 17),)
    assert writing.edit("").written == ()


def test_redo_takes_the_way_that_was_gone_last() -> None:
    writing = typed("a").add(Version(0, 1, 0, "b", author="model")).undo()
    writing = writing.add(Version(0, 1, 0, "c", author="model"))
    assert writing.siblings == (1, 2)
    assert writing.undo().redo().text == "ac"
    assert writing.show(1).undo().redo().text == "ab"
    assert writing.undo().undo().redo().redo().text == "ac"


def test_it_survives_json_and_refuses_what_is_no_tree() -> None:
    writing = typed("a").add(Version(0, 1, 0, "b", author="model"))
    assert writing.text == "ab"  # what is remembered of it is not written
    raw = msgspec.json.encode(writing)
    assert set(msgspec.json.decode(raw)) == {"versions", "tip", "far", "terms"}
    assert msgspec.json.decode(raw, type=Writing) == writing
    for broken in (
        '{"versions": [{"parent": 0, "at": 0, "gone": 0, "text": "a"}]}',
        '{"tip": 3}',
        '{"versions": [{"parent": -1, "at": -1, "gone": 0, "text": "a"}]}',
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(broken, type=Writing)
