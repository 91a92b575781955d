from dataclasses import replace

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.domain.preset import AnswerRule, Example, Preset, RuleKind, Variable, VariableType
from app.domain.settings import Language
from app.ui.commands import Command
from app.ui.presets.examples_model import Column
from app.ui.widgets.place import Place
from tests.ui.presets.conftest import Editor

SLOW = AnswerRule(RuleKind.PATTERN, pattern="(?P<answer>(a|aa)+)$")


# --- the place -------------------------------------------------------------------------------------------------------


def test_the_presets_stand_where_the_chats_were_and_the_way_back_is_there(editor: Editor) -> None:
    window = editor.person.window
    assert {"Reasoning", "Writing", "Data", "한국어"} <= set(editor.rows)
    assert not window.sidebar.list.isVisible()
    editor.page.list._back.click()
    assert window.is_chat_shown
    assert window.sidebar.list.isVisible()
    editor.person.presenter.do(Command.PRESETS)
    QTest.keyClick(editor.page, Qt.Key.Key_Escape)
    assert window.is_chat_shown


def test_esc_leads_back_from_the_list_and_from_its_search(editor: Editor) -> None:
    for part in (editor.page.list.list, editor.page.list.search):
        editor.person.presenter.do(Command.PRESETS)
        part.setFocus()
        editor.person.presses(Qt.Key.Key_Escape, on=part)
        assert editor.person.presenter.places.shown is None


def test_the_search_of_chats_leads_back_to_the_chats(editor: Editor) -> None:
    editor.person.presenter.do(Command.SEARCH_CHATS)
    assert editor.person.window.sidebar.search.hasFocus()
    editor.person.window.sidebar.place_wanted.emit(Place.PRESETS)
    assert editor.page.list.isVisible()


def test_presets_are_searched(editor: Editor) -> None:
    editor.page.list.search.setText("arithmetic step")
    assert "Arithmetic, step by step" in editor.rows
    assert "Summary" not in editor.rows
    editor.page.list.search.setText("xyzzy")
    assert editor.rows == []
    assert "xyzzy" in editor.page.list._nothing.text()


def test_another_language_leads_back_to_the_preset(editor: Editor, sums: Preset) -> None:
    stored = editor.has(sums)
    editor.changes("description", "half a thou")
    editor.page.side.try_it._writing.field.insertPlainText("7 + 7?")
    person, old = editor.person, editor.person.window
    settings = person.presenter.settings.settings
    person.presenter.settings.change(
        replace(settings, appearance=replace(settings.appearance, language=Language.KOREAN))
    )
    person.waits_until(lambda: person.window is not old)
    assert person.presenter.places.shown is Place.PRESETS
    person.waits_until(lambda: editor.place.editing.stored is not None)
    person.waits_until(lambda: editor.stored.key == stored.key)
    assert editor.preset.description == "half a thou"
    assert editor.page.side.try_it.values == {"text": "7 + 7?"}


def test_a_preset_is_used_in_a_new_chat(editor: Editor) -> None:
    editor.opens("en/arithmetic")
    editor.page.side.try_it.use_button.click()
    assert editor.person.window.is_chat_shown
    assert editor.person.session.conversation.preset == "en/arithmetic"


def test_the_sidebar_says_how_many_there_are(editor: Editor, sums: Preset) -> None:
    button = editor.person.window.sidebar._foot._places[Place.PRESETS]
    before = int(button._aside)
    editor.has(sums)
    editor.person.waits_until(lambda: int(button._aside) == before + 1)


# --- examples --------------------------------------------------------------------------------------------------------


