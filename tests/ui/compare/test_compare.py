"""The place "Compare" in the real window: columns, one question, differences, and the answer that is kept."""

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget

from app.chat.comparing import Stage
from app.domain.conversation import TurnState
from app.domain.preset import Preset, Variable, VariableType
from app.ui.commands import Command
from app.ui.compare.lineup import Asked
from app.ui.compare.page import ComparePage
from app.ui.compare.presenter import ComparePresenter
from app.ui.widgets.place import Place
from tests.ui.conftest import Person

POLITE = Preset("Polite", template="{{text}} Please.")


class Judge:
    """A person at this place."""

    def __init__(self, person: Person) -> None:
        self.person = person
        person.presenter.do(Command.COMPARE)
        self.presenter = cast(ComparePresenter, person.presenter.places.presenter(Place.COMPARE))

    @property
    def page(self) -> ComparePage:
        return self.presenter.page

    def asks(self, text: str) -> None:
        """And does not wait."""
        self.page.asking.show_text(text)
        self.button("Compare").click()

    def compares(self, text: str) -> list[str]:
        """The answers."""
        self.asks(text)
        self.rests()
        return self.answers

    def rests(self) -> None:
        self.person.waits_until(lambda: self.presenter._comparison and self.presenter._comparison.is_over)

    @property
    def answers(self) -> list[str]:
        return [pane.answer.rows[0].text for pane in self.page.columns]

    def button(self, words: str, *, on: QWidget | None = None) -> QPushButton:
        buttons = (on or self.page).findChildren(QPushButton)
        return next(one for one in buttons if one.text() == words and not one.isHidden())

    def use(self, *presets: Preset | None) -> None:
        self.presenter.lineup.use([(preset, preset.name.lower() if preset else "") for preset in presets])


def underlined(text: QPlainTextEdit) -> str:
    cursor = QTextCursor(text.document())
    found = ""
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        if cursor.charFormat().fontUnderline():
            found += text.toPlainText()[cursor.position() - 1]
    return found


@pytest.fixture
def judge(person: Person) -> Judge:
    return Judge(person)


def test_it_begins_with_a_preset_beside_none(judge: Judge) -> None:
    assert [pane.preset.accessibleName() for pane in judge.page.columns] == [
        "Preset: No preset",
        "Preset: Think step by step",
    ]
    assert [pane.accessibleName() for pane in judge.page.columns] == ["Column 1", "Column 2"]
    assert QApplication.focusWidget() is judge.page.asking.field


def test_one_question_goes_to_all_columns(judge: Judge) -> None:
    judge.use(None, POLITE)
    first, second = judge.compares("Hello")
    assert "“Hello”" in first
    assert "“Hello Please.”" in second
    for pane in judge.page.columns:
        words = " ".join(label.text() for label in pane.findChildren(QLabel))
        assert "tokens/s" in words
        assert " s · " in words


def test_enter_asks_and_esc_stops_and_then_leaves(judge: Judge) -> None:
    judge.use(None, POLITE)
    field = judge.page.asking.field
    QTest.keyClicks(field, "/slow 20ms /long 400")
    QTest.keyClick(field, Qt.Key.Key_Return)
    judge.person.waits_until(lambda: judge.answers[0])
    assert judge.button("Stop all").isVisible()
    QTest.keyClick(judge.page, Qt.Key.Key_Escape)
    judge.rests()
    assert judge.presenter._comparison
    assert {state.stage for state in judge.presenter._comparison.states} == {Stage.STOPPED}
    assert judge.person.presenter.places.shown is Place.COMPARE
    for pane in judge.page.columns:
        assert any(label.text().startswith("Stopped") for label in pane.findChildren(QLabel))
        assert pane.answer.rows[0].state is TurnState.DONE  # there is nobody to continue it here
    QTest.keyClick(judge.page, Qt.Key.Key_Escape)
    assert judge.person.presenter.places.shown is None


def test_a_stopped_answer_that_is_kept_can_be_continued_in_the_chat(judge: Judge) -> None:
    judge.use(None, POLITE)
    QTest.keyClicks(judge.page.asking.field, "/slow 20ms /long 400")
    QTest.keyClick(judge.page.asking.field, Qt.Key.Key_Return)
    judge.person.waits_until(lambda: judge.answers[0])
    QTest.keyClick(judge.page, Qt.Key.Key_Escape)
    judge.rests()
    judge.button("Keep this one", on=judge.page.columns[0]).click()
    assert judge.person.session.path()[-1].state is TurnState.STOPPED


def test_no_button_moves_when_the_answers_are_there(judge: Judge) -> None:
    judge.asks("Hello /slow 20ms /long 40")
    judge.person.waits_until(lambda: judge.answers[0])
    before = judge.page.asking.marks.x()
    judge.rests()
    QApplication.processEvents()
    assert judge.page.asking.marks.isEnabled()
    assert judge.page.asking.marks.x() == before


