import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.composer.composer import Composer
from app.ui.composer.draft import Draft
from app.ui.composer.field import LINES, MessageField
from app.ui.composer.writing import PastedText

MILLION = 1_000_000


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    made = Composer()
    made.open()
    made.resize(720, 120)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def field(composer: Composer) -> MessageField:
    found = composer.findChild(MessageField)
    assert found is not None
    return found


def _paste(field: MessageField, text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    mime.setHtml(f"<b>{text[:100]}</b>")
    field.insertFromMimeData(mime)


def test_grows_with_its_lines_up_to_a_limit(composer: Composer, field: MessageField) -> None:
    heights = []
    for lines in (1, 2, LINES, LINES + 1, 200):
        composer.show_draft(Draft("\n".join(["word"] * lines)))
        heights.append(field.height())
    assert heights[0] < heights[1] < heights[2] == heights[3] == heights[4]


def test_the_first_letter_does_not_make_the_field_grow(field: MessageField) -> None:
    field.setPlaceholderText("메시지를 쓰세요…")
    field.resize(field.width() - 1, field.height())
    empty = field.height()
    for letters in ("가", "A", "가A"):
        field.show_text(letters)
        assert field.height() == empty


def test_pasted_text_is_plain(field: MessageField) -> None:
    _paste(field, "bold\r\nline")
    assert field.text == "bold\nline"


@pytest.mark.parametrize("text", ["a" * MILLION, "word " * (MILLION // 5), "\n" * MILLION + "end"])
def test_a_million_characters_stay_out_of_the_field_and_are_sent_whole(
    qtbot: QtBot, composer: Composer, field: MessageField, text: str
) -> None:
    sent: list[str] = []
    composer.submitted.connect(sent.append)
    QTest.keyClicks(field, "Shorten this:")
    _paste(field, text)
    assert field.text == "Shorten this:"
    chip = composer.findChild(PastedText)
    assert chip is not None
    label = chip.findChild(QLabel)
    assert label is not None
    assert "1,000,0" in label.text()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert sent == [f"Shorten this:\n\n{text}"]
    assert composer.draft == Draft()


def test_a_long_paste_can_be_taken_back(composer: Composer, field: MessageField) -> None:
    _paste(field, "x" * MILLION)
    chip = composer.findChild(PastedText)
    assert chip is not None
    chip.removed.emit()
    assert composer.draft == Draft()


def test_a_draft_comes_back_as_it_was(composer: Composer) -> None:
    draft = Draft("half\u00a0a thought", ("y" * MILLION,))
    composer.show_draft(draft)
    assert composer.draft == draft


def test_files_are_not_taken(field: MessageField) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/etc/hosts")])
    assert not field.canInsertFromMimeData(mime)


def test_up_in_an_empty_field_brings_earlier_questions(qtbot: QtBot, composer: Composer, field: MessageField) -> None:
    composer.show_history(("first", "second\nline"))
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(field, key)
        seen.append(field.text)
    assert seen == ["second\nline", "first", "first", "second\nline", ""]


def test_up_in_a_written_field_moves_the_cursor(qtbot: QtBot, composer: Composer, field: MessageField) -> None:
    composer.show_history(("first",))
    QTest.keyClicks(field, "mine")
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.text == "mine"


def test_a_recalled_question_that_was_changed_is_the_persons_own(
    qtbot: QtBot, composer: Composer, field: MessageField
) -> None:
    composer.show_history(("first", "second"))
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClicks(field, "!")
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.text == "second!"


def test_the_button_stops_while_an_answer_grows(qtbot: QtBot, composer: Composer) -> None:
    stopped: list[bool] = []
    composer.stopped.connect(lambda: stopped.append(True))
    composer.show_answering(is_answering=True)
    QTest.mouseClick(composer._button, Qt.MouseButton.LeftButton)
    assert stopped == [True]
    assert "Stop" in composer._button.accessibleName()