def test_examples_are_switched_moved_written_and_removed_by_keyboard(editor: Editor, sums: Preset) -> None:
    editor.has(sums)
    examples = editor.page.editor.examples
    table = examples.table
    table.setCurrentIndex(examples.model.index(0, Column.QUESTION))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert [one.enabled for one in editor.preset.examples] == [False, True]
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [one.answer for one in editor.preset.examples] == ["4", "2"]
    assert table.currentIndex().row() == 1
    QTest.keyClick(table, Qt.Key.Key_Return)
    question = examples._one._fields["question"]
    assert question.hasFocus()
    QTest.keyClicks(question, "What is ")
    assert editor.preset.examples[1].question == "What is 1 + 1?"
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert [one.answer for one in editor.preset.examples] == ["4"]
    examples._add_button.click()
    assert editor.preset.examples[-1] == Example("", "")


def test_a_preset_without_examples_says_what_they_are_for(editor: Editor, sums: Preset) -> None:
    editor.has(replace(sums, examples=()))
    examples = editor.page.editor.examples
    assert examples._nothing.isVisible()
    assert not examples._one.isVisible()
    assert not examples.table.isVisible()
    examples._add_button.click()
    assert examples._one.isVisible()


def test_an_example_is_moved_by_drag_and_drop(editor: Editor, sums: Preset) -> None:
    editor.has(sums)
    model = editor.page.editor.examples.model
    mime = model.mimeData([model.index(0, 1)])
    model.dropMimeData(mime, Qt.DropAction.MoveAction, 2, 0, model.index(-1, -1))
    assert [one.answer for one in editor.preset.examples] == ["4", "2"]


def test_a_turn_of_a_chat_becomes_an_example_and_can_be_taken_back(editor: Editor, sums: Preset) -> None:
    stored = editor.has(sums)
    editor.presets.add(Preset("Q&A " + "a long name " * 14))
    person = editor.person
    person.presenter.places.show_chat()
    person.presenter.chat.example_wanted.emit("5 + 5?", "10", "")
    person.waits_until(lambda: person.window.findChild(QMenu, "example"))
    menu = person.window.findChild(QMenu, "example")
    assert menu is not None
    widest = max(menu.fontMetrics().horizontalAdvance(action.text()) for action in menu.actions())
    assert widest < 400
    assert any(action.text().startswith("Q&&A") for action in menu.actions())
    action = next(action for action in menu.actions() if action.text() == "Sums")
    menu.close()
    action.trigger()
    person.waits_until(lambda: editor.presets.find(stored.key).preset.examples[-1] == Example("5 + 5?", "10"))
    person.waits_until(lambda: "example" in person.presenter.desk.notices._lines)
    person.presenter.desk.notices.acted.emit("example", "undo")
    person.waits_until(lambda: editor.presets.find(stored.key).preset == sums)


def test_a_new_preset_begins_with_a_turn_of_a_chat(editor: Editor, sums: Preset) -> None:
    editor.person.presenter._preset_ties._begin("5 + 5?", "10", None)
    editor.person.waits_until(lambda: editor.preset.examples == (Example("5 + 5?", "10"),))
    assert not editor.stored.is_builtin
    near = replace(sums, description="Two sums.")
    editor.person.presenter._preset_ties._begin("6 + 6?", "12", near)
    editor.person.waits_until(lambda: editor.preset.examples == (Example("6 + 6?", "12"),))
    assert (editor.preset.system, editor.preset.description) == ("You reckon.", "")


# --- the exact prompt, and trying ------------------------------------------------------------------------------------


def test_the_prompt_follows_what_is_written_and_tells_what_each_part_costs(editor: Editor, sums: Preset) -> None:
    editor.has(sums)
    prompt = editor.page.side.prompt
    editor.person.waits_until(lambda: "You reckon." in prompt._prompt.text)
    assert "{{text}}" in prompt._prompt.text
    editor.person.waits_until(lambda: editor.page.editor.examples._costs.each)
    assert all(editor.page.editor.examples._costs.each)
    editor.changes("system", "You reckon aloud.")
    editor.person.waits_until(lambda: "You reckon aloud." in prompt._prompt.text)
    editor.page.side.try_it._writing.field.insertPlainText("7 + 7?")
    editor.person.waits_until(lambda: "7 + 7?" in prompt._prompt.text)


