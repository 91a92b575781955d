import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reasoning import FAMILIES, FILLER, Marks, Splitter, is_in_mark, marks_of, opening_at_end

THINK = marks_of("<think>")
PIECES = st.sampled_from(
    [
        *(mark for marks in FAMILIES for mark in (marks.opening, marks.closing)),
        *FILLER,
        "<th",
        "</",
        "[",
        "\n",
        " ",
        "a",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=12).map("".join)


def split(*pieces: str, opened: Marks | None = None) -> tuple[str, str]:
    splitter = Splitter(opened=opened)
    parts = [splitter.feed(piece) for piece in pieces]
    parts.append(splitter.finish())
    return "".join(text for text, _ in parts), "".join(reasoning for _, reasoning in parts)


@pytest.mark.parametrize("marks", FAMILIES, ids=lambda marks: marks.opening)
def test_each_family(marks: Marks) -> None:
    said = f"{marks.opening}\nIs it so?\nIt is.\n{marks.closing}\n\nYes.\n"
    assert split(said) == ("Yes.\n", "Is it so?\nIt is.")


def test_the_channels_of_gpt_oss() -> None:
    said = "<|channel|>analysis<|message|>Is it so?<|end|><|start|>assistant<|channel|>final<|message|>Yes."
    assert split(said) == ("Yes.", "Is it so?")
    assert split("<|channel|>final<|message|>Yes.") == ("Yes.", "")


def test_what_the_template_opened_is_reasoning_from_the_start() -> None:
    assert split("\nIs it so?\n</think>\n\nYes.", opened=THINK) == ("Yes.", "Is it so?")


def test_reasoning_that_never_ends_stays_reasoning() -> None:
    assert split("<think>Is it", " so?") == ("", "Is it so?")


def test_empty_reasoning_leaves_no_trace() -> None:
    assert split("<think>\n\n</think>\n\nYes.") == ("Yes.", "")


@pytest.mark.parametrize(
    "said",
    ["Yes.", "", "\n  indented", "<", "<thin", "<table>", "a < b", "Write <think> first.", "[1] one", "x</think>y"],
)
def test_an_answer_without_reasoning_is_untouched(said: str) -> None:
    assert split(said) == (said, "")


def test_a_stray_bracket_is_held_no_longer_than_needed() -> None:
    splitter = Splitter()
    assert splitter.feed("<") == ("", "")
    assert splitter.feed("b>") == ("<b>", "")
    assert splitter.feed("<") == ("<", "")


def test_inside_reasoning_too() -> None:
    splitter = Splitter(opened=THINK)
    assert splitter.feed("1 <") == ("", "1 ")
    assert splitter.feed(" 2") == ("", "< 2")


@given(TEXTS, st.data(), st.sampled_from([None, *FAMILIES]))
def test_the_way_of_cutting_does_not_matter(said: str, data: st.DataObject, opened: Marks | None) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(said)))))
    pieces = [said[start:end] for start, end in zip([0, *cuts], [*cuts, len(said)], strict=True)]
    assert split(*pieces, opened=opened) == split(said, opened=opened) == split(*said, opened=opened)


@given(st.text())
def test_text_without_marks_passes_whole(said: str) -> None:
    if not said.lstrip().startswith(tuple(marks.opening for marks in FAMILIES) + FILLER):
        assert split(said) == (said, "")


@pytest.mark.parametrize("marks", FAMILIES, ids=lambda marks: marks.opening)
def test_an_opening_at_the_end_of_a_prompt_is_seen(marks: Marks) -> None:
    assert opening_at_end(f"<|im_start|>assistant\n{marks.opening}\n") == marks.opening
    assert marks_of(marks.opening) == marks
    assert opening_at_end(f"{marks.opening}{marks.closing}") == ""


def test_the_tokens_that_marks_are_made_of() -> None:
    assert all(is_in_mark(token) for token in ("<|channel|>", "<|message|>", "<|start|>", "<|end|>", "<think>"))
    assert not any(is_in_mark(token) for token in ("<|im_end|>", "</s>", "<|return|>", "[INST]", ""))


def test_no_mark_is_no_family() -> None:
    assert marks_of("") is None
