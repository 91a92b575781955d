"""The panel beside the chat, in the real window over the practice engine."""

import re
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton

from app.chat.model import Ready
from app.domain.generation import PartKind
from app.domain.loading import LoadSettings
from app.domain.message import Role
from app.domain.preset import Example, Preset, Variable, VariableType
from app.domain.settings import Language
from app.ui.commands import Command
from app.ui.composer.variable_field import VariableField
from app.ui.prompt.alternatives import Alternatives
from app.ui.prompt.panel import PromptPanel
from tests.ui.conftest import Person
from tests.ui.test_access import nameless


def panel_of(person: Person) -> PromptPanel:
    panel = person.presenter.prompt.panel
    assert panel is not None
    return panel


def said(person: Person) -> str:
    return "\n".join(label.text() for label in panel_of(person).findChildren(QLabel) if label.isVisible())


def press(person: Person, words: str) -> None:
    buttons = panel_of(person).findChildren(QPushButton)
    next(one for one in buttons if one.text() == words and one.isVisible()).click()


def text_of(person: Person, *kinds: PartKind) -> str:
    """What the panel shows of these parts."""
    shown = panel_of(person).prompt.tokens.shown if panel_of(person).prompt.tokens.isVisible() else ()
    return "".join(token.text for token in shown if token.kind in kinds)


def opens(person: Person) -> None:
    person.presenter.do(Command.EXACT_PROMPT)


def test_what_is_being_written_is_rendered_when_typing_rests(person: Person) -> None:
    opens(person)
    assert "Write a message" in said(person)
    person.writes("How old is she")
    person.waits_until(lambda: text_of(person, PartKind.QUESTION) == "How old is she")
    assert "For the message that you are writing" in said(person)
    assert "In the tokens of fake" in said(person)
    person.writes("?")
    person.waits_until(lambda: text_of(person, PartKind.QUESTION) == "How old is she?")
    opens(person)
    assert not panel_of(person).isVisible()


def test_a_sent_question_stays_in_view_and_is_history_of_the_next(person: Person) -> None:
    opens(person)
    person.gets_an_answer_to("Hello")
    person.waits_until(lambda: text_of(person, PartKind.QUESTION) == "Hello")
    assert "For the answer to “Hello”" in said(person)
    person.writes("And then?")
    person.waits_until(lambda: text_of(person, PartKind.QUESTION) == "And then?")
    assert text_of(person, PartKind.HISTORY).startswith("Hello")


def test_an_earlier_turn_can_be_asked_about_and_left_again(person: Person) -> None:
    first = person.gets_an_answer_to("Hello")
    person.gets_an_answer_to("And then?")
    person.presenter.chat.prompt_wanted.emit(first.id)
    person.waits_until(lambda: text_of(person, PartKind.QUESTION) == "Hello")
    assert text_of(person, PartKind.HISTORY) == ""
    person.writes("Why")
    press(person, "Show what you are writing")
    person.waits_until(lambda: text_of(person, PartKind.QUESTION) == "Why")


