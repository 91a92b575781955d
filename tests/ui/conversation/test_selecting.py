"""Selecting with the mouse and copying as Markdown, over messages and kinds of segments."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.conversation.row import Row
from app.ui.conversation.selection import Place, Selection
from tests.ui.conversation.conftest import Person

TEXT = """## Title

A **bold** word and `code` and [link](https://e.com).

- one
- [x] two
  1. deep

> quote

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1
y = 2
```

End 😀 of it."""


def select(person: Person, start: tuple[int, int, int], end: tuple[int, int, int]) -> str:
    """From (row, segment, offset) to another; what is copied."""
    places = [Place(row, person.segment(row, index).key, offset) for row, index, offset in (start, end)]
    person.view.selection.begin((places[0], places[0]))
    person.view.selection.extend((places[1], places[1]))
    return person.view.selected_text


@pytest.mark.parametrize(
    ("start", "end", "copied"),
    [
        ((0, 0, 0), (0, 0, 5), "## Title"),
        ((0, 0, 1), (0, 0, 5), "itle"),
        ((0, 1, 2), (0, 1, 11), "**bold** word"),
        ((0, 1, 4), (0, 1, 8), "**ld** w"),
        ((0, 1, 16), (0, 1, 28), "`code` and [lin](https://e.com)"),
        ((0, 2, 1), (0, 2, 13), "ne\n- [x] two\n   1. deep"),
        ((0, 4, 0), (0, 4, 3), "| a | b |\n|---|---|\n| 1 | 2 |"),
        ((0, 5, 0), (0, 5, 5), "x = 1"),
        ((0, 5, 0), (0, 5, 11), "```python\nx = 1\ny = 2\n```"),
        ((0, 6, 4), (0, 6, 9), "😀 of"),
        ((0, 3, 2), (0, 5, 3), "ote\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nx ="),
    ],
)
def test_a_part_is_copied_as_markdown(
    person: Person,
    answer: Callable[..., Row],
    start: tuple[int, int, int],
    end: tuple[int, int, int],
    copied: str,
) -> None:
    person.view.resize(900, 1_400)
    person.opens(answer(TEXT))
    assert select(person, start, end) == copied
    assert select(person, end, start) == copied


def test_whole_messages_are_copied_as_they_were_written(
    person: Person, answer: Callable[..., Row], question: Callable[..., Row]
) -> None:
    person.opens(question("  Why?\n"), answer(TEXT), question("And   then?"))
    person.view.setFocus()
    person.presses(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.presses(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"Why?\n\n{TEXT}\n\nAnd   then?"


def test_dragging_selects_across_messages(
    person: Person, answer: Callable[..., Row], question: Callable[..., Row]
) -> None:
    person.opens(question("First question"), answer("The answer\n\nhas two parts"), question("Last"))
    person.drags(person.place_of(1, 0, x=0), person.place_of(1, 1, x=400))
    assert person.view.selected_text == "The answer\n\nhas two parts"
    person.drags(person.place_of(0, 0, x=300), person.place_of(1, 0, x=400))
    assert person.view.selected_text == "The answer"


def test_clicks_select_words_and_paragraphs(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("Some plain words\n\nanother one"))
    viewport, point = person.view.viewport(), person.place_of(0, 0, x=60)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert person.view.selected_text == "plain"
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert person.view.selected_text == "Some plain words"
    person.clicks(person.place_of(0, 1, x=30))
    person.clicks(person.place_of(0, 1, x=3))
    assert not person.view.selected_text


def test_shift_and_click_reaches_to_there(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("Some plain words\n\nanother one"))
    person.clicks(person.place_of(0, 0, x=0))
    person.clicks(person.place_of(0, 1, x=300), Qt.KeyboardModifier.ShiftModifier)
    assert person.view.selected_text == "Some plain words\n\nanother one"


def test_dragging_outside_scrolls_on(person: Person, answer: Callable[..., Row], qtbot: QtBot) -> None:
    person.opens(*(answer(f"Message {number}. " * 60) for number in range(20)))
    view, viewport = person.view, person.view.viewport()
    y = view.pane.y
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 300))
    QTest.mouseMove(viewport, QPoint(300, -60))
    qtbot.waitUntil(lambda: view.pane.y < y - 300)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, -60))
    y = view.pane.y
    assert len(view.selected_text) > 300
    person.waits()
    assert view.pane.y == y


def test_what_changes_under_a_selection_ends_it(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("one"), answer("two"))
    person.view.select_all()
    person.view.truncate(person.view.rows[1].id)
    assert not person.view.selected_text
    person.view.select_all()
    person.view.replace_row(replace(person.view.rows[0], text="uno"))
    assert not person.view.selected_text


PLACES = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 9)).map(
    lambda place: Place(place[0], (2, 0, place[1]), place[2])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PLACES, PLACES, PLACES)
def test_a_selection_always_holds_what_it_began_with(one: Place, other: Place, end: Place) -> None:
    selection = Selection()
    begun = min(one, other), max(one, other)
    selection.begin(begun)
    selection.extend((end, end))
    if selection.range:
        first, last = selection.range
        assert first <= begun[0] <= begun[1] <= last
        assert first <= end <= last
