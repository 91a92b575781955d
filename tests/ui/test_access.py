from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from app.domain.model_errors import ModelMissing
from app.ui.commands import Command
from tests.ui.conftest import Person


def _reachable(root: QWidget) -> Iterator[QWidget]:
    for widget in (root, *root.findChildren(QWidget)):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible() and not widget.focusProxy():
            yield widget


def nameless(root: QWidget) -> list[str]:
    found = []
    for widget in _reachable(root):
        interface = QAccessible.queryAccessibleInterface(widget)
        name, role = interface.text(QAccessible.Text.Name), interface.role()
        is_unknown = role in {QAccessible.Role.NoRole, QAccessible.Role.Client} and not isinstance(widget, QScrollArea)
        if not name.strip() or is_unknown:
            found.append(f"{widget!r}: name {name!r}, role {role.name}")
    return found


def test_everything_that_can_be_reached_has_a_name_and_a_role(person: Person) -> None:
    assert nameless(person.window) == []
    person.gets_an_answer_to("Hello")
    person.presenter.show_error("model", ModelMissing("/models/gone.gguf"))
    person.presenter.do(Command.FIND)
    person.window.sidebar.undo.offer("Deleted “apples”", lambda: None)
    assert nameless(person.window) == []
    person.presenter.desk.find_bar.end()
    person.presenter.do(Command.EDIT_QUESTION)
    person.window.composer.field.insertPlainText("x")
    assert nameless(person.window) == []


def test_so_it_is_in_the_dialogs(person: Person) -> None:
    for command in (Command.SETTINGS, Command.HELP, Command.MODELS):
        person.presenter.do(command)
        widget = person.presenter.models.picker if command is Command.MODELS else _dialog(person)
        assert nameless(widget) == []
        widget.close()


def test_tab_reaches_every_part_and_comes_back(person: Person) -> None:
    person.gets_an_answer_to("Hello")
    person.window.activateWindow()
    wanted = {
        widget
        for widget in _reachable(person.window)
        if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    person.window.composer.setFocus()
    start = QApplication.focusWidget()
    seen: list[QWidget] = []
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus is start and seen:
            break
        seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is start
    assert [repr(widget) for widget in wanted - set(seen)] == []


def test_the_pill_is_pressed_and_a_model_is_chosen_by_keyboard(person: Person) -> None:
    person.window.header.pill.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(person.window.header.pill, Qt.Key.Key_Space)
    picker = person.presenter.models.picker
    assert picker.isVisible()
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    assert not picker.isVisible()


def test_a_page_of_keys_names_every_command(person: Person) -> None:
    person.presenter.do(Command.HELP)
    sheet = _dialog(person)
    words = {label.text() for label in sheet.findChildren(QWidget) if hasattr(label, "text")}
    assert {"New chat", "Stop the answer; leave a search or an edit", "Ctrl+K"} <= words
    sheet.close()


def _dialog(person: Person) -> QDialog:
    return next(dialog for dialog in person.window.findChildren(QDialog) if dialog.isVisible())
