"""Whatever is pasted, sent or thrown at the view: it shows something, and it stays alive."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from app.domain.conversation import TurnState
from app.ui.conversation.canvas import Canvas
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.segment import Marks, Segment
from app.ui.theme import tokens
from tests.ui.conversation.conftest import Person

MILLION = 1_000_000
TEXTS = {
    "one word": "a" * MILLION,
    "words": "word " * (MILLION // 5),
    "Korean": "말과 글 " * (MILLION // 5),
    "empty lines": "\n" * MILLION,
    "paragraphs": "word\n\n" * (MILLION // 6),
    "code": "```python\n" + "x = 1\n" * (MILLION // 6),
    "one line of code": "```\n" + "x" * MILLION,
    "a table": "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * (MILLION // 10),
    "quotes": "> " * (MILLION // 2),
    "nothing but NUL": "\0" * MILLION,
    "surrogates": "\ud800" * 1_000 + "\udfff" * 1_000,
    "combining": "e" + "\u0301" * 20_000,
    "both directions": "\u202eabc\u202c עברית العربية abc " * 2_000,
    "control characters": "".join(chr(code) for code in range(32)) * 500,
}


@pytest.mark.parametrize("role", [RowRole.USER, RowRole.ASSISTANT])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_can_be_shown_scrolled_and_copied(person: Person, text: str, role: RowRole) -> None:
    row = Row("x", role, text)
    person.opens(row)
    for distance in (-300, -100_000, -(10**9), 5_000, 10**9):
        person.scrolls(distance)
        assert any(seen.layout for seen in person.view.pane.seen())
    person.view.select_all()
    assert person.view.selected_text == text.strip()


@pytest.mark.parametrize("text", ["a" * 100_000, "```\n" + "y = 2\n" * 20_000, "|a|b|\n|-|-|\n" + "|1|2|\n" * 5_000])
def test_a_huge_answer_can_stream_in(person: Person, text: str) -> None:
    person.opens(Row("s", RowRole.ASSISTANT, state=TurnState.STREAMING))
    for at in range(0, len(text), 10_000):
        person.view.stream_text("s", text[at : at + 10_000])
        person.view.flush()
    person.view.finish(Row("s", RowRole.ASSISTANT, text))
    person.waits()
    assert person.view.pane.is_pinned


def test_an_empty_chat_and_empty_messages(person: Person, answer: Callable[..., Row]) -> None:
    person.opens()
    person.scrolls(-100)
    person.view.select_all()
    assert person.view.selected_text == ""
    person.opens(
        answer(""), answer(" \n "), answer("", reasoning="only thought"), answer("", error="x", state=TurnState.FAILED)
    )
    person.view.select_all()
    person.scrolls(-100)
    assert len(person.view.rows) == 4


def test_a_screen_full_of_nothing_can_be_resized(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(*(answer("") for _ in range(60)), answer("text"))
    person.scrolls(-700)
    for width in (400, 900):
        person.view.resize(width, 500)
        person.waits()
    person.view.set_text_scale(1.5)
    assert not person.view.pane.is_pinned


def test_a_view_without_room(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("# Title\n\ntext " * 50), answer("```\nx\n```\n\n|a|b|\n|-|-|\n|1|2|"))
    for width, height in ((1, 1), (60, 900), (2_000, 20), (900, 700)):
        person.view.resize(width, height)
        person.waits()
        person.scrolls(-50)


class Broken(Canvas):
    """Fails in the middle of painting, once."""

    fails = True

    def marks(self, row: int, segment: Segment) -> Marks:
        if self.fails:
            self.fails = False
            raise ZeroDivisionError
        return super().marks(row, segment)


def test_a_failure_while_painting_leaves_no_painter_open(person: Person, answer: Callable[..., Row]) -> None:
    broken = Broken(tokens.LIGHT)
    person.qtbot.addWidget(broken)
    broken.resize(400, 300)
    broken.show_rows([answer("text")])
    with pytest.raises(ZeroDivisionError):
        broken.grab()
    picture = QImage(10, 10, QImage.Format.Format_RGB32)
    with QPainter(picture) as painter:
        painter.fillRect(QRect(0, 0, 10, 10), 0)
    broken.grab()
