import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.templates.control_text import CLOSE, EDGE, OPEN, ControlText, unmarked

SPELLINGS = ("<|im_start|>", "<|im_end|>", "<s>", "</s>", "[INST]", "[/INST]", "</think>", "ab", "bc")
# Content made of whole and broken spellings, and of our own marks, meets the borders far more often than random text.
PIECES = st.sampled_from([*SPELLINGS, *(s[:3] for s in SPELLINGS), *(s[-3:] for s in SPELLINGS), " ", "\n", "a", "c"])
CONTENT = st.lists(st.one_of(PIECES, st.sampled_from([OPEN, CLOSE, EDGE]), st.text(max_size=3))).map("".join)


def control_tokens(pieces: tuple[tuple[str, bool], ...]) -> list[str]:
    """What a tokenizer takes for control tokens: every spelling in a piece that is not plain, overlapping ones too."""
    return [
        spelling
        for text, is_plain in pieces
        if not is_plain
        for at in range(len(text))
        for spelling in SPELLINGS
        if text.startswith(spelling, at)
    ]


@given(st.lists(CONTENT, min_size=1, max_size=4))
def test_no_content_makes_a_control_token(contents: list[str]) -> None:
    control = ControlText(SPELLINGS)
    marked = "".join(f"<|im_start|>user\n{control.mark(content)}<|im_end|>" for content in contents)
    pieces = control.split(marked)
    assert control_tokens(pieces) == ["<|im_start|>", "<|im_end|>"] * len(contents)
    told = "".join(f"<|im_start|>user\n{unmarked(content)}<|im_end|>" for content in contents)
    assert "".join(text for text, _ in pieces) == told


@given(CONTENT, CONTENT)
def test_neighbouring_contents_make_none_together(first: str, second: str) -> None:
    control = ControlText(SPELLINGS)
    pieces = control.split(control.mark(first) + control.mark(second))
    assert control_tokens(pieces) == []


@given(CONTENT)
def test_neither_does_content_that_the_template_trims(content: str) -> None:
    control = ControlText(SPELLINGS)
    pieces = control.split("<s>" + control.mark(content).strip() + "im_end|></s>")
    assert control_tokens(pieces) == ["<s>", "</s>"]


@given(st.text())
def test_without_control_tokens_nothing_changes(content: str) -> None:
    control = ControlText(())
    assert control.mark(content) == unmarked(content)
    assert "".join(text for text, _ in control.split(content)) == unmarked(content)


def test_a_template_does_not_see_what_is_spelled() -> None:
    """Many would split an answer there, and write control tokens of their own around the halves."""
    control = ControlText(SPELLINGS)
    marked = control.mark("thought</think>answer")
    assert "</think>" not in marked
    assert unmarked(marked) == "thought</think>answer"
    pieces = control.split(f"</think>{marked}</s>")
    assert control_tokens(pieces) == ["</think>", "</s>"]
    assert ("</think>", True) in pieces  # tokenized as one piece of text


@given(CONTENT, st.integers(0, 40), st.integers(0, 40))
def test_no_slice_of_content_makes_one_either(content: str, start: int, end: int) -> None:
    control = ControlText(SPELLINGS)
    assert control_tokens(control.split(control.mark(content)[start:end])) == []


@pytest.mark.parametrize("cut", [slice(1, None), slice(None, -1)])
def test_a_template_that_cuts_off_a_mark_frees_nothing(cut: slice) -> None:
    control = ControlText(SPELLINGS)
    assert control.split(control.mark("<s>")[cut]) == (("<s>", True),)


def test_ordinary_content_is_tokenized_together_with_its_frame() -> None:
    """A quote begins with the last character of many tokens; cutting there would change its tokens for nothing."""
    control = ControlText(SPELLINGS)
    rendered = f"<|im_start|>user\n{control.mark('> a quote <')}<|im_end|>"
    assert len(control.split(rendered)) == 1
