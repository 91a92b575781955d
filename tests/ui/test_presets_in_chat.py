"""Presets in the chat, as a person meets them: chosen in the composer, filled in, voted on, kept as examples."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QMenu

from app.domain.preset import (
    AnswerRule,
    AnswerType,
    Example,
    Preset,
    RuleKind,
    SelfConsistency,
    Variable,
    VariableType,
)
from app.ui.composer.preset_picker import PresetPicker
from app.ui.composer.variable_field import VariableField
from app.ui.composer.variables_form import VariablesForm
from app.ui.conversation.fold import PathSegment
from app.ui.conversation.verdict import VerdictSegment
from app.ui.widgets.place import Place
from tests.ui.conftest import Person

RULE = AnswerRule(RuleKind.PATTERN, pattern=r"The answer is (?P<answer>[^.]+)\.", type=AnswerType.NUMBER)
VOTING = Preset("Voting", rule=RULE, self_consistency=SelfConsistency(5), examples=(Example("1+1", "2"),))
STEPPING = Preset("Stepping", rule=RULE)
TRANSLATING = Preset(
    "Translating",
    template="Into {{language}}, {{times}} times: {{text}}",
    variables=(
        Variable("language", VariableType.CHOICE, label="Into", choices=("Korean", "English")),
        Variable("times", VariableType.NUMBER, label="How often", low=1, high=10),
    ),
)
REVIEWING = Preset("Reviewing", checklist=("Is it true?",))
TELLING = Preset("Telling", template="Tell of {{what}}.", variables=(Variable("what", VariableType.LINE),))


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    made = sit_down().sees_the_program()
    for preset in (VOTING, STEPPING, TRANSLATING, REVIEWING, TELLING):
        made.presenter.app.presets.add(preset)
    return made


def chooses(person: Person, name: str) -> None:
    """In the list that the pill opens, by typing its name."""
    QTest.mouseClick(person.window.composer.pill, Qt.MouseButton.LeftButton)
    picker = person.window.findChild(PresetPicker)
    assert isinstance(picker, PresetPicker)
    person.waits_until(picker.isVisible)
    search = picker.findChild(QLineEdit)
    assert isinstance(search, QLineEdit)
    QTest.keyClicks(search, name)
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert not picker.isVisible()


def form_of(person: Person) -> VariablesForm:
    form = person.window.composer.findChild(VariablesForm)
    assert isinstance(form, VariablesForm)
    return form


def field(person: Person, name: str) -> VariableField:
    return next(one for one in form_of(person).findChildren(VariableField) if one.variable.name == name)


def enters(person: Person, name: str, text: str) -> None:
    QTest.keyClicks(field(person, name).control, text)


def test_a_preset_is_chosen_in_the_pill_and_stays_with_the_chat(person: Person) -> None:
    assert person.window.composer.pill.accessibleName() == "Preset: No preset"
    chooses(person, "Voting")
    assert person.window.composer.pill.accessibleName() == "Preset: Voting · 1 example"
    first = person.session
    person.gets_an_answer_to("Hello")
    person.presenter.list.new()
    assert person.window.composer.pill.accessibleName() == "Preset: No preset"
    person.presenter.chat.show_session(first)
    assert person.window.composer.pill.accessibleName() == "Preset: Voting · 1 example"
    chooses(person, "No preset")
    assert first.conversation.preset == ""


def test_the_list_keeps_its_place_above_the_pill_while_it_is_searched(person: Person) -> None:
    person.window.composer.pill.click()
    picker = person.window.findChild(PresetPicker)
    assert picker
    person.waits_until(picker.isVisible)
    before = picker.geometry(), picker.search.geometry()
    for words in ("vot", "xyzzy", ""):
        picker.search.setText(words)
        QApplication.processEvents()
        assert (picker.geometry(), picker.search.geometry()) == before
    picker.hide()


def test_a_preset_that_was_changed_elsewhere_is_shown_as_it_is_now(person: Person) -> None:
    chooses(person, "Telling")
    presets = person.presenter.app.presets
    person.presenter.places.show_place(Place.PRESETS)
    presets.save(person.session.conversation.preset, replace(TELLING, name="Telling more"))
    person.presenter.places.show_chat()
    assert person.window.composer.pill.accessibleName() == "Preset: Telling more"


def test_the_list_shows_ones_own_first_and_the_spoken_language(person: Person) -> None:
    QTest.mouseClick(person.window.composer.pill, Qt.MouseButton.LeftButton)
    picker = person.window.findChild(PresetPicker)
    assert isinstance(picker, PresetPicker)
    shown = picker.findChild(QListWidget)
    assert isinstance(shown, QListWidget)
    words = [shown.item(row).text() for row in range(shown.count())]
    picker.hide()
    assert words[:3] == ["No preset", "Your own", "Reviewing"]
    assert words.index("Reasoning") < words.index("한국어")


def test_five_paths_vote_and_the_majority_stands_on_top(person: Person) -> None:
    chooses(person, "Voting")
    turn = person.gets_an_answer_to("How old is she? /answers 67 67 35 67 67")
    row = person.rows[-1]
    assert turn.call is not None
    assert turn.call.answer == "67"
    assert row.verdict is not None
    assert row.verdict.vote is not None
    assert row.verdict.vote.majority == "67"
    segments = person.view.column.layout(len(person.rows) - 1).segments
    assert isinstance(segments[0], VerdictSegment)
    assert sum(isinstance(segment, PathSegment) for segment in segments) == len(turn.call.paths) == 5


def test_votes_are_seen_while_the_paths_come_in(person: Person) -> None:
    chooses(person, "Voting")
    person.asks("How old is she? /answers 1 2 3 4 5 /slow 5ms")
    person.waits_until(lambda: person.rows and person.rows[-1].verdict)
    assert person.rows[-1].is_streaming
    person.waits_for_the_answer()
    assert not person.rows[-1].is_streaming


def test_the_steps_fold_under_the_answer(person: Person) -> None:
    chooses(person, "Stepping")
    person.gets_an_answer_to("How old is she? /answers 67")
    assert person.rows[-1].verdict is not None
    assert person.rows[-1].verdict.answer == "67"
    assert person.rows[-1].folds_text


def test_an_answer_that_states_none_is_said_to_have_none(person: Person) -> None:
    chooses(person, "Stepping")
    person.gets_an_answer_to("How old is she? /answers ?")
    assert person.rows[-1].verdict is not None
    assert person.rows[-1].verdict.answer is None
    assert not person.rows[-1].folds_text


def test_a_draft_and_its_review_fold_above_what_came_of_them(person: Person) -> None:
    chooses(person, "Reviewing")
    person.gets_an_answer_to("Tell me of the sea")
    row = person.rows[-1]
    assert len(row.drafts) == 2
    assert "draft" in person.view.column.layout(len(person.rows) - 1).segments[0].spots()[0].name.casefold()


def test_what_a_preset_asks_is_entered_above_the_message(person: Person) -> None:
    chooses(person, "Translating")
    enters(person, "times", "3")
    turn = person.gets_an_answer_to("Good morning")
    question = person.session.conversation.turn(turn.parent or "")
    assert question.message.text == "Into Korean, 3 times: Good morning"
    assert person.window.composer.values == {"language": "Korean", "times": "3"}


def test_an_earlier_message_comes_back_as_it_was_written(person: Person) -> None:
    chooses(person, "Translating")
    enters(person, "times", "3")
    person.gets_an_answer_to("Good morning")
    person.presses(Qt.Key.Key_Up)
    assert person.window.composer.draft.text == "Good morning"


def test_a_value_that_is_missing_or_wrong_is_said_at_its_field_and_nothing_is_lost(person: Person) -> None:
    chooses(person, "Translating")
    composer = person.window.composer
    person.asks("Good morning")
    assert not person.session.conversation.turns
    assert composer.draft.text == "Good morning"
    assert "This is still empty." in field(person, "times").complaint
    enters(person, "times", "99")
    assert field(person, "times").complaint == ""
    QApplication.processEvents()  # another press of Enter, not a second event of the first
    person.presses(Qt.Key.Key_Return)
    assert field(person, "times").complaint == "A number from 1 to 10 is needed here."
    assert composer.draft.text == "Good morning"


def test_enter_goes_from_field_to_field_to_the_message(person: Person) -> None:
    chooses(person, "Translating")
    form_of(person).take_focus()
    into = field(person, "language").control
    QTest.keyClick(into, Qt.Key.Key_Return)
    times = field(person, "times").control
    assert times.hasFocus()
    QTest.keyClick(times, Qt.Key.Key_Up)
    assert field(person, "times").value == "2"
    QTest.keyClick(times, Qt.Key.Key_Return)
    assert person.window.composer.field.hasFocus()


def test_tab_leads_from_the_form_into_the_message_and_back(person: Person) -> None:
    chooses(person, "Translating")
    chooses(person, "No preset")
    chooses(person, "Translating")
    composer = person.window.composer
    composer.field.setFocus()
    for name in ("times", "language"):
        person.presses(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier, on=QApplication.focusWidget())
        assert QApplication.focusWidget() is field(person, name).control
    for control in (field(person, "times").control, composer.field):
        person.presses(Qt.Key.Key_Tab, on=QApplication.focusWidget())
        assert QApplication.focusWidget() is control


def test_a_preset_without_a_text_is_sent_from_its_form(person: Person) -> None:
    chooses(person, "Telling")
    assert not person.window.composer.field.isVisible()
    what = field(person, "what").control
    assert what.hasFocus()
    QTest.keyClicks(what, "the sea")
    QTest.keyClick(what, Qt.Key.Key_Return)
    turn = person.waits_for_the_answer()
    assert person.session.conversation.turn(turn.parent or "").message.text == "Tell of the sea."


def test_each_chat_keeps_what_was_entered_in_its_form(person: Person) -> None:
    person.gets_an_answer_to("Hello")
    chooses(person, "Translating")
    enters(person, "times", "7")
    first = person.session
    person.presenter.list.new()
    assert form_of(person).is_empty
    person.presenter.chat.show_session(first)
    assert person.window.composer.values["times"] == "7"


def test_an_answer_is_offered_as_an_example_with_its_question(person: Person) -> None:
    wanted: list[tuple[str, str, str]] = []
    chooses(person, "Stepping")
    answer = person.gets_an_answer_to("How old is she? /answers 67")
    person.presenter.chat.example_wanted.connect(lambda *said: wanted.append(said))
    person.view.setFocus(Qt.FocusReason.TabFocusReason)
    person.view.keyboard.take_row(len(person.rows) - 1)
    QTest.keyClick(person.view, Qt.Key.Key_S)
    assert wanted == [("How old is she? /answers 67", answer.message.text, person.session.conversation.preset)]


def test_the_prompt_the_probabilities_and_comparing_lie_behind_more(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello")
    heard: list[tuple[str, str]] = []
    chat = person.presenter.chat
    for name, signal in (
        ("prompt", chat.prompt_wanted),
        ("score", chat.score_wanted),
        ("compare", chat.compare_wanted),
    ):
        signal.connect(lambda turn_id, name=name: heard.append((name, turn_id)))
    for words in ("Exact prompt", "Token probabilities", "Compare…"):
        more = next(button for button in person.view.bar.buttons if button.text() == "⋯")
        QTest.mouseClick(more, Qt.MouseButton.LeftButton)
        menu = next(one for one in person.view.findChildren(QMenu) if one.isVisible())
        next(action for action in menu.actions() if action.text() == words).trigger()
        menu.close()
    assert heard == [("prompt", answer.id), ("score", answer.id), ("compare", answer.id)]
