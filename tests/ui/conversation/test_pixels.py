"""What is cheap is also right: after blits and dirty strips the screen is what a full repaint gives, pixel by pixel."""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.conversation import TurnState
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.view import ConversationView
from app.ui.theme import tokens
from benchmarks.corpus import answer_tokens, chat, code_tokens
from tests.ui.conversation.conftest import Person

PICTURES = 25


def rows(count: int) -> list[Row]:
    return [
        Row(
            str(at), RowRole.ASSISTANT if at % 2 else RowRole.USER, text, reasoning="I think.\n\n- so" if at % 3 else ""
        )
        for at, text in enumerate(chat(count))
    ]


@pytest.mark.parametrize("slice_ms", [8.0, 0.1], ids=["in one go", "in many goes"])
def test_scrolling_leaves_what_a_full_repaint_gives(person: Person, slice_ms: float) -> None:
    person.view.slice_ms = slice_ms
    person.opens(*rows(40))
    chance = random.Random(1)  # noqa: S311  (no secret)
    for _ in range(PICTURES):
        person.scrolls(chance.choice([-120, -120, -40, -7, 120, -700, 333, 5_000, -5_000]))
        assert person.sees() == person.would_see()


@pytest.mark.parametrize("pieces", [answer_tokens(900), code_tokens(900)], ids=["answer", "code"])
@pytest.mark.parametrize("distance", [0, -150], ids=["at the end", "further up"])
def test_streaming_leaves_what_a_full_repaint_gives(person: Person, pieces: list[str], distance: int) -> None:
    streaming = Row("s", RowRole.ASSISTANT, state=TurnState.STREAMING)
    person.opens(*rows(6), streaming)
    for at in range(PICTURES):
        person.view.stream_text("s", "".join(pieces[at * 24 : at * 24 + 24]))
        person.view.flush()
        if at == 8 and distance:
            person.scrolls(distance)
        assert person.sees() == person.would_see()
    person.view.finish(Row("s", RowRole.ASSISTANT, "".join(pieces[: PICTURES * 24])))
    assert person.sees() == person.would_see()


def test_every_other_change_leaves_what_a_full_repaint_gives(person: Person, view: ConversationView) -> None:
    person.opens(*rows(12))
    changes = [
        lambda: person.presses(Qt.Key.Key_Up),
        lambda: person.presses(Qt.Key.Key_Tab),
        lambda: person.scrolls(-200),
        lambda: QTest.mouseMove(view.viewport(), QPoint(400, 300)),
        lambda: person.scrolls(-60),
        lambda: view.find_text("token"),
        lambda: person.drags(QPoint(200, 100), QPoint(500, 500)),
        lambda: person.scrolls(-90),
        view.select_all,
        lambda: view.resize(700, 600),
        lambda: person.scrolls(-45),
        lambda: view.set_text_scale(1.5),
        lambda: person.scrolls(80),
        view.scroll_to_newest,
    ]
    for change in changes:
        change()
        assert person.sees() == person.would_see()


class Careless(ConversationView):
    """Copies the pixels to the wrong place."""

    still_ms = 1

    def _shift(self, distance: int) -> None:
        super()._shift(distance + 3)


def test_the_check_itself_can_fail(qtbot: QtBot) -> None:
    view = Careless(tokens.LIGHT)
    qtbot.addWidget(view)
    view.resize(900, 700)
    with qtbot.waitExposed(view):
        view.show()
    person = Person(view, qtbot)
    person.opens(*rows(6))
    assert person.sees() == person.would_see()

    def goes_wrong() -> bool:  # unless all was to be painted anew just then
        person.scrolls(-120)
        return bool(person.sees() != person.would_see())

    assert any(goes_wrong() for _ in range(5))
