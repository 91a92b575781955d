"""The place "Completion" in the real window: a text goes on, stops, has versions, and shows how sure the model was."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.domain.generation import TokenChoice
from app.domain.loading import LoadSettings
from app.domain.preset import Preset, PresetKind
from app.domain.writing import Terms
from app.ui.commands import Command
from app.ui.completion.page import CompletionPage
from app.ui.completion.presenter import CompletionPresenter
from app.ui.completion.writing_field import MOST
from app.ui.widgets.notices import Notice
from app.ui.widgets.place import Place
from tests.ui.conftest import Person

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Writer:
    """A person at this place."""

    def __init__(self, person: Person) -> None:
        self.person = person
        person.presenter.do(Command.COMPLETION)
        self.presenter = cast(CompletionPresenter, person.presenter.places.presenter(Place.COMPLETION))
        self.completing = person.presenter.app.completing

    @property
    def page(self) -> CompletionPage:
        return self.presenter.page

    @property
    def text(self) -> str:
        return self.page.field.text

    def types(self, text: str) -> None:
        QTest.keyClicks(self.page.field, text)

    def presses(self, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
        QTest.keyClick(self.page.field, key, modifier)

    def goes_on(self) -> str:
        """What the model wrote."""
        before = self.text
        self.presses(Qt.Key.Key_Return)
        self.rests()
        return self.text.removeprefix(before)

    def rests(self) -> None:
        self.person.waits_until(lambda: not self.completing.is_writing)

    def button(self, words: str) -> QPushButton:
        return next(one for one in self.page.findChildren(QPushButton) if one.text() == words and not one.isHidden())


@pytest.fixture
def writer(person: Person) -> Writer:
    return Writer(person)


def tinted(writer: Writer) -> list[str]:
    return [selection.cursor.selectedText() for selection in writer.page.field.extraSelections()]


def test_the_keyboard_stands_in_the_text(writer: Writer) -> None:
    assert QApplication.focusWidget() is writer.page.field
    assert writer.page.field.accessibleName()


def test_a_model_that_only_continues_texts_leads_here(person: Person) -> None:
    person.presenter.models.model.choose("/models/base.gguf", LoadSettings())
    notices = person.presenter.desk.notices
    person.waits_until(lambda: notices.findChildren(Notice))
    ways = notices.findChildren(QPushButton)
    assert [button.text() for button in ways] == ["Continue a text"]
    ways[0].click()
    assert person.presenter.places.shown is Place.COMPLETION


def test_a_text_goes_on_and_what_the_model_wrote_is_tinted(writer: Writer) -> None:
    writer.types("The sky is")
    added = writer.goes_on()
    assert added
    assert tinted(writer) == [added]
    assert str(len(added)) in writer.page.field.accessibleDescription()
    writer.presses(Qt.Key.Key_Home)
    writer.types("Oh: ")
    assert tinted(writer) == [added]
    assert writer.completing.writing.text == writer.text


def test_places_are_counted_in_characters_where_qt_counts_otherwise(writer: Writer) -> None:
    writer.page.field.insertPlainText("😀 가나 😀")
    added = writer.goes_on()
    assert tinted(writer) == [added]
    start, end = writer.page.field.selected
    assert start == end == len(writer.text)


def test_it_is_read_and_not_written_meanwhile_and_esc_stops(writer: Writer) -> None:
    writer.types("/slow 20ms /long 400")
    writer.presses(Qt.Key.Key_Return)
    writer.person.waits_until(lambda: len(writer.text) > 40)
    writer.types("nothing of this")
    assert writer.page.field.isReadOnly()
    QTest.keyClick(writer.page, Qt.Key.Key_Escape)
    writer.rests()
    assert writer.person.presenter.places.shown is Place.COMPLETION
    assert "nothing" not in writer.text
    assert writer.text == writer.completing.writing.text
    assert not writer.page.field.isReadOnly()
    QTest.keyClick(writer.page, Qt.Key.Key_Escape)
    assert writer.person.presenter.places.shown is None


def test_undo_and_redo_go_through_versions(writer: Writer) -> None:
    writer.types("The sky is")
    added = writer.goes_on()
    writer.presses(Qt.Key.Key_Z)
    assert writer.text == "The sky is"
    writer.presses(Qt.Key.Key_Z)
    assert writer.text == ""
    writer.presses(Qt.Key.Key_Z, CTRL | SHIFT)
    writer.presses(Qt.Key.Key_Z, CTRL | SHIFT)
    assert writer.text == "The sky is" + added


def test_versions_stand_side_by_side(writer: Writer) -> None:
    writer.types("The sky is")
    writer.goes_on()
    assert not [one for one in writer.page.findChildren(QLabel) if one.text() == "1 / 2" and not one.isHidden()]
    writer.button("Another version").click()
    writer.rests()
    assert [one.accessibleName() for one in writer.page.findChildren(QLabel) if one.text() == "2 / 2"] == [
        "Version 2 of 2"
    ]
    writer.button("‹").click()
    assert writer.completing.writing.tip == writer.completing.writing.siblings[0]


def test_from_the_caret_on_it_goes_another_way(writer: Writer) -> None:
    writer.types("The sky is grey")
    writer.page.field.select(7, 7)
    writer.presses(Qt.Key.Key_Return, CTRL | SHIFT)
    writer.rests()
    assert writer.text.startswith("The sky")
    assert "is grey" not in writer.text.removeprefix("The sky")[:8]


def test_what_is_being_composed_goes_with_it(writer: Writer) -> None:
    writer.page.field.insertPlainText("하늘은")
    QApplication.sendEvent(writer.page.field, QInputMethodEvent("맑", []))
    added = writer.goes_on()
    assert writer.text.startswith("하늘은맑")
    assert added


def test_a_gap_is_filled_or_it_is_said_why_not(writer: Writer) -> None:
    writer.types("The is blue.")
    writer.page.field.select(4, 4)
    writer.button("Fill the gap").click()
    assert "cannot fill a gap" in said(writer)
    writer.person.presenter.models.model.choose("/models/infill.gguf", LoadSettings())
    writer.button("Fill the gap").click()
    writer.rests()
    assert writer.text.startswith("The ")
    assert writer.text.endswith("is blue.")
    assert len(writer.text) > 20
    assert "cannot fill a gap" not in said(writer)


def test_another_token_is_chosen_from_the_probabilities(writer: Writer) -> None:
    writer.types("The sky is")
    added = writer.goes_on()
    writer.button("Probabilities").click()
    writer.person.waits_until(lambda: writer.presenter._scored)
    scored = writer.presenter._scored
    assert scored
    assert "".join(token.text for token in scored.tokens) == added
    writer.page.scored.chosen.emit(1, TokenChoice(7, " green", 0.2))
    writer.rests()
    assert writer.text.startswith("The sky is" + scored.tokens[0].text + " green")
    writer.person.waits_until(lambda: writer.presenter._scored not in (None, scored))


def test_a_change_makes_probabilities_old(writer: Writer) -> None:
    writer.types("The sky is")
    writer.goes_on()
    writer.button("Probabilities").click()
    writer.person.waits_until(lambda: writer.presenter._scored)
    writer.types("!")
    assert writer.presenter._scored is None
    writer.button("Look again").click()
    writer.person.waits_until(lambda: writer.presenter._scored)


def test_the_terms_are_kept_to_and_remembered(writer: Writer) -> None:
    writer.page.terms.show_terms(Terms())
    writer.page.terms._tokens.box.setValue(2)
    writer.page.terms._stop.setText("\\n, Q:, \\\\")
    writer.page.terms._stop.editingFinished.emit()
    assert writer.completing.writing.terms == Terms(max_tokens=2, stop=("\n", "Q:", "\\"))
    writer.page.terms.show_terms(writer.completing.writing.terms)
    assert writer.page.terms._stop.text() == "\\n, Q:, \\\\"
    writer.types("/long 100")
    assert len(writer.goes_on()) < 20


def test_the_first_time_it_shows_the_difference(writer: Writer) -> None:
    assert writer.page.beginnings.isVisible()
    writer.button("Let the model go on").click()
    writer.rests()
    assert writer.text.startswith("The sky is")
    assert not writer.page.beginnings.isVisible()
    writer.button("New text").click()
    assert writer.page.beginnings.isVisible()
    writer.presses(Qt.Key.Key_Z)
    assert writer.text.startswith("The sky is")


def test_the_same_is_asked_in_a_chat(writer: Writer) -> None:
    writer.types("The sky is")
    writer.button("Ask the same in a chat").click()
    person = writer.person
    assert person.presenter.places.shown is None
    person.waits_for_the_answer()
    assert person.session.path()[0].message.text == "The sky is"


def test_a_preset_is_a_text_to_begin_with(writer: Writer) -> None:
    writer.person.waits_until(lambda: writer.presenter._presets)
    key = next(key for key in writer.presenter._presets if key.endswith("continue-pattern"))
    writer.page.beginnings.chosen.emit(key)
    assert "hot → cold" in writer.text
    start, end = writer.page.field.selected
    assert writer.text[start:end].startswith("early")
    assert writer.completing.writing.terms.max_tokens == 16
    assert "\n" in writer.completing.writing.terms.stop


def test_ones_own_presets_begin_a_text_in_any_language(writer: Writer) -> None:
    presets = writer.person.presenter.app.presets
    mine = presets.add(Preset("이어 쓰기", kind=PresetKind.COMPLETION, template="하늘은 {{text}}", language="ko"))
    presets.add(Preset("대화", language="ko"))
    writer.presenter.come()
    writer.person.waits_until(lambda: mine.key in writer.presenter._presets)
    assert not any(key.startswith("ko/") or key == "대화" for key in writer.presenter._presets)
    assert any(button.text() == "이어 쓰기" for button in writer.page.beginnings.findChildren(QPushButton))


def test_the_text_survives_the_window(writer: Writer, sit_down: Callable[..., Person]) -> None:
    writer.types("The sky is")
    added = writer.goes_on()
    person = writer.person
    person.leaves()
    again = Writer(sit_down().sees_the_program())
    assert again.text == "The sky is" + added
    assert tinted(again) == [added]


def test_a_text_that_grows_goes_on_growing_in_another_language(writer: Writer) -> None:
    writer.types("/slow 20ms /long 300")
    writer.presses(Qt.Key.Key_Return)
    writer.person.waits_until(lambda: len(writer.text) > 40)
    settings = writer.person.presenter.settings
    appearance = replace(settings.settings.appearance, language=type(settings.settings.appearance.language)("ko"))
    window = writer.person.window
    settings.change(replace(settings.settings, appearance=appearance))
    writer.person.waits_until(lambda: writer.person.window is not window)
    again = Writer(writer.person)
    before = len(again.text)
    assert before > 40
    writer.person.waits_until(lambda: len(again.text) > before)
    again.completing.stop()
    again.rests()
    assert again.text == again.completing.writing.text


def test_what_is_too_long_is_not_pasted(writer: Writer) -> None:
    mime = QMimeData()
    mime.setText("word " * (MOST // 4))
    writer.page.field.insertFromMimeData(mime)
    assert writer.text == ""
    assert "not pasted" in said(writer)


def said(writer: Writer) -> str:
    return " ".join(label.text() for label in writer.page.notices.findChildren(QLabel))
