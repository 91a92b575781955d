"""Many chats in the whole window: the list, its search, titles, drafts, and what goes on unseen."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.ui.commands import Command
from app.ui.composer.draft import Draft
from tests.ui.conftest import Person


def test_chats_are_listed_searched_renamed_deleted_and_brought_back(person: Person) -> None:
    person.gets_an_answer_to("apples")
    person.presenter.do(Command.NEW_CHAT)
    assert person.rows == []
    person.gets_an_answer_to("pears")
    person.waits_until(lambda: person.titles == ["pears", "apples"])
    sidebar = person.window.sidebar
    sidebar.search.setText("app")
    assert person.titles == ["apples"]
    sidebar.search.clear()
    pears = person.session.conversation.id
    sidebar.renamed.emit(pears, "Fruit")
    person.waits_until(lambda: person.titles == ["Fruit", "apples"])
    assert person.window.header.title.text == "Fruit"
    sidebar.deleted.emit(pears)
    person.waits_until(lambda: person.titles == ["apples"])
    assert person.rows == []
    assert sidebar.undo.isVisible()
    assert person.window.composer.field.hasFocus()  # which has nothing to undo itself
    person.presses(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.waits_until(lambda: person.titles == ["Fruit", "apples"])
    sidebar.opened.emit(pears)
    assert person.rows[0].text == "pears"


def test_a_title_is_changed_in_the_list_and_in_the_header(person: Person) -> None:
    person.gets_an_answer_to("apples")
    person.waits_until(lambda: person.titles == ["apples"])
    chats = person.window.sidebar.list
    chats.setFocus()
    person.presses(Qt.Key.Key_F2, on=chats)
    editor = chats.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "Fruit")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    person.waits_until(lambda: person.titles == ["Fruit"])
    assert person.window.header.title.text == "Fruit"
    person.window.header.title.edit()
    field = person.window.header.title._field
    QTest.keyClicks(field, "Pears")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.waits_until(lambda: person.titles == ["Pears"])


def test_an_answer_goes_on_while_another_chat_is_read(person: Person) -> None:
    person.asks("/long 200 /slow 3ms")
    person.waits_for_text()
    answering = person.session
    person.presenter.do(Command.NEW_CHAT)
    assert person.rows == []
    assert answering.answering
    person.waits_until(lambda: person.titles)
    sidebar = person.window.sidebar
    sidebar.opened.emit(answering.conversation.id)
    assert person.session is answering
    answer = person.waits_for_the_answer()
    assert person.rows[-1].text == answer.message.text
    assert answer.message.text.split()[:2] == ["a", "quiet"]


def test_a_draft_is_kept_for_each_chat(person: Person) -> None:
    person.gets_an_answer_to("apples")
    apples = person.session.conversation.id
    person.writes("half a thou")
    person.presenter.do(Command.NEW_CHAT)
    assert person.window.composer.draft == Draft()
    person.writes("new")
    person.window.sidebar.opened.emit(apples)
    assert person.window.composer.draft == Draft("half a thou")


def test_the_list_is_walked_by_keyboard(person: Person) -> None:
    for question in ("apples", "pears"):
        person.presenter.do(Command.NEW_CHAT)
        person.gets_an_answer_to(question)
    person.waits_until(lambda: person.titles == ["pears", "apples"])
    person.presenter.do(Command.NEXT_CHAT)
    assert person.rows[0].text == "apples"
    person.presenter.do(Command.SEARCH_CHATS)
    search = person.window.sidebar.search
    assert search.hasFocus()
    QTest.keyClick(search, Qt.Key.Key_Down)
    chats = person.window.sidebar.list
    assert chats.hasFocus()
    QTest.keyClick(chats, Qt.Key.Key_Up)
    QTest.keyClick(chats, Qt.Key.Key_Return)
    assert person.rows[0].text == "pears"
