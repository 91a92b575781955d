"""Code gets its colours: by Pygments, in slices, as Qt counts characters."""

from time import perf_counter

import pytest

from app.ui.conversation.highlight import Colours, Stretch, qt_length

CODE = 'def f():\n    """Two\n    lines 😀 of text."""\n    return 1  # one\n'


def coloured(text: str, language: str = "python") -> Colours:
    colours = Colours(language)
    colours.start(text, first_line=0)
    while not colours.is_done:
        colours.advance(perf_counter())  # the time is over after every step
    return colours


def test_colours_stand_where_the_words_are() -> None:
    lines = coloured(CODE).lines
    assert Stretch(0, 3, "code_keyword") in lines[0]
    assert lines[1][-1] == Stretch(4, 6, "code_string")
    assert sum(stretch.length for stretch in lines[2]) == qt_length('    lines 😀 of text."""')
    assert {stretch.colour for stretch in lines[3]} == {"code_keyword", "code_number", "code_comment"}


def test_slices_give_what_one_go_gives() -> None:
    whole = Colours("python")
    whole.start(CODE * 30, first_line=0)
    whole.advance(perf_counter() + 60)
    assert whole.is_done
    assert coloured(CODE * 30).lines == whole.lines


def test_a_later_piece_forgets_only_what_is_behind_it() -> None:
    colours = coloured(CODE * 2)
    before = colours.lines[:4]
    colours.start("x = 'y'\n", first_line=4)
    colours.advance(perf_counter() + 60)
    assert colours.lines[:4] == before
    assert colours.lines[4][-1].colour == "code_string"


@pytest.mark.parametrize("language", ["", "no such language", "python3.99", "../../x"])
def test_an_unknown_language_has_no_colours(language: str) -> None:
    assert not any(coloured("a = 1\n", language).lines)
