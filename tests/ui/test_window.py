import os
import signal
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from app.chat.model import Broken
from app.domain.conversation import TurnState
from app.domain.loading import LoadSettings
from app.domain.model_errors import ModelMissing
from app.ui.chat.message_editor import MessageEditor
from app.ui.commands import Command
from app.ui.composer.draft import Draft
from app.ui.composer.writing import Writing
from app.ui.widgets.notices import Notice
from app.words.remedies import Remedy
from tests.ui.conftest import MODEL, Person

SitDown = Callable[..., Person]


# --- models ----------------------------------------------------------------------------------------------------------


def test_a_model_that_cannot_be_loaded_is_a_notice_with_a_way_out(person: Person) -> None:
    model = person.presenter.models.model
    model.choose("/models/missing.gguf", LoadSettings())
    person.waits_until(lambda: isinstance(model.state, Broken))
    notices = person.presenter.desk.notices.findChildren(Notice)
    assert len(notices) == 1
    assert "did not load" in person.window.header.pill.toolTip()
    person.presenter.desk.notices.acted.emit("model", "choose_model")
    assert person.presenter.models.picker.isVisible()
    person.presenter.models.picker.hide()
    model.choose("/models/fake.gguf", LoadSettings())
    person.waits_until(lambda: person.presenter.desk.notices.findChildren(Notice) == [])


def test_loading_can_be_stopped(person: Person) -> None:
    model = person.presenter.models.model
    model.choose("/models/slow.gguf", LoadSettings())
    person.waits_until(
        lambda: "loading" in person.window.header.pill.toolTip() and "20%" in person.window.header.pill.toolTip()
    )
    person.window.header._cancel.click()
    person.waits_until(lambda: "loads with the next question" in person.window.header.pill.toolTip())
    assert person.gets_an_answer_to("Hello").state is TurnState.DONE


