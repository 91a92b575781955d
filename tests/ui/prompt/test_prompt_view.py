"""The exact prompt as one sees, hears and copies it."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.generation import PartKind, PromptReport
from app.ui.prompt import parts
from app.ui.prompt.prompt_view import PromptView
from app.ui.prompt.tokens_view import TokensView
from app.ui.theme.look import Look
from app.ui.theme.tokens import Theme
from tests.ui.prompt import samples
from tests.ui.test_access import nameless
from tests.ui.theme.test_tokens import THEMES, contrast


@pytest.fixture
def view(qtbot: QtBot) -> PromptView:
    view = PromptView()
    qtbot.addWidget(view)
    view.dress(Look())
    view.resize(380, 600)
    view.show()
    qtbot.waitExposed(view)
    return view


def said(view: QWidget) -> list[str]:
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


def press(view: QWidget, words: str) -> QPushButton:
    button = next(one for one in view.findChildren(QPushButton) if one.text() == words and one.isVisible())
    button.click()
    return button


def description(tokens: TokensView) -> str:
    return QAccessible.queryAccessibleInterface(tokens).text(QAccessible.Text.Description)


def test_it_tells_how_long_the_prompt_is_what_it_is_made_of_and_what_did_not_fit(view: PromptView) -> None:
    view.show_prompt(samples.prompt(), PromptReport(14, context=8192, left_out=(1, 2, 3, 4)))
    assert {"14 tokens of 8,192", "system 3", "question 5", "frame 3", "control 3"} <= set(said(view))
    assert "4 earlier messages did not fit." in said(view)
    assert not any(words.startswith(("history", "examples")) for words in said(view))
    view.show_prompt(samples.prompt(), PromptReport(14))
    assert "14 tokens" in said(view)
    assert not any("did not fit" in words for words in said(view))


def test_blank_busy_and_trouble_are_said_and_may_offer_a_button(view: PromptView, qtbot: QtBot) -> None:
    view.show_blank("Choose a model.", action="Choose")
    assert "Choose a model." in said(view)
    with qtbot.waitSignal(view.acted):
        press(view, "Choose")
    view.show_busy()
    assert any("counted" in words for words in said(view))
    view.show_prompt(samples.prompt(), PromptReport(14))
    view.show_busy()
    assert view.tokens.isVisible()
    view.show_error("It went wrong.")
    assert "It went wrong." in said(view)
    assert not view.tokens.isVisible()


def test_the_keys_lead_through_the_tokens_and_each_is_told(view: PromptView) -> None:
    view.show_prompt(samples.prompt(), PromptReport(14))
    tokens = view.tokens
    tokens.setFocus()
    for key, expected in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_End, 3),
        (Qt.Key.Key_Down, 6),
        (Qt.Key.Key_Home, 4),
    ):
        QTest.keyClick(tokens, key)
        assert tokens.current == expected, key
    assert "Part of the system prompt" in description(tokens)
    assert "Token 5 of 14, number 104 of the vocabulary" in description(tokens)
    QTest.keyClick(tokens, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert tokens.current == 13
    QTest.keyClick(tokens, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert "A control token" in description(tokens)


def test_a_screen_reader_finds_a_list_of_tokens(view: PromptView) -> None:
    view.show_prompt(samples.prompt(), PromptReport(14))
    listed = QAccessible.queryAccessibleInterface(view.tokens)
    assert (listed.role(), listed.childCount()) == (QAccessible.Role.List, 14)
    item = listed.child(6)
    assert item is not None
    assert item.text(QAccessible.Text.Name) == "“.⏎⏎”"
    assert item.role() is QAccessible.Role.ListItem
    assert listed.child(14) is None
    view.show_prompt(samples.prompt(samples.PARTS[:3]), PromptReport(3))
    assert not item.isValid()
    assert nameless(view) == []


def test_text_that_spells_a_control_token_is_told_apart_from_one(view: PromptView) -> None:
    view.show_prompt(samples.prompt(), PromptReport(14))
    kinds = {token.text: token.kind for token in view.tokens.shown}
    assert kinds["<turn>"] is samples.K.CONTROL
    assert kinds[" <turn>"] is samples.K.QUESTION


def test_what_is_under_the_pointer_is_found(view: PromptView) -> None:
    view.show_prompt(samples.prompt(), PromptReport(14))
    for token in range(14):
        assert view.tokens.token_at(view.tokens.rect_of(token).center()) == token
    assert view.tokens.token_at(QPoint(5, 500)) is None


def test_it_is_copied_as_text_and_as_json(view: PromptView) -> None:
    prompt = samples.prompt()
    view.show_prompt(prompt, PromptReport(14, context=8192, left_out=(1,), template="model"), model="Small")
    find = next(one for one in view.findChildren(QPushButton) if one.text() == "Find")
    before = find.x()
    assert press(view, "Copy as text").text() == "Copied"
    QApplication.processEvents()
    assert find.x() == before
    assert QGuiApplication.clipboard().text() == prompt.text
    press(view, "Copy as JSON")
    copied = json.loads(QGuiApplication.clipboard().text())
    assert copied["tokens"][10] == {"id": 110, "text": " <turn>", "kind": "question"}
    assert copied["parts"] == {"control": 3, "frame": 3, "system": 3, "question": 5}
    assert (copied["context"], copied["left_out"], copied["model"]) == (8192, [1], "Small")


def test_finding_goes_from_place_to_place(view: PromptView) -> None:
    view.show_prompt(samples.prompt(), PromptReport(14))
    view.tokens.setFocus()
    QTest.keyClick(view.tokens, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = QGuiApplication.focusObject()
    assert isinstance(field, QWidget)
    QTest.keyClicks(field, "<turn>")
    assert view.tokens.current == 1
    assert "1 of 2" in said(view)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert view.tokens.current == 10
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert view.tokens.current == 1
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert view.tokens.current == 10
    QTest.keyClicks(field, "zzz")
    assert "not found" in said(view)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert view.tokens.hasFocus()


def test_a_hundred_thousand_tokens_are_laid_out_in_pieces_and_all_reached(view: PromptView, qtbot: QtBot) -> None:
    view.show_prompt(samples.long_prompt(100_000), PromptReport(100_000))
    tokens = view.tokens
    assert tokens.laid_out < 10_000
    QTest.keyClick(tokens, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert tokens.current == 99_999
    assert tokens.viewport().rect().contains(tokens.rect_of(99_999))
    view.resize(500, 600)
    qtbot.waitUntil(lambda: tokens.laid_out == 100_000)
    assert tokens.viewport().rect().intersects(tokens.rect_of(99_999))


def test_what_is_read_stays_in_place_while_the_end_changes(view: PromptView) -> None:
    view.show_prompt(samples.long_prompt(3_000), PromptReport(3_000))
    bar = view.tokens.verticalScrollBar()
    bar.setValue(1_000)
    view.show_prompt(samples.long_prompt(3_001), PromptReport(3_001))
    assert bar.value() == 1_000
    view.show_prompt(samples.prompt(), PromptReport(14))
    assert bar.value() == 0


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_in_a_narrow_panel_nothing_needs_more_room(view: PromptView, scale: float) -> None:
    view.dress(Look(scale=scale))
    view.show_prompt(samples.prompt(), PromptReport(14, context=8192, left_out=(1,)))
    view.tokens.find_wanted.emit()
    assert view.minimumSizeHint().width() <= 330 * (1 + (scale - 1) / 2)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", PartKind)
def test_every_part_can_be_read(theme: Theme, kind: PartKind) -> None:
    ground = theme.warm_soft if kind is PartKind.CONTROL else theme.surface
    assert contrast(parts.ink(kind, theme), ground) >= (4.2 if kind is PartKind.CONTROL else 4.5)
