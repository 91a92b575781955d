from pytestqt.qtbot import QtBot

from app.ui.widgets.controls import Button, as_it_is


def test_an_ampersand_marks_no_key(qtbot: QtBot) -> None:
    button = Button("Q&A")
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()
    assert button.text() == as_it_is("Q&A") == "Q&&A"
    assert button.accessibleName() == "Q&A"
