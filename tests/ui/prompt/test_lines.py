"""Breaking tokens into lines: nothing is lost, nothing hidden, and words stay whole where they can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.generation import PartKind
from app.ui.prompt.lines import Lines
from app.ui.prompt.shown_token import LINE_END, PIECE, ShownToken, spelled
from app.ui.prompt.token_finder import find


def shown(*texts: str, kind: PartKind | None = None) -> list[ShownToken]:
    return [ShownToken(at, text, kind) for at, text in enumerate(texts)]


def broken(tokens: list[ShownToken], width: int, *, step: int = 1000) -> Lines:
    lines = Lines(tokens, lambda text: float(len(text)), width=width)
    while not lines.is_complete:
        lines.go_on(step)
    return lines


def words(lines: Lines) -> list[str]:
    return ["".join(one.text for one in line) for line in lines.lines]


def test_a_line_end_is_shown_and_really_breaks() -> None:
    assert words(broken(shown("a\n", "\n", "b\nc"), 20)) == [f"a{LINE_END}", LINE_END, f"b{LINE_END}", "c"]


def test_a_word_is_kept_together_when_it_fits_in_a_line() -> None:
    assert words(broken(shown("one", " pro", "bl", "em"), 8)) == ["one", " problem"]


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert words(broken(shown("ab", "cdefghijkl"), 5)) == ["ab", "cdefg", "hijkl"]


def test_hangul_may_break_anywhere() -> None:
    assert words(broken(shown("가나", "다라", "마바"), 4)) == ["가나다라", "마바"]


def test_a_control_token_never_breaks_the_line_by_its_text() -> None:
    assert words(broken(shown("<a\n>", kind=PartKind.CONTROL), 20)) == [f"<a{LINE_END}>"]


@pytest.mark.parametrize("step", [1, 2, 1000])
@given(texts=st.lists(st.text(alphabet="ab 한\n\t\u202e", max_size=9), max_size=30), width=st.integers(1, 12))
def test_every_character_stands_once_and_every_token_is_found_where_it_begins(
    step: int, texts: list[str], width: int
) -> None:
    tokens = shown(*texts)
    lines = broken(tokens, width, step=step)
    assert "".join(words(lines)) == "".join(map(_as_shown, texts))
    for at in range(len(tokens)):
        begins = [number for number, line in enumerate(lines.lines) if any(one.token == at for one in line)]
        assert lines.line_of(at) == begins[0]
    for line in lines.lines:
        assert sum(one.width for one in line) <= width or len("".join(one.text for one in line)) == 1 or len(line) == 1


def _as_shown(text: str) -> str:
    return spelled(text)


def test_what_has_no_width_is_spelled_out() -> None:
    assert spelled("a\u200bb\u202e\x00") == "a⟨200B⟩b⟨202E⟩⟨0000⟩"
    assert spelled("\t\u00a0 ") == "→␣ "
    assert spelled("") == PIECE


def test_finding_sees_across_tokens_and_case() -> None:
    tokens = shown("The an", "swer", "", " is ", "the ANS", "wer")
    assert find(tokens, "answer") == [range(2), range(4, 6)]
    assert find(tokens, "nothing") == []
    assert find(tokens, "") == []
