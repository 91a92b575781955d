"""Themes, text sizes and languages: everything drawn follows at once."""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.ui.conversation.prose import PlainSegment
from app.ui.conversation.row import Row
from app.ui.conversation.warming import Warming
from app.ui.theme import tokens
from app.ui.theme.tokens import Theme
from tests.ui.conversation.conftest import Person

THEMES = [tokens.LIGHT, tokens.DARK, tokens.LIGHT_HIGH_CONTRAST, tokens.DARK_HIGH_CONTRAST]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_another_theme_repaints_everything(person: Person, answer: Callable[..., Row], theme: Theme) -> None:
    person.opens(answer("text\n\n```py\nx = 1\n```\n"))
    person.view.set_theme(theme)
    picture = person.sees()
    assert picture.pixelColor(2, 2) == QColor(theme.paper)
    card = person.view.pane.segment_rect(0, person.segment(0, 1))
    assert picture.pixelColor(card.right() - 8, card.bottom() - 4) == QColor(theme.code)
    assert picture == person.would_see()


def test_larger_text_takes_more_room_and_stays_in_the_column(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("word " * 200 + "\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"))
    small = person.view.column.heights.total
    person.view.set_text_scale(2.0)
    person.waits()
    assert person.view.column.heights.total > 2 * small
    for at in range(2):
        rect = person.view.pane.segment_rect(0, person.segment(0, at))
        assert 0 <= rect.left() < rect.right() <= person.view.viewport().width()


def test_the_reading_column_has_its_width(person: Person, answer: Callable[..., Row]) -> None:
    person.view.resize(1_400, 700)
    person.opens(answer("word " * 200))
    assert person.view.column.width == tokens.READING_WIDTH
    person.view.set_reading_width(900)
    person.waits()
    assert person.view.pane.segment_rect(0, person.segment(0, 0)).width() == 900


def test_a_question_is_a_bubble_at_the_right(person: Person, question: Callable[..., Row]) -> None:
    person.view.resize(1_400, 700)
    person.opens(question("short"), question("long words " * 50))
    column = person.view.pane.row_rect(0)
    short, long = (
        person.view.column.layout(at).bubble.translated(person.view.pane.row_rect(at).topLeft()) for at in (0, 1)
    )
    assert short.right() == long.right() == column.right()
    assert short.width() < 100 < long.width() <= tokens.BUBBLE_WIDTH


def test_what_is_read_from_the_right_stays_in_its_bubble(person: Person, question: Callable[..., Row]) -> None:
    person.view.resize(1_400, 700)
    person.opens(question("مرحبا بالعالم 😀\n- and a list\nשלום"))
    segment = person.segment(0, 0)
    assert isinstance(segment, PlainSegment)
    lines = [segment.document.findBlockByNumber(at).layout().lineAt(0).naturalTextRect() for at in range(3)]
    assert all(0 <= line.left() <= line.right() <= segment.natural_width for line in lines)
    assert segment.natural_width < 300


def test_warming_loads_what_the_first_answer_needs(person: Person, qtbot: QtBot) -> None:
    person.view.warm_up()
    qtbot.waitUntil(lambda: not person.view.findChildren(Warming))
    assert "app.ui.conversation.parser" in sys.modules
    assert "pygments.lexers.python" in sys.modules
