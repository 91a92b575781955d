"""What a person does with mouse and keyboard reaches the window as a wish, or is done at once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.conversation import TurnState
from app.ui.conversation.action_bar import ActionBar
from app.ui.conversation.code import CodeSegment
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.view import ConversationView
from app.ui.theme import tokens
from tests.ui.conversation.conftest import Person

LONG_CODE = "```python\n" + "".join(f"x{n} = '{'y' * 150}'\n" for n in range(60)) + "```\n"


def bar(view: ConversationView) -> ActionBar:
    return view.findChildren(ActionBar)[0]


def button(view: ConversationView, name: str) -> QToolButton:
    return next(each for each in bar(view).findChildren(QToolButton) if name in {each.text(), each.accessibleName()})


def centre(person: Person, row: int, index: int, spot: int = 0) -> QPoint:
    segment = person.segment(row, index)
    return person.view.pane.segment_rect(row, segment).topLeft() + segment.spots()[spot].rect.center()


# The mouse


def test_a_link_is_handed_to_the_window(person: Person, answer: Callable[..., Row], qtbot: QtBot) -> None:
    person.opens(answer("Go to [there](https://example.com/a) now"))
    with qtbot.waitSignal(person.view.link_activated) as caught:
        person.clicks(centre(person, 0, 0))
    assert caught.args == ["https://example.com/a"]
    assert person.view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor


def test_the_code_alone_is_copied_by_its_button(person: Person, answer: Callable[..., Row], qtbot: QtBot) -> None:
    person.opens(answer("Text\n\n```python\nx = 1\n```\n"))
    person.clicks(centre(person, 0, 1))
    assert QGuiApplication.clipboard().text() == "x = 1\n"
    segment = person.segment(0, 1)
    assert isinstance(segment, CodeSegment)
    assert segment.run.was_copied
    qtbot.waitUntil(lambda: not segment.run.was_copied)


def test_reasoning_opens_and_its_line_stays_in_place(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(*(answer(f"Answer {n}\n\n" * 8) for n in range(6)), answer("So.", reasoning="Because.\n\nTherefore."))
    line = centre(person, 6, 0)
    person.clicks(line)
    assert [segment.source.strip() for segment in person.view.column.layout(6).segments] == [
        "",
        "Because.",
        "Therefore.",
        "So.",
    ]
    assert centre(person, 6, 0) == line
    person.clicks(line)
    assert [segment.source for segment in person.view.column.layout(6).segments] == ["", "So."]


def test_long_code_is_folded_and_opens(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer(LONG_CODE))
    folded = person.segment(0, 0)
    assert isinstance(folded, CodeSegment)
    assert folded.shown.count("\n") < 40 < folded.run.lines
    assert person.view.column.layout(0).segments == [folded]
    person.clicks(centre(person, 0, 0, spot=1))
    pieces = person.view.column.layout(0).segments
    assert sum(piece.source.count("x") > 0 for piece in pieces) == len(pieces) >= 2
    assert "".join(piece.source for piece in pieces) == LONG_CODE


def test_wide_code_moves_sideways(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer(LONG_CODE))
    segment = person.segment(0, 0)
    assert isinstance(segment, CodeSegment)
    place = person.place_of(0, 0, x=100, y=100)
    wheel = QWheelEvent(
        QPointF(place),
        QPointF(place),
        QPoint(-90, 0),
        QPoint(-90, 0),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(person.view.viewport(), wheel)
    assert segment.run.sideways.offset == 90
    corner = person.view.pane.segment_rect(0, segment).topLeft()
    grip = corner + segment.grip.center()
    person.drags(grip, grip - QPoint(500, 0))
    assert segment.run.sideways.offset == 0


def test_the_bar_follows_the_pointer(person: Person, answer: Callable[..., Row], question: Callable[..., Row]) -> None:
    rows = [question("Why?"), answer("Because.", note="31 tokens/s"), question("And?")]
    person.opens(*rows)
    for at in (0, 1, 2, 1):
        QTest.mouseMove(person.view.viewport(), person.place_of(at, 0, x=4))
        person.waits()
        assert bar(person.view).row == rows[at]
        below = person.view.pane.segment_rect(at, person.segment(at, 0)).bottom()
        assert below < bar(person.view).y() < below + 24


def test_nothing_can_be_made_anew_while_an_answer_grows(person: Person, question: Callable[..., Row]) -> None:
    person.opens(question("Why?"), Row("s", RowRole.ASSISTANT, state=TurnState.STREAMING))
    QTest.mouseMove(person.view.viewport(), person.place_of(0, 0, x=4))
    person.waits()
    assert not button(person.view, "Edit").isVisible()
    assert button(person.view, "Copy").isVisible()


@pytest.mark.parametrize(
    ("name", "signal", "expected"),
    [
        ("Regenerate", "regenerate_requested", ["a0"]),
        ("Edit", "edit_requested", ["a0"]),
        ("Earlier version", "version_requested", ["a0", 1]),
        ("Later version", "version_requested", ["a0", 3]),
    ],
)
def test_the_buttons_say_what_is_wanted(
    person: Person, answer: Callable[..., Row], qtbot: QtBot, name: str, signal: str, expected: list[object]
) -> None:
    person.opens(answer("Because.", version=2, versions=3))
    with qtbot.waitSignal(getattr(person.view, signal)) as caught:
        QTest.mouseClick(button(person.view, name), Qt.MouseButton.LeftButton)
    assert caught.args == expected


def test_nothing_floats_above_a_chat_that_moves(person: Person, answer: Callable[..., Row], qtbot: QtBot) -> None:
    person.opens(*(answer(f"Answer {n}\n\n" * 10) for n in range(10)))
    person.scrolls(-500)
    assert person.view.floating
    bar = person.view.verticalScrollBar()
    bar.setValue(bar.value() - 100)
    assert not person.view.floating
    qtbot.waitUntil(lambda: bool(person.view.floating))


def test_the_way_back_to_the_end_is_offered_further_up(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(*(answer(f"Answer {n}\n\n" * 10) for n in range(10)))
    view = person.view
    newest = next(each for each in view.viewport().findChildren(QToolButton) if "newest" in each.accessibleName())
    assert not newest.isVisible()
    person.scrolls(-500)
    assert newest.isVisible()
    QTest.mouseClick(newest, Qt.MouseButton.LeftButton)
    assert view.pane.is_pinned
    assert not newest.isVisible()


# The keyboard


def test_the_keyboard_walks_from_message_to_message(
    person: Person, answer: Callable[..., Row], question: Callable[..., Row]
) -> None:
    person.opens(question("One"), answer("Two"), question("Three"))
    view = person.view
    person.comes_by_tab()
    assert view.focused_row == 2
    for key, row in [(Qt.Key.Key_Up, 1), (Qt.Key.Key_Up, 0), (Qt.Key.Key_Up, 0), (Qt.Key.Key_Down, 1)]:
        person.presses(key)
        assert view.focused_row == row
        assert bar(view).row == view.rows[row]
    person.presses(Qt.Key.Key_Escape)
    assert view.focused_row == -1


def test_a_long_message_is_read_to_its_end_before_the_next(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("Long line\n\n" * 80), answer("Two"))
    view = person.view
    view.setFocus()
    view.keyboard.take_row(0)
    person.waits()
    y = view.pane.y
    person.presses(Qt.Key.Key_Down)
    assert view.focused_row == 0
    assert view.pane.y > y
    person.presses(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert view.focused_row == 1


@pytest.mark.parametrize(
    ("key", "signal", "expected"),
    [
        (Qt.Key.Key_R, "regenerate_requested", ["a0"]),
        (Qt.Key.Key_E, "edit_requested", ["a0"]),
        (Qt.Key.Key_Left, "version_requested", ["a0", 1]),
        (Qt.Key.Key_Right, "version_requested", ["a0", 3]),
    ],
)
def test_keys_say_what_is_wanted(
    person: Person, answer: Callable[..., Row], qtbot: QtBot, key: Qt.Key, signal: str, expected: list[object]
) -> None:
    person.opens(answer("Because.", version=2, versions=3))
    person.comes_by_tab()
    with qtbot.waitSignal(getattr(person.view, signal)) as caught:
        person.presses(key)
    assert caught.args == expected


def test_c_copies_the_message(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("**Because** of that."))
    person.comes_by_tab()
    person.presses(Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == "**Because** of that."
    assert button(person.view, "Copied").isVisible()


def test_tab_goes_through_what_can_be_activated_and_then_on(qtbot: QtBot, answer: Callable[..., Row]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    view = ConversationView(tokens.LIGHT)
    field = QLineEdit()
    box = QVBoxLayout(window)
    box.addWidget(view)
    box.addWidget(field)
    window.resize(800, 600)
    with qtbot.waitExposed(window):
        window.show()
    view.show_rows([answer("[one](https://e.com/1)\n\n```py\nx\n```\n\n[two](https://e.com/2)")])
    person = Person(view, qtbot)
    person.waits()
    person.comes_by_tab()
    names: list[str] = []
    while view.hasFocus() and len(names) < 20:
        person.presses(Qt.Key.Key_Tab)
        if view.hasFocus():
            held = view.keyboard.held
            assert held
            names.append(held.spot.name)
            assert view.pane.segment_rect(0, held.segment).intersects(view.viewport().rect())
    assert names == ["one", "Copy the code", "two"]
    with qtbot.waitSignal(view.link_activated) as caught:
        view.setFocus()
        person.presses(Qt.Key.Key_Return)
    assert caught.args == ["https://e.com/2"]


def test_the_keyboard_opens_and_folds_again(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("So.", reasoning="Because."))
    person.comes_by_tab()
    person.presses(Qt.Key.Key_Tab)
    for count in (3, 2, 3):
        person.presses(Qt.Key.Key_Return)
        assert len(person.view.column.layout(0).segments) == count


def test_enter_goes_to_the_actions_and_escape_back(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("Because."))
    view = person.view
    person.comes_by_tab()
    person.presses(Qt.Key.Key_Return)
    assert button(view, "Regenerate").hasFocus()
    QTest.keyClick(button(view, "Regenerate"), Qt.Key.Key_Right)
    assert button(view, "Edit").hasFocus()
    QTest.keyClick(button(view, "Edit"), Qt.Key.Key_Escape)
    assert view.hasFocus()
    assert view.focused_row == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_PageUp])
def test_keys_scroll(person: Person, answer: Callable[..., Row], key: Qt.Key) -> None:
    person.opens(*(answer(f"Answer {n}\n\n" * 10) for n in range(10)))
    view = person.view
    before = view.pane.y
    person.presses(key)
    assert view.pane.y == 0 if key is Qt.Key.Key_Home else view.pane.y == before - view.pane.height + 80
    person.presses(Qt.Key.Key_End)
    assert view.pane.is_pinned


def test_the_menu_offers_what_can_be_done(person: Person, answer: Callable[..., Row], qtbot: QtBot) -> None:
    person.opens(answer("[one](https://e.com/1?a&b)\n\n```py\nx\n```\n"))
    view = person.view
    person.comes_by_tab()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), view.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(view, event)
    menu = next(child for child in view.findChildren(QMenu) if child.isVisible())
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert list(actions) == [
        "Copy the message",
        "Open https://e.com/1?a&&b",
        "Copy the address",
        "Copy the code",
        "Regenerate",
        "Edit",
        "Exact prompt",
        "Token probabilities",
        "Compare…",
        "Save as example",
        "Select all",
    ]
    with qtbot.waitSignal(view.edit_requested):
        actions["Edit"].trigger()
    actions["Copy the code"].trigger()
    assert QGuiApplication.clipboard().text() == "x\n"
    menu.close()


# The window changes the rows


def test_another_version_leaves_what_is_read_in_place(
    person: Person, answer: Callable[..., Row], question: Callable[..., Row]
) -> None:
    before = [question("First?"), answer("One\n\n" * 20), question("Second?"), answer("Two\n\n" * 40)]
    person.opens(*before)
    person.scrolls(-1_200)
    view = person.view
    top = view.pane.row_rect(1).top()
    assert not view.pane.is_pinned
    view.update_rows([*before[:3], answer("Another\n\n" * 40, version=2, versions=2)])
    person.waits()
    assert view.pane.row_rect(1).top() == top
    assert view.rows[3].text.startswith("Another")
    view.update_rows(before[:2])
    assert [row.id for row in view.rows] == ["q0", "a0"]


def test_an_answer_that_is_asked_for_again_is_followed(
    person: Person, answer: Callable[..., Row], question: Callable[..., Row]
) -> None:
    asked = [question("First?"), answer("One\n\n" * 60), question("Second?")]
    person.opens(*asked, answer("Two\n\n" * 60))
    person.scrolls(-2_000)
    person.view.update_rows([*asked, Row("s", RowRole.ASSISTANT, state=TurnState.STREAMING)])
    person.view.stream_text("s", "More\n\n" * 60)
    person.view.flush()
    assert person.view.pane.is_pinned
    assert person.view.pane.y == person.view.pane.greatest_y


def test_an_answer_can_be_continued(person: Person, answer: Callable[..., Row]) -> None:
    half = answer("One and", state=TurnState.STOPPED)
    person.opens(half)
    person.view.update_rows([replace(half, state=TurnState.STREAMING)])
    person.view.stream_text(half.id, " two.")
    person.view.finish(replace(half, text="One and two.", state=TurnState.DONE))
    person.waits()
    assert [segment.source for segment in person.view.column.layout(0).segments] == ["One and two."]


def test_rows_change_behind_the_keyboard(person: Person, answer: Callable[..., Row]) -> None:
    rows = [answer(f"Answer {number}") for number in range(4)]
    person.opens(*rows)
    person.comes_by_tab()
    assert person.view.focused_row == 3
    person.view.truncate(rows[2].id)
    assert person.view.focused_row == 1
    person.view.update_rows([])
    assert person.view.focused_row == -1
    person.presses(Qt.Key.Key_Up)
    person.presses(Qt.Key.Key_C)