def test_an_answer_of_another_model_is_said_to_be_one(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello")
    model = person.presenter.models.model
    model.choose("/models/other.gguf", LoadSettings())
    person.waits_until(lambda: isinstance(model.state, Ready))
    person.presenter.chat.prompt_wanted.emit(answer.id)
    person.waits_until(lambda: text_of(person, PartKind.QUESTION) == "Hello")
    assert "The answer was written by fake; this is how other would read it." in said(person)


def test_a_growing_answer_is_not_disturbed(person: Person) -> None:
    person.asks("Hello /long 900 /slow 20ms")
    person.waits_for_text()
    opens(person)
    length = len(person.rows[-1].text)
    person.waits_for_text(length + 1)
    person.session.stop()
    assert person.waits_for_the_answer().state == "stopped"
    person.waits_until(lambda: text_of(person, PartKind.QUESTION).startswith("Hello"))


def test_without_a_model_it_offers_one(sit_down: Callable[..., Person]) -> None:
    person = sit_down().sees_the_program(model="")
    person.writes("Hello")
    opens(person)
    assert "Choose a model" in [one.text() for one in panel_of(person).findChildren(QPushButton) if one.isVisible()]
    model = person.presenter.models.model
    model.choose("/models/fake.gguf", LoadSettings(), load=False)
    person.waits_until(lambda: "none is loaded" in said(person))
    press(person, "Load fake")
    person.waits_until(lambda: text_of(person, PartKind.QUESTION) == "Hello")


def test_a_model_that_does_not_load_is_said_to(person: Person) -> None:
    opens(person)
    person.writes("Hello")
    person.presenter.models.model.choose("/models/missing.gguf", LoadSettings())
    person.waits_until(
        lambda: "Load the model again" in [one.text() for one in panel_of(person).findChildren(QPushButton)]
    )


def test_another_token_is_chosen_and_written_on_from_as_a_new_version(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello")
    person.presenter.chat.score_wanted.emit(answer.id)
    view = panel_of(person).scored
    person.waits_until(view.tokens.isVisible)
    texts = [token.text for token in view.tokens.shown]
    assert "".join(texts) == answer.message.text
    view.tokens.setFocus()
    view.tokens.move_to(2)
    QTest.keyClick(view.tokens, Qt.Key.Key_Return)
    listed = view.findChildren(Alternatives)[0].findChildren(QListWidget)[0]
    other = next(one for one in view.tokens.shown[2].alternatives if one.text != texts[2])
    row = view.tokens.shown[2].alternatives.index(other)
    listed.setCurrentRow(row)
    QTest.keyClick(listed, Qt.Key.Key_Return)
    branched = person.waits_for_the_answer()
    assert branched.message.text.startswith("".join(texts[:2]) + other.text)
    assert person.session.conversation.versions(answer.id) == (answer, branched)
    assert not panel_of(person).is_scored_shown


def test_scoring_is_cancelled_and_begun_again(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello")
    person.presenter.chat.score_wanted.emit(answer.id)
    press(person, "Cancel")
    assert "You stopped it." in said(person)
    press(person, "Begin again")
    person.waits_until(panel_of(person).scored.tokens.isVisible)
    press(person, "The exact prompt")
    person.waits_until(lambda: text_of(person, PartKind.QUESTION) == "Hello")
    press(person, "How sure was the model?")
    person.waits_until(panel_of(person).scored.tokens.isVisible)


def test_an_answer_with_reasoning_is_said_to_be_judged_without_it(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello /reason")
    assert answer.message.reasoning
    person.presenter.chat.score_wanted.emit(answer.id)
    assert "without the reasoning" in said(person)


def test_the_toggle_in_the_header_goes_with_it(person: Person) -> None:
    toggle = next(one for one in person.window.header.findChildren(QPushButton) if one.isCheckable())
    assert toggle.accessibleName() == "Exact prompt"
    toggle.click()
    assert panel_of(person).isVisible()
    opens(person)
    assert not toggle.isChecked()
    opens(person)
    assert toggle.isChecked()


def test_another_window_shows_it_too(person: Person) -> None:
    opens(person)
    before = person.window
    settings = person.presenter.settings
    settings.change(
        replace(settings.settings, appearance=replace(settings.settings.appearance, language=Language.KOREAN))
    )
    person.waits_until(lambda: person.window is not before)
    person.waits_until(lambda: person.presenter.prompt.is_open and panel_of(person).isVisible())


def test_a_presets_examples_are_told_apart_and_a_missing_value_is_said(person: Person) -> None:
    choice = Variable("into", VariableType.CHOICE, choices=("Korean", "English"), default="Korean")
    times = Variable("times", VariableType.NUMBER, low=1, high=10)
    preset = Preset(
        "Counting",
        system="Count.",
        template="{{into}} {{times}}: {{text}}",
        variables=(choice, times),
        examples=(Example("1+1", "2"),),
    )
    person.session.use_preset(person.presenter.app.presets.add(preset).key)
    opens(person)
    assert "Write a message" in said(person)
    person.writes("2+2")
    person.waits_until(lambda: "times" in said(person))
    assert not panel_of(person).prompt.tokens.isVisible()
    number = next(one for one in person.window.findChildren(VariableField) if one.variable.name == "times")
    QTest.keyClicks(number.control, "3")
    person.waits_until(lambda: text_of(person, PartKind.QUESTION) == "Korean 3: 2+2")
    assert text_of(person, PartKind.EXAMPLE) == "1+12"
    assert text_of(person, PartKind.SYSTEM) == "Count."


def test_a_long_text_says_how_far_it_is_judged_and_can_be_left(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello")
    person.session.edit(answer.id, "word " * 5_000 + "/slow 300ms")
    person.presenter.chat.score_wanted.emit(person.session.path()[-1].id)
    person.waits_until(lambda: re.search(r"Reading: [\d,]+ of \d,\d+ tokens", said(person)))
    press(person, "Cancel")
    assert "You stopped it." in said(person)
    person.presenter.chat.score_wanted.emit(answer.id)
    person.waits_until(panel_of(person).scored.tokens.isVisible)


def test_a_new_chat_is_followed(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello")
    person.presenter.chat.score_wanted.emit(answer.id)
    person.presenter.do(Command.NEW_CHAT)
    person.waits_until(lambda: "Write a message" in said(person))
    assert person.session.path() == ()


def test_in_a_small_window_it_lies_over_the_chat_until_escape(person: Person) -> None:
    person.gets_an_answer_to("Hello")
    person.window.resize(900, 700)
    opens(person)
    panel = panel_of(person)
    main = person.window.header.parentWidget()
    assert main is not None
    assert panel.geometry().right() == person.window.rect().right()
    assert main.mapTo(person.window, main.rect().topRight()).x() > panel.x()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert panel.isAncestorOf(focus)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    person.window.resize(1280, 700)
    opens(person)
    assert main.mapTo(person.window, main.rect().topRight()).x() < panel.x()


def test_all_of_it_has_a_name_and_is_reached_by_tab(person: Person) -> None:
    answer = person.gets_an_answer_to("Hello")
    person.presenter.chat.prompt_wanted.emit(answer.id)
    person.waits_until(lambda: text_of(person, PartKind.QUESTION))
    assert nameless(person.window) == []
    person.window.activateWindow()
    person.window.composer.setFocus()
    seen = set()
    for _ in range(80):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    panel = panel_of(person)
    buttons = {one for one in panel.findChildren(QPushButton) if one.isVisible()}
    assert {panel.prompt.tokens, *buttons} <= seen
    assert answer.message.role is Role.ASSISTANT