def test_the_quiet_line_tells_exact_numbers(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello")
    assert answer.call is not None
    used = answer.call.usage.prompt_tokens + answer.call.usage.completion_tokens
    assert person.window.quiet_line._gauge.accessibleName() == f"{used} of 8,192 tokens of the context are used"


# --- beginning and end -----------------------------------------------------------------------------------------------


def test_everything_is_there_again(sit_down: SitDown) -> None:
    person = sit_down().sees_the_program()
    person.gets_an_answer_to("apples")
    rows = person.rows
    person.window.resize(760, 700)
    person.window.switch_sidebar()
    person.writes("not sent")
    person.leaves()
    again = sit_down()
    again.sees_the_program(model="")
    assert again.window.size().toTuple() == (760, 700)
    assert not again.window.sidebar.isVisible()
    assert [row.text for row in again.rows] == [row.text for row in rows]
    assert again.window.composer.draft == Draft("not sent")


def test_quitting_while_an_answer_streams_keeps_what_came(sit_down: SitDown) -> None:
    person = sit_down().sees_the_program()
    person.asks("/long 500 /slow 5ms")
    person.waits_for_text(40)
    came = person.session.path()[-1].message.text
    person.leaves()
    again = sit_down().sees_the_program(model="")
    assert again.rows[-1].state in {TurnState.PARTIAL, TurnState.STOPPED}
    assert again.rows[-1].text.startswith(came)


def test_enter_before_the_program_is_there_loses_nothing(sit_down: SitDown) -> None:
    person = sit_down()
    field = person.application._window.composer.field
    QTest.keyClicks(field, "early")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.sees_the_program()
    assert person.window.composer.draft == Draft("early")


def test_a_second_window_on_the_folder_says_so(sit_down: SitDown) -> None:
    sit_down().sees_the_program()
    second = sit_down()
    said: list[str] = []

    def quit_it() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            said.append(box.text())
            box.buttons()[-1].click()

    timer = QTimer()
    timer.timeout.connect(quit_it)
    timer.start(20)
    second.waits_until(lambda: said)
    timer.stop()
    assert "already open" in said[0]
    assert second.application.program is None


@pytest.mark.parametrize("size", [100, 200])
def test_text_size_theme_and_contrast_change_while_it_runs(person: Person, size: int) -> None:
    person.gets_an_answer_to("Hello")
    settings = person.presenter.settings
    appearance = settings.settings.appearance
    before = person.window.grab().toImage().pixelColor(600, 300)
    changed = type(appearance)(theme=type(appearance.theme)("dark"), text_size=size, high_contrast=size == 200)
    settings.change(type(settings.settings)(appearance=changed))
    after = person.window.grab().toImage().pixelColor(600, 300)
    assert before.lightness() > 200
    assert after.lightness() < 60
    assert person.view.look.scale == size / 100
    assert person.window.composer.field.font().pixelSize() == round(14 * size / 100)


def test_another_language_makes_another_window_and_the_answer_goes_on(person: Person) -> None:
    person.asks("/long 300 /slow 3ms")
    person.waits_for_text()
    person.writes("draft")
    old_window, session = person.window, person.session
    settings = person.presenter.settings.settings
    appearance = type(settings.appearance)(language=type(settings.appearance.language)("ko"))
    person.presenter.settings.change(type(settings)(appearance=appearance))
    person.waits_until(lambda: person.window is not old_window)
    assert person.presenter.state.language == "ko"
    assert person.session is session
    assert person.window.composer.draft == Draft("draft")
    answer = person.waits_for_the_answer()
    assert person.rows[-1].text == answer.message.text


def test_the_sidebar_becomes_a_drawer(person: Person) -> None:
    window = person.window
    window.resize(680, 700)
    assert not window.sidebar.isVisible()
    window.switch_sidebar()
    assert window.sidebar.isVisible()
    assert window.sidebar.geometry().left() == 0
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.sidebar.isVisible()
    window.resize(1000, 700)
    assert window.sidebar.isVisible()


def test_a_model_child_that_was_killed_is_started_again_by_the_next_question(person: Person) -> None:
    person.gets_an_answer_to("Hello")
    client = person.presenter.models.model._client
    assert client is not None
    os.kill(client.pid, signal.SIGKILL)
    person.waits_until(lambda: isinstance(person.presenter.models.model.state, Broken))
    assert person.gets_an_answer_to("Again").state is TurnState.DONE


def test_a_million_characters_are_refused_in_words_and_stay(person: Person) -> None:
    text = "word " * 200_000
    person.window.composer.submitted.emit(text)
    failed = person.waits_for_the_answer()
    assert failed.state is TurnState.FAILED
    assert "too long" in person.rows[-1].error
    assert person.rows[0].text == text
    person.presenter.do(Command.EDIT_QUESTION)
    editor = person.window.findChild(MessageEditor)
    assert editor is not None
    assert editor.isVisible()
    writing = editor.findChild(Writing)
    assert writing is not None
    assert writing.draft.whole.strip() == text.strip()


@pytest.mark.parametrize(
    "text", ["nul \0 nul", "lone \ud800 surrogate", "שלום עולם", "e\u0301\u0301\u0301", "a\u00a0b"]
)
def test_any_text_is_asked_and_kept(person: Person, text: str) -> None:
    person.window.composer.submitted.emit(text)
    assert person.waits_for_the_answer().state is TurnState.DONE
    stored = person.program.parts.store.load(person.session.conversation.id).path()
    assert stored[0].message.text == person.session.path()[0].message.text


def test_every_remedy_does_something(person: Person) -> None:
    deeds = person.presenter._remedies._deeds(ModelMissing("/models/gone.gguf"), again=person.window.update)
    assert set(deeds) == set(Remedy) - {Remedy.NONE}


def test_a_larger_context_is_kept_and_the_question_asked_again(person: Person) -> None:
    failed = person.gets_an_answer_to("/long 50 /die SIGSEGV after 5 tokens")
    person.view.remedy_chosen.emit(failed.id, Remedy.LARGER_CONTEXT)
    person.waits_for_the_answer()
    assert person.rows[-1].versions == 2
    assert person.presenter.models.model.settings.context == 2 * LoadSettings.context
    assert person.presenter.models.settings_of(MODEL).context == 2 * LoadSettings.context
    assert person.presenter.models.settings_of("/models/another.gguf").context == LoadSettings.context
