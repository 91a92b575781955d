"""What a person writes in a preset, takes back, deletes and brings back, while others write in its file too."""

import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.preset import AnswerRule, Example, Preset, RuleKind, Variable, VariableType
from app.storage.presets.store import MOST_BYTES
from app.ui.commands import Command
from app.ui.presets.values import Wish
from app.ui.widgets.controls import IconButton
from tests.ui.presets.conftest import Editor


def test_in_a_high_window_no_section_takes_more_room_than_it_needs(editor: Editor) -> None:
    editor.person.window.resize(1280, 1200)
    editor.opens("en/plain-chat")
    QApplication.processEvents()
    sections = (editor.page.editor.examples, editor.page.editor.answering)
    assert all(part.height() <= part.sizeHint().height() for part in sections)


def test_what_came_with_the_program_is_changed_in_a_copy(editor: Editor) -> None:
    editor.opens("en/arithmetic")
    original = editor.preset
    editor.changes("system", "Reckon!")
    assert editor.preset == original
    assert editor.page.editor.texts._system.text == original.system
    editor.page.notices.acted.emit("builtin", "copy")
    editor.person.waits_until(lambda: not editor.stored.is_builtin)
    assert editor.preset.system == "Reckon!"
    assert editor.preset.examples == original.examples
    editor.waits_for_file(lambda preset: preset.system == "Reckon!")


def test_a_new_preset_is_kept_as_it_is_written(editor: Editor) -> None:
    editor.page.list.new_wanted.emit()
    editor.person.waits_until(lambda: not editor.stored.is_builtin)
    assert editor.page.name.hasFocus()
    QTest.keyClicks(editor.page.name, "Haiku")
    QTest.keyClicks(editor.page.editor.texts._system, "Write a haiku.")
    editor.waits_for_file(lambda preset: (preset.name, preset.system) == ("Haiku", "Write a haiku."))
    editor.person.waits_until(lambda: "Haiku" in editor.rows)


def test_nothing_is_lost_by_looking_at_another_preset_at_once(editor: Editor, sums: Preset) -> None:
    stored = editor.has(sums)
    for description in ("a", "ab", "abc"):
        editor.changes("description", description)
        editor.place.editing.save()
    editor.changes("system", "Last.")
    editor.opens("en/summary")
    editor.person.waits_until(lambda: editor.presets.find(stored.key).preset.system == "Last.")
    assert editor.presets.find(stored.key).preset.description == "abc"