def test_another_seed_asks_again(judge: Judge) -> None:
    judge.compares("Hello")
    first = judge.presenter._seed
    judge.button("Again with another seed").click()
    judge.rests()
    assert judge.presenter._seed != first
    assert judge.presenter._comparison
    assert judge.presenter._comparison.question.seed == judge.presenter._seed


def test_columns_are_added_up_to_four_and_taken_away_down_to_two(judge: Judge) -> None:
    for _ in range(2):
        judge.button("Add a column").click()
    assert len(judge.page.columns) == 4
    assert "Add a column" not in [one.text() for one in judge.page.findChildren(QPushButton) if not one.isHidden()]
    judge.page.columns[1].removed.emit()
    judge.page.columns[1].removed.emit()
    assert [pane.preset.accessibleName() for pane in judge.page.columns] == ["Preset: No preset"] * 2
    assert len(judge.compares("Hello")) == 2


def test_a_model_that_cannot_be_had_fails_in_its_column(judge: Judge) -> None:
    judge.presenter.lineup._choose(1, Asked(model="/models/absent.gguf"))
    first, _second = judge.compares("Hello")
    assert "Hello" in first
    assert judge.page.columns[1].answer.rows[0].error
    assert not judge.page.columns[1].answer.rows[0].remedies


def test_differences_are_marked_against_the_first(judge: Judge) -> None:
    judge.use(None, POLITE)
    judge.compares("one two three")
    judge.button("Mark differences").click()
    marked = judge.page.columns[1].marked
    assert marked.isVisible()
    assert "of its own" in marked._text.accessibleDescription()
    own = underlined(marked._text)
    assert own == "three Please.”."
    assert "compared with this one" in judge.page.columns[0].marked._text.accessibleDescription()
    judge.button("Mark differences").click()
    assert judge.page.columns[1].answer.isVisible()


def test_what_is_kept_begins_a_chat(judge: Judge) -> None:
    judge.use(None, POLITE)
    second = judge.compares("Hello")[1]
    judge.button("Keep this one", on=judge.page.columns[1]).click()
    person = judge.person
    assert person.presenter.places.shown is None
    question, answer = person.session.path()
    assert question.message.text == "Hello Please."
    assert answer.message.text == second
    assert answer.call
    assert answer.call.preset == POLITE
    person.waits_until(lambda: person.titles)


def test_what_comes_from_a_chat_is_kept_there_as_a_version(person: Person) -> None:
    person.gets_an_answer_to("What is bread?")
    answer = person.gets_an_answer_to("And water?")
    person.presenter.chat.compare_wanted.emit(answer.id)
    judge = Judge(person)
    assert "2 messages" in " ".join(label.text() for label in judge.page.asking.findChildren(QLabel))
    judge.button("Compare").click()
    judge.rests()
    kept = judge.answers[1]
    judge.button("Keep this one", on=judge.page.columns[1]).click()
    path = person.session.path()
    assert [turn.message.text for turn in path[:3]] == ["What is bread?", path[1].message.text, "And water?"]
    assert path[3].message.text == kept
    assert person.session.conversation.versions(path[3].id)[0].id == answer.id
    person.waits_until(lambda: person.rows[-1].versions == 2)


def test_another_question_than_the_chats_begins_a_chat(person: Person) -> None:
    answer = person.gets_an_answer_to("What is bread?")
    chat = person.session.conversation.id
    person.presenter.chat.compare_wanted.emit(answer.id)
    judge = Judge(person)
    judge.compares("What is water?")
    judge.button("Keep this one", on=judge.page.columns[0]).click()
    assert person.session.conversation.id != chat
    assert person.session.path()[0].message.text == "What is water?"


def test_a_preset_is_brought_with_what_was_tried(judge: Judge) -> None:
    judge.presenter.add_preset(POLITE, "polite", "Hello")
    assert judge.page.asking.text == "Hello"
    assert [asked.preset for asked in judge.presenter.lineup.columns] == [POLITE, None]


def test_what_a_preset_lacks_is_asked_for(judge: Judge) -> None:
    judge.use(
        None, Preset("Tongue", template="{{text}} in {{tongue}}", variables=(Variable("tongue", VariableType.LINE),))
    )
    judge.asks("Hello")
    assert judge.presenter._comparison is None
    judge.page.asking._form.show_values({"tongue": "Korean"})
    assert "“Hello in Korean”" in judge.compares("Hello")[1]


def test_the_sidebar_leads_to_it(person: Person) -> None:
    button = person.window.sidebar._foot._places[Place.COMPARE]
    assert button.accessibleName() == "Compare"
    assert "Ctrl+Shift+D" in button.toolTip()
    button.click()
    assert person.presenter.places.shown is Place.COMPARE
    assert button.isChecked()
