"""One chat in the whole window: asking, stopping, going on, editing, finding."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.domain.conversation import TurnState
from app.ui.chat.message_editor import MessageEditor
from app.ui.commands import Command
from app.ui.composer.draft import Draft
from app.ui.composer.field import MessageField
from app.ui.composer.writing import Writing
from app.ui.conversation.row import RowRole
from app.ui.widgets.notices import Notice
from app.ui.widgets.place import Place
from tests.ui.conftest import Person


def test_a_question_is_answered_shown_and_stored(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello there")
    assert [row.role for row in person.rows] == [RowRole.USER, RowRole.ASSISTANT]
    assert person.rows[-1].text == answer.message.text
    assert "Hello there" in answer.message.text
    assert "tokens/s" in person.rows[-1].note
    person.waits_until(lambda: person.titles == ["Hello there"])
    assert person.program.parts.store.load(person.session.conversation.id).path() == person.session.path()


def test_esc_stops_and_continue_goes_on(person: Person) -> None:
    person.asks("/long 400 /slow 5ms")
    person.waits_for_text()
    assert "Stop" in person.window.composer._button.accessibleName()
    person.presses(Qt.Key.Key_Escape)
    stopped = person.waits_for_the_answer()
    assert stopped.state is TurnState.STOPPED
    assert person.rows[-1].text == stopped.message.text != ""
    person.view.continue_requested.emit(stopped.id)
    assert person.session.answering
    continued = person.waits_for_the_answer()
    assert continued.message.text.startswith(stopped.message.text)
    assert person.rows[-1].text == continued.message.text


def test_enter_waits_while_an_answer_grows(person: Person) -> None:
    person.asks("/long 300 /slow 5ms")
    person.waits_for_text()
    person.asks("next")
    assert person.window.composer.draft == Draft("next")
    assert len(person.rows) == 2
    person.session.stop()
    person.waits_for_the_answer()
    person.presses(Qt.Key.Key_Return)
    person.waits_for_the_answer()
    assert len(person.rows) == 4


def test_another_answer_is_another_version(person: Person) -> None:
    first = person.gets_an_answer_to("Hello")
    person.view.regenerate_requested.emit(first.id)
    second = person.waits_for_the_answer()
    assert second.id != first.id
    assert [row.id for row in person.rows][1:] == [second.id]
    assert (person.rows[-1].version, person.rows[-1].versions) == (2, 2)
    person.view.version_requested.emit(second.id, 1)
    assert (person.rows[-1].id, person.rows[-1].version) == (first.id, 1)


def test_an_edited_question_is_answered_anew_and_the_old_one_stays(person: Person) -> None:
    person.gets_an_answer_to("first question")
    person.presenter.do(Command.EDIT_QUESTION)
    editor = person.window.findChild(MessageEditor)
    assert editor is not None
    assert editor.isVisible()
    field = _field_of(editor)
    assert field.text == "first question"
    QTest.keyClicks(field, " changed")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not editor.isVisible()
    answer = person.waits_for_the_answer()
    assert "first question changed" in answer.message.text
    assert [row.text for row in person.rows] == ["first question changed", answer.message.text]
    assert person.rows[0].versions == 2
    person.view.version_requested.emit(person.rows[0].id, 1)
    assert person.rows[0].text == "first question"


def test_a_begun_edit_is_kept_while_another_chat_is_read(person: Person) -> None:
    person.gets_an_answer_to("question")
    chat = person.session.conversation.id
    person.presenter.do(Command.EDIT_QUESTION)
    editor = person.window.findChild(MessageEditor)
    assert editor is not None
    QTest.keyClicks(_field_of(editor), " changed")
    person.presenter.do(Command.NEW_CHAT)
    assert not editor.isVisible()
    person.waits_until(lambda: person.titles)
    person.window.sidebar.opened.emit(chat)
    assert editor.isVisible()
    assert _field_of(editor).text == "question changed"


def test_esc_leaves_the_editor_and_changes_nothing(person: Person) -> None:
    person.gets_an_answer_to("question")
    before = person.rows
    person.presenter.do(Command.EDIT_QUESTION)
    editor = person.window.findChild(MessageEditor)
    assert editor is not None
    QTest.keyClicks(_field_of(editor), "!")
    QTest.keyClick(_field_of(editor), Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert person.rows == before


def test_an_engine_that_dies_is_a_sentence_with_another_try(person: Person) -> None:
    failed = person.gets_an_answer_to("/long 50 /die SIGSEGV after 5 tokens")
    assert failed.state is TurnState.FAILED
    row = person.rows[-1]
    assert row.text.startswith("a quiet river")
    assert "stopped unexpectedly" in row.error
    assert [remedy.label for remedy in row.remedies] == ["Try again"]
    assert person.window.findChildren(Notice) == []
    person.view.remedy_chosen.emit(row.id, row.remedies[0].id)
    again = person.waits_for_the_answer()
    assert again.state is TurnState.FAILED  # the question says so
    assert person.rows[-1].versions == 2
    assert person.gets_an_answer_to("and now?").state is TurnState.DONE


def test_reasoning_streams_into_its_own_place(person: Person) -> None:
    answer = person.gets_an_answer_to("/reason Why?")
    assert person.rows[-1].reasoning == answer.message.reasoning != ""
    assert "<think>" not in person.rows[-1].text


def test_what_had_no_room_is_said(person: Person) -> None:
    for _ in range(3):
        person.window.composer.submitted.emit("word " * 4_000)
        person.waits_for_the_answer()
    notices = [row for row in person.rows if row.role is RowRole.NOTICE]
    assert notices
    assert "left out" in notices[-1].text


def test_an_example_question_starts_a_chat(person: Person) -> None:
    person.presenter.desk.welcome.asked.emit("Name five simple dinners with eggs.")
    person.waits_for_the_answer()
    assert person.rows[0].text == "Name five simple dinners with eggs."


def test_the_last_answer_can_be_copied(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello")
    person.presenter.do(Command.COPY_ANSWER)
    assert QGuiApplication.clipboard().text() == answer.message.text


def test_finding_goes_from_message_to_message(person: Person) -> None:
    person.gets_an_answer_to("apples and pears")
    person.presenter.do(Command.FIND)
    bar = person.presenter.desk.find_bar
    bar.look_for("pears")
    assert "of 2" in bar._found.text()
    bar.look_for("plums")
    assert "not in this chat" in bar._found.text()
    QTest.keyClick(bar._field, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def _field_of(editor: MessageEditor) -> MessageField:
    writing = editor.findChild(Writing)
    assert writing is not None
    return writing.field


def test_reading_the_chat_is_said_until_the_answer_begins(person: Person) -> None:
    person.asks("/long 400 /slow 20ms")
    person.waits_for_text()
    speed = person.window.quiet_line._speed
    person.session.evaluated(str(person.session.answering), 60, 100)
    assert speed.text() == "Reading the chat: 60 of 100 tokens"
    person.waits_until(lambda: not speed.text())
    assert person.session.answering


def test_who_has_no_model_yet_is_led_to_one(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # where the starter model may be
    person = sit_down().sees_the_program(model="")
    person.waits_until(lambda: person.presenter.models.has_looked)
    person.gets_an_answer_to("Hello")
    assert [remedy.label for remedy in person.rows[-1].remedies] == ["Find a model", "Try again"]
    assert "did not load" not in person.window.header.pill.accessibleName()
    person.view.remedy_chosen.emit(person.rows[-1].id, "find_model")
    assert person.presenter.places.shown is Place.MODELS