def test_changes_are_taken_back_field_by_field(editor: Editor, sums: Preset) -> None:
    editor.has(sums)
    system = editor.page.editor.texts._system
    system.setFocus()
    QTest.keyClicks(system, "Yes. ")
    QTest.keyClicks(editor.page.name, "!")
    QTest.keyClick(system, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (editor.preset.name, editor.page.name.text()) == ("Sums", "Sums")
    assert system.text == "Yes. You reckon."
    QTest.keyClick(system, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert system.text == editor.preset.system == "You reckon."
    QTest.keyClick(system, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert system.text == "Yes. You reckon."
    for key, text in ((Qt.Key.Key_Z, "You reckon."), (Qt.Key.Key_Y, "Yes. You reckon.")):
        QTest.keyClick(editor.page.list.list, key, Qt.KeyboardModifier.ControlModifier)
        assert system.text == text
    editor.waits_for_file(lambda preset: preset.system == "Yes. You reckon.")


def test_a_long_name_is_seen_from_its_beginning_when_it_is_left(editor: Editor, sums: Preset) -> None:
    editor.has(sums)
    editor.page.name.setFocus()
    QTest.keyClicks(editor.page.name, " and more" * 40)
    QTest.keyClick(editor.page.name, Qt.Key.Key_Tab)
    assert not editor.page.name.hasFocus()
    assert editor.page.name.cursorPosition() == 0


def test_a_file_that_another_program_changes_is_read_and_nothing_written_is_lost(editor: Editor, sums: Preset) -> None:
    stored = editor.has(sums)
    editor.changes("description", "mine")
    text = stored.path.read_text(encoding="utf-8").replace("You reckon.", "You reckon well.")
    stored.path.write_text(text, encoding="utf-8")
    os.utime(stored.path, ns=(1, 1))
    editor.place.come()
    editor.waits_for_file(lambda preset: (preset.description, preset.system) == ("mine", "You reckon well."))
    assert editor.page.editor.texts._system.text == "You reckon well."


def test_what_another_program_writes_into_the_open_file_is_shown_while_both_are_seen(
    editor: Editor, sums: Preset
) -> None:
    stored = editor.has(sums)
    _write_into(stored.path, "You reckon.", "You reckon well.")
    editor.person.waits_until(lambda: editor.preset.system == "You reckon well.")
    _write_into(stored.path, "You reckon well.", "You reckon best.")
    editor.person.waits_until(lambda: editor.preset.system == "You reckon best.")


def _write_into(file: Path, before: str, after: str) -> None:
    """Without exchanging it for another."""
    with file.open("r+", encoding="utf-8") as opened:
        text = opened.read().replace(before, after)
        opened.seek(0)
        opened.write(text)


def test_what_could_not_be_read_again_is_not_written_and_said_so(editor: Editor, sums: Preset) -> None:
    stored = editor.has(sums)
    editor.changes("name", "")
    editor.person.waits_until(editor.page._chip.isVisible)
    assert "not saved" in editor.page._chip.accessibleName()
    assert editor.presets.find(stored.key).preset.name == "Sums"
    editor.changes("name", "Sum")
    editor.waits_for_file(lambda preset: preset.name == "Sum")
    editor.person.waits_until(lambda: not editor.page._chip.isVisible())


def test_a_field_that_is_not_right_yet_does_not_hold_up_the_others(editor: Editor, sums: Preset) -> None:
    editor.has(sums)
    editor.changes("rule", AnswerRule(RuleKind.PATTERN, pattern="(unclosed"))
    editor.changes("description", "kept")
    editor.waits_for_file(lambda preset: preset.description == "kept" and preset.rule == sums.rule)
    editor.person.waits_until(editor.page._chip.isVisible)
    assert editor.preset.rule.pattern == "(unclosed"
    editor.changes("rule", AnswerRule(RuleKind.PATTERN, pattern="(closed)"))
    editor.waits_for_file(lambda preset: preset.rule.pattern == "(closed)")


def test_a_field_that_is_not_right_yet_waits_while_another_preset_is_looked_at(editor: Editor, sums: Preset) -> None:
    stored = editor.has(sums)
    editor.changes("description", "kept")
    editor.changes("rule", AnswerRule(RuleKind.PATTERN, pattern="(unclosed"))
    editor.opens("en/summary")
    editor.person.waits_until(lambda: editor.presets.find(stored.key).preset.description == "kept")
    editor.opens(stored.key)
    assert (editor.preset.rule.pattern, editor.preset.description) == ("(unclosed", "kept")
    editor.person.waits_until(editor.page._chip.isVisible)
    editor.changes("rule", AnswerRule(RuleKind.PATTERN, pattern="(closed)"))
    editor.waits_for_file(lambda preset: preset.rule.pattern == "(closed)")
    editor.opens("en/summary")
    editor.opens(stored.key)
    assert editor.preset == editor.presets.find(stored.key).preset


def test_what_was_saved_is_opened_before_the_folder_is_read_again(editor: Editor, sums: Preset) -> None:
    stored = editor.has(sums)
    seen: list[str] = []

    def look(_stored: object) -> None:
        editor.place.open("en/summary")
        editor.place.open(stored.key)
        seen.append(editor.preset.description)

    editor.place.editing.saved.connect(look)
    editor.changes("description", "kept")
    editor.person.waits_until(lambda: seen)
    assert seen[0] == "kept"


def test_a_variable_that_is_written_out_of_the_template_is_forgotten(editor: Editor) -> None:
    number = Variable("n", VariableType.NUMBER, low=1)
    editor.has(Preset("Numbers", template="{{text}} {{n}}", variables=(number,)))
    editor.changes("template", "{{text}}")
    editor.waits_for_file(lambda preset: preset.variables == ())
    editor.changes("template", "{{text}} {{n}}")
    editor.waits_for_file(lambda preset: preset.variables == (number,))


def test_a_deleted_preset_comes_back(editor: Editor, sums: Preset) -> None:
    stored = editor.has(sums)
    editor.page.wished.emit(Wish.DELETE, stored.key)
    editor.person.waits_until(lambda: editor.page.list.undo.is_offered)
    assert not stored.path.exists()
    editor.person.waits_until(lambda: "Sums" not in editor.rows)
    editor.page.list.undo.undo()
    editor.person.waits_until(lambda: editor.stored.preset == sums)
    assert stored.path.exists()


def test_ctrl_z_brings_a_deleted_preset_back_unless_something_was_written_since(editor: Editor, sums: Preset) -> None:
    undo, person = editor.page.list.undo, editor.person
    other, stored = editor.has(replace(sums, name="Other")), editor.has(sums)
    person.presses(Qt.Key.Key_Delete, on=editor.page.list.list)
    person.waits_until(lambda: undo.is_offered and "Sums" not in editor.rows)
    person.presenter.do(Command.UNDO_DELETE)
    person.waits_until(lambda: stored.path.exists() and "Sums" in editor.rows)
    person.presses(Qt.Key.Key_Delete, on=editor.page.list.list)
    person.waits_until(lambda: undo.is_offered and "Sums" not in editor.rows)
    editor.opens(other.key)
    editor.changes("system", "Be kind.")
    person.presenter.do(Command.UNDO_DELETE)
    assert editor.preset.system == sums.system
    assert undo.is_offered


def test_a_preset_that_is_gone_can_be_brought_back(editor: Editor, sums: Preset) -> None:
    stored = editor.has(sums)
    stored.path.unlink()
    editor.place.come()
    editor.person.waits_until(lambda: editor.page.list.undo.is_offered)
    editor.page.list.undo.undo()
    editor.person.waits_until(lambda: editor.place.editing.stored is not None and editor.preset == sums)


def test_a_bad_file_is_listed_with_its_reason_and_hides_no_good_one(editor: Editor, sums: Preset) -> None:
    editor.has(sums)
    bad = editor.presets.folder / "bad.toml"
    bad.write_text('format = 1\nname = "Bad\n', encoding="utf-8")
    large = editor.presets.folder / "large.toml"
    large.write_text('name = "' + "a" * (MOST_BYTES + 1) + '"\n', encoding="utf-8")
    editor.place.renew()
    editor.person.waits_until(lambda: {"bad", "large", "Sums"} <= set(editor.rows))
    editor.page.list.opened.emit(str(bad))
    editor.person.waits_until(editor.page._blank.isVisible)
    assert "Line 2" in editor.page._blank._words.text()
    bad.write_text("format = 1\n", encoding="utf-8")
    editor.place.come()
    editor.person.waits_until(lambda: "no “name”" in editor.page._blank._words.text())
    bad.write_text('format = 1\nname = "Good"\n', encoding="utf-8")
    editor.place.come()
    editor.person.waits_until(lambda: editor.place.editing.stored is not None and editor.preset.name == "Good")
    editor.opens(editor.presets.find("Sums").key)
    assert editor.page.editor.isVisible()


def test_files_are_dropped_on_the_page(editor: Editor, sums: Preset, tmp_path: Path) -> None:
    editor.has(sums)
    table = tmp_path / "more.csv"
    table.write_text("question,answer\n3 + 3?,6\n", encoding="utf-8")
    _drop(editor, table)
    editor.waits_for_file(lambda preset: preset.examples[-1] == Example("3 + 3?", "6"))
    file = tmp_path / "friend.toml"
    editor.presets.export("en/summary", file)
    _drop(editor, file)
    editor.person.waits_until(lambda: not editor.stored.is_builtin and editor.preset.name == "Summary")
    table.write_text("colour,shape\nred,round\n", encoding="utf-8")
    _drop(editor, table)
    editor.person.waits_until(lambda: editor.page.notices._lines)
    tabs = tmp_path / "more.tsv"
    tabs.write_text("question\tanswer\n4 + 4?\t8\n", encoding="utf-8")
    _drop(editor, tabs)
    editor.waits_for_file(lambda preset: preset.examples[-1] == Example("4 + 4?", "8"))
    assert not editor.page.notices._lines
    _drop(editor, table)
    editor.person.waits_until(lambda: editor.page.notices._lines)
    editor.page.list.opened.emit("en/summary")
    assert not editor.page.notices._lines


def _drop(editor: Editor, file: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    editor.page.dropEvent(QDropEvent(QPoint(300, 300), Qt.DropAction.CopyAction, mime, buttons, keys))


def test_steps_are_taken_back_and_again_by_buttons(editor: Editor, sums: Preset) -> None:
    editor.opens("en/arithmetic")
    undo, redo = editor.page.steps.findChildren(IconButton)
    assert not undo.isVisible()
    editor.has(sums)
    assert undo.isVisible()
    assert not undo.isEnabled()
    editor.changes("system", "Reckon!")
    undo.click()
    assert editor.preset == sums
    assert not undo.isEnabled()
    redo.click()
    assert editor.preset.system == "Reckon!"
    assert not redo.isEnabled()
