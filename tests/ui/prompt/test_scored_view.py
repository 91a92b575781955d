"""How sure the model was: the heat map, and going on from another token."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from app.domain.generation import TokenChoice
from app.ui.prompt.alternatives import Alternatives
from app.ui.prompt.heat import BANDS, band
from app.ui.prompt.scored_view import ScoredView
from app.ui.theme import tokens
from app.ui.theme.look import Look
from tests.ui.prompt.samples import scored
from tests.ui.prompt.test_prompt_view import press, said
from tests.ui.test_access import nameless
from tests.ui.theme.test_tokens import THEMES, contrast


@pytest.fixture
def view(qtbot: QtBot) -> ScoredView:
    view = ScoredView()
    qtbot.addWidget(view)
    view.dress(Look())
    view.resize(380, 600)
    view.show()
    qtbot.waitExposed(view)
    return view


def popup(view: ScoredView) -> Alternatives:
    return view.findChildren(Alternatives)[0]


def rows(view: ScoredView) -> list[str]:
    listed = popup(view).findChildren(QListWidget)[0]
    return [listed.item(at).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(listed.count())]


def offer(view: ScoredView, token: int) -> QListWidget:
    view.tokens.setFocus()
    view.tokens.move_to(token)
    QTest.keyClick(view.tokens, Qt.Key.Key_Return)
    return popup(view).findChildren(QListWidget)[0]


def test_each_token_tells_how_likely_it_was(view: ScoredView) -> None:
    view.show_scored(scored("The", " answer", "."))
    view.tokens.setFocus()
    view.tokens.move_to(1)
    words = QAccessible.queryAccessibleInterface(view.tokens).text(QAccessible.Text.Description)
    assert "The model gave it 60.0%" in words
    assert "3 tokens were the model's first choice. Press one to see what else it thought of." in said(view)
    assert {"from 90%", "from 50%", "from 20%", "from 5%", "under 5%"} <= set(said(view))


def test_the_alternatives_are_told_with_their_chances_and_why_not(view: ScoredView) -> None:
    view.show_scored(scored("No", "w"))
    offer(view, 0)
    assert rows(view) == [
        " else, 30.0%",
        "No, 20.0%, stands there",
        "나, 5.0%",
        "<end>, 3.0%, a control token",
        "EC 84, less than 0.1%, a piece of a character",
    ]
    assert nameless(popup(view)) == []


def test_another_is_chosen_by_keyboard(view: ScoredView, qtbot: QtBot) -> None:
    view.show_scored(scored("No", "w"))
    listed = offer(view, 0)
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.keyClick(listed, Qt.Key.Key_Return)
    assert chosen.args == [0, TokenChoice(1000, " else", 0.3)]
    assert not popup(view).isVisible()


@pytest.mark.parametrize("row", [1, 3, 4])
def test_what_is_no_other_text_cannot_be_chosen(view: ScoredView, qtbot: QtBot, row: int) -> None:
    view.show_scored(scored("No", "w"))
    listed = offer(view, 0)
    listed.setCurrentRow(row)
    with qtbot.assertNotEmitted(view.chosen):
        QTest.keyClick(listed, Qt.Key.Key_Return)
    assert popup(view).isVisible()
    popup(view).hide()


def test_nothing_can_follow_half_a_character(view: ScoredView, qtbot: QtBot) -> None:
    view.show_scored(scored("a", "", "😀"))
    listed = offer(view, 2)
    assert all("," in row and ("character" in row or "control" in row) for row in rows(view))
    with qtbot.assertNotEmitted(view.chosen):
        QTest.keyClick(listed, Qt.Key.Key_Return)
    popup(view).hide()


def test_it_says_how_far_it_has_come_and_can_be_cancelled(view: ScoredView, qtbot: QtBot) -> None:
    view.show_busy(512, 2000)
    assert "Reading: 512 of 2,000 tokens" in said(view)
    with qtbot.waitSignal(view.cancelled):
        press(view, "Cancel")
    view.show_error("It went wrong.", action="Begin again")
    with qtbot.waitSignal(view.acted):
        press(view, "Begin again")


def test_every_probability_has_a_band_and_no_two_look_alike() -> None:
    assert [band(one) for one in (1.0, 0.9, 0.5, 0.2, 0.05, 0.0)] == [*BANDS[:1], *BANDS]
    assert len({one.line for one in BANDS}) == len(BANDS)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_can_be_read_on_the_warmest_ground(theme: tokens.Theme) -> None:
    warm = BANDS[-1].strength
    channels = [(int(theme.warm[at : at + 2], 16), int(theme.surface[at : at + 2], 16)) for at in (1, 3, 5)]
    mixed = "#" + "".join(f"{round(warm * top + (1 - warm) * ground):02X}" for top, ground in channels)
    assert contrast(theme.ink, mixed) >= 4.5
