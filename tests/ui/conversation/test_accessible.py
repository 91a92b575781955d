"""What a screen reader gets: a list, an item for each message, and a word when an answer is complete."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface

from app.domain.conversation import TurnState
from app.ui.conversation.row import Row, RowRole
from tests.ui.conversation.conftest import Person


@pytest.fixture(autouse=True)
def _active() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def listed(person: Person) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(person.view)


def test_messages_are_items_of_a_list(person: Person, answer: Callable[..., Row], question: Callable[..., Row]) -> None:
    person.opens(question("Why?"), answer("# So\n\n**Because**.", note="31 tokens/s"))
    chat = listed(person)
    assert chat.role() is QAccessible.Role.List
    assert chat.text(QAccessible.Text.Name) == "Conversation"
    items = [chat.child(at) for at in range(2)]
    assert [item.role() for item in items] == [QAccessible.Role.ListItem] * 2
    assert [item.text(QAccessible.Text.Name) for item in items] == ["You: Why?", "Answer: So\n\nBecause."]
    assert items[1].text(QAccessible.Text.Description) == "31 tokens/s"
    assert [chat.indexOfChild(item) for item in items] == [0, 1]


def test_an_item_lies_where_its_message_is(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("One"), answer("Two"))
    chat = listed(person)
    rect = chat.child(1).rect()
    view = person.view
    inside = view.viewport().mapToGlobal(view.pane.segment_rect(1, person.segment(1, 0)).center())
    assert rect.contains(inside)
    found = chat.childAt(inside.x(), inside.y())
    assert found.text(QAccessible.Text.Name) == "Answer: Two"
    outside = view.mapToGlobal(QPoint(-50, -50))
    assert chat.childAt(outside.x(), outside.y()) is None


def test_what_is_not_seen_is_offscreen_and_the_focus_is_known(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(*(answer(f"Answer {n}\n\n" * 10) for n in range(10)))
    chat = listed(person)
    assert chat.child(0).state().offscreen
    assert not chat.child(9).state().offscreen
    person.comes_by_tab()
    assert chat.child(person.view.focused_row).state().focused
    assert chat.focusChild().text(QAccessible.Text.Name).startswith("Answer: Answer 9")


def test_an_item_of_a_chat_that_was_left_is_harmless(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(*(answer(f"Answer {n}") for n in range(5)))
    stale = listed(person).child(4)
    person.opens(answer("Another chat"))
    assert not stale.isValid()
    assert stale.text(QAccessible.Text.Name) == ""
    assert stale.state().invalid
    assert stale.rect().isEmpty()
    assert listed(person).child(4) is None


def test_a_growing_answer_is_busy_and_announced_once_at_its_end(person: Person) -> None:
    person.opens(Row("s", RowRole.ASSISTANT, "So far", state=TurnState.STREAMING))
    item = listed(person).child(0)
    assert item.state().busy
    person.view.stream_text("s", " and on")
    person.view.finish(Row("s", RowRole.ASSISTANT, "So far and on"))
    assert not item.state().busy
    assert item.text(QAccessible.Text.Name) == "Answer: So far and on"


def test_buttons_above_the_text_are_children_too(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("One"))
    chat = listed(person)
    assert chat.childCount() == 2
    assert chat.child(1).text(QAccessible.Text.Name) == "Actions of the message"
    assert chat.indexOfChild(chat.child(1)) == 1
    assert chat.child(2) is None