def test_a_preset_asks_for_its_variables_and_says_what_is_wrong_with_them(editor: Editor) -> None:
    tone = Variable("tone", VariableType.CHOICE, choices=("kind", "stern"))
    words = Variable("words", VariableType.NUMBER, low=10, high=50)
    editor.has(Preset("Letter", template="A {{tone}} letter on {{text}}, {{words}} words", variables=(tone, words)))
    try_it = editor.page.side.try_it
    assert try_it.values["tone"] == "kind"
    try_it._button.click()
    assert not editor.place._trying.is_running
    try_it._writing.field.insertPlainText("rain")
    try_it.show_values({"tone": "stern", "words": "99"})
    try_it._button.click()
    assert not editor.place._trying.is_running
    try_it.show_values({"tone": "stern", "words": "20"})
    try_it._button.click()
    editor.person.waits_until(lambda: try_it.answer.rows and not editor.place._trying.is_running)
    assert editor.place._trying.tried[0] == "A stern letter on rain, 20 words"


def test_a_preset_is_tried_with_votes(editor: Editor) -> None:
    editor.opens("en/arithmetic")
    try_it = editor.page.side.try_it
    try_it._writing.field.insertPlainText("How many? /answers 67 67 35 67 67")
    try_it._writing.submitted.emit()
    editor.person.waits_until(lambda: try_it.answer.rows and not editor.place._trying.is_running)
    verdict = try_it.answer.rows[-1].verdict
    assert verdict is not None
    assert verdict.vote is not None
    assert verdict.vote.majority == "67"


def test_a_try_is_stopped(editor: Editor, sums: Preset) -> None:
    editor.has(sums)
    try_it = editor.page.side.try_it
    try_it._writing.field.insertPlainText("/long 500 /slow 5ms")
    try_it._button.click()
    editor.person.waits_until(lambda: try_it.answer.rows and try_it.answer.rows[-1].text)
    QTest.keyClick(try_it._writing.field, Qt.Key.Key_Escape)
    editor.person.waits_until(lambda: not editor.place._trying.is_running)
    assert try_it.answer.rows[-1].is_broken_off
    assert not editor.person.window.is_chat_shown


# --- hostile ---------------------------------------------------------------------------------------------------------


def test_a_pattern_without_end_is_told_and_the_window_lives(editor: Editor, sums: Preset) -> None:
    editor.has(replace(sums, rule=SLOW))
    detail = editor.page.editor.answering._detail
    detail._sample.insertPlainText("a" * 50_000 + "!")
    editor.person.waits_until(detail._trouble.text)
    assert "too long" in detail._trouble.text()


def test_a_thousand_examples_are_shown_and_changed(editor: Editor, sums: Preset) -> None:
    many = tuple(Example(f"{at} + 1?", str(at + 1)) for at in range(1_000))
    editor.has(replace(sums, examples=many))
    editor.person.waits_until(lambda: editor.page.editor.examples._costs.examples)
    editor.page.editor.examples.model.toggle(500)
    assert not editor.preset.examples[500].enabled
    editor.waits_for_file(lambda preset: not preset.examples[500].enabled)


def test_a_text_of_millions_of_letters_is_not_laid_out(editor: Editor, sums: Preset) -> None:
    editor.has(sums)
    system = editor.page.editor.texts._system
    mime = QMimeData()
    mime.setText("a" * 1_000_000)
    system.selectAll()
    system.insertFromMimeData(mime)
    assert system.is_cut
    assert editor.preset.system == "a" * 1_000_000
    assert len(system.toPlainText()) < 100_000
    assert editor.place.undo()
    assert system.text == "You reckon."


# --- narrow ----------------------------------------------------------------------------------------------------------


def test_in_a_narrow_window_editor_and_prompt_take_turns(editor: Editor) -> None:
    editor.opens("en/arithmetic")
    editor.person.window.resize(700, 800)
    assert editor.page.editor.isVisible()
    assert not editor.page.side.isVisible()
    for tab in editor.page._tabs.values():
        tab.click()
    assert editor.page.side.isVisible()
    assert not editor.page.editor.isVisible()
