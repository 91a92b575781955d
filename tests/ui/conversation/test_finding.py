"""Finding a text: every message that has it, one occurrence after the other, also in what is folded away."""

from collections.abc import Callable

import pytest

from app.ui.conversation.finding import Found
from app.ui.conversation.row import Row
from tests.ui.conversation.conftest import Person


def at(person: Person) -> tuple[int, int]:
    """The row and the offset of what was found."""
    current = person.view.search.current
    assert current
    layout = person.view.column.layout(current.row)
    segment = layout.segments[layout.index_of(current.key)]
    assert person.view.pane.segment_rect(current.row, segment).intersects(person.view.viewport().rect())
    assert segment.occurrences(person.view.search.text)
    return current.row, current.span[0]


def test_forward_and_backward_around_the_end(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("word and Word"), answer("nothing\n\n" * 60), answer("a **wo**rd"))
    view = person.view
    view.verticalScrollBar().setValue(0)
    found = []
    for _ in range(4):
        assert view.find_text("word")
        found.append(at(person))
    assert found == [(0, 0), (0, 9), (2, 2), (0, 0)]
    backward = []
    for _ in range(3):
        assert view.find_text("word", forward=False)
        backward.append(at(person))
    assert backward == [(2, 2), (0, 9), (0, 0)]


def test_it_says_which_message_of_how_many(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("한국어 하나"), answer("nothing"), answer("한국어 둘"))
    assert person.view.find_text("한국어") == Found(1, 2)
    assert person.view.find_text("한국어") == Found(2, 2)
    assert person.view.find_text("일본어") is None
    assert person.view.find_text("") is None


@pytest.mark.parametrize(
    "row",
    [
        {"text": "x", "reasoning": "the needle"},
        {"text": "```\n" + "line\n" * 50 + "the needle\n```"},
        {"text": "word\n\n" * 6_000 + "the needle\n\n" + "word\n\n" * 6_000},
    ],
    ids=["reasoning", "folded code", "a portion that nobody has seen"],
)
def test_what_is_hidden_is_opened(person: Person, answer: Callable[..., Row], row: dict[str, str]) -> None:
    person.opens(answer(**row))
    assert person.view.find_text("needle") == Found(1, 1)
    at(person)


def test_marks_go_away(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("word"))
    plain = person.sees()
    person.view.find_text("word")
    assert person.sees() != plain
    person.view.end_search()
    assert person.sees() == plain
