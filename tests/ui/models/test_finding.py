import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.hub import Sort
from app.ui.models.deeds import DeedButton
from app.ui.models.find import FindView
from app.ui.models.memory_bar import MemoryBar
from app.ui.models.offers import OfferTable
from app.ui.models.values import Deed, Progress
from app.ui.widgets.blank import Blank, WayOut
from tests.ui.models.conftest import Show
from tests.ui.models.samples import MEMORY, cards, page, suggestion


def test_the_search_waits_for_a_pause_and_asks_once(qtbot: QtBot, show: Show) -> None:
    view = FindView()
    show(view)
    asked: list[tuple[str, Sort]] = []
    view.searched.connect(lambda text, sort: asked.append((text, sort)))
    QTest.keyClicks(view.field, "gemma")
    assert asked == []
    qtbot.waitUntil(lambda: asked == [("gemma", Sort.TRENDING)])
    view.sort.setCurrentIndex(1)
    assert asked[-1] == ("gemma", Sort.DOWNLOADS)
    QTest.keyClicks(view.field, " 3")
    QTest.keyClick(view.field, Qt.Key.Key_Return)
    assert asked[-1] == ("gemma 3", Sort.DOWNLOADS)
    QTest.keyClick(view.field, Qt.Key.Key_Escape)
    assert asked[-1] == ("", Sort.DOWNLOADS)


def test_results_are_walked_from_the_search(qtbot: QtBot, show: Show) -> None:
    view = FindView()
    show(view)
    view.show_results(cards(3))
    view.field.setFocus()
    QTest.keyClick(view.field, Qt.Key.Key_Down)
    assert view.results.hasFocus()
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view.results, Qt.Key.Key_Return)
    assert opened.args == ["owner/model-0"]


def test_in_a_narrow_window_the_list_and_the_model_take_turns(show: Show) -> None:
    view = FindView()
    show(view, width=360)
    view.show_results(cards(3))
    assert view.results.isVisible()
    assert not view.repository.isVisible()
    view.open_repository("owner/model-1")
    assert not view.results.isVisible()
    assert view.repository.isVisible()
    _button(view, "Back to the list").click()
    assert view.results.isVisible()
    view.resize(1000, 700)
    assert view.results.isVisible()
    assert view.repository.isVisible()


def test_a_suggestion_is_fetched_with_one_press(qtbot: QtBot, show: Show) -> None:
    view = FindView()
    show(view)
    view.suggestions.show_suggestions([suggestion("small"), suggestion("large")])
    with qtbot.waitSignal(view.suggestions.wished) as wished:
        _button(view, "Download: large").click()
    assert wished.args == ["owner/large", "Q4_K_M", Deed.DOWNLOAD]
    button = _button(view, "Download: small")
    button.setFocus()
    view.suggestions.show_suggestions([suggestion("small", Deed.PAUSE), suggestion("large")])
    assert button.hasFocus()
    assert button.text() == "Pause"


def test_progress_in_the_table_leaves_the_keyboard_where_it_is(qtbot: QtBot, show: Show) -> None:
    view = FindView()
    show(view)
    view.show_results(cards(1))
    view.repository.show_page(page())
    button = _button(view, "Download: Q8_0")
    button.setFocus()
    for step in range(3):
        view.repository.show_page(page(Q8_0=(Deed.PAUSE, Progress(step / 4, f"{step} GB · 48 MB/s"))))
    assert button.hasFocus()
    assert button.text() == "Pause"
    assert "2 GB · 48 MB/s" in [label.text() for label in view.repository.findChildren(QLabel) if label.isVisible()]
    with qtbot.waitSignal(view.repository.wished) as wished:
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert wished.args == ["owner/model", "Q8_0", Deed.PAUSE]


def test_the_numbers_of_an_offer_are_heard_at_its_name(qtbot: QtBot, show: Show) -> None:
    view = FindView()
    show(view)
    view.show_results(cards(1))
    view.repository.show_page(page())
    name = _button(view, "Q4_K_M, recommended, 2.5 GB, 3.4 GB, fits on the GPU")
    assert name.isChecked()
    with qtbot.waitSignal(view.repository.chosen) as chosen:
        _button(view, "Q8_0, 2.5 GB, 3.4 GB, fits on the GPU").click()
    assert chosen.args == ["Q8_0"]


@pytest.mark.parametrize(("width", "scale"), [(700, 1.0), (340, 1.0), (700, 2.0), (340, 2.0)])
def test_the_table_fits_into_what_it_is_given(show: Show, width: int, scale: float) -> None:
    table = OfferTable()
    show(table, width=width, scale=scale)
    table.show_offers(page().offers, chosen="Q4_K_M", context_words="In memory, context 8,192")
    table.resize(width, 400)
    buttons = [one for one in table.findChildren(DeedButton) if one.isVisible()]
    assert len(buttons) == 2
    assert all(one.geometry().right() <= table.width() for one in buttons)


def test_memory_is_shown_and_counted_for_those_who_ask(show: Show) -> None:
    bar = MemoryBar()
    show(bar, height=200)
    bar.show_memory(MEMORY)
    words = [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]
    assert {"weights 2.5 GB", "KV cache 0.4 GB", "working memory 0.5 GB", MEMORY.remark} <= set(words)
    assert MEMORY.arithmetic not in words
    _button(bar, "How is this counted?").click()
    assert MEMORY.arithmetic in [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]
    bar.show_memory(None)
    assert not bar.isVisible()


def test_a_refusal_offers_its_way_out_and_takes_a_token(qtbot: QtBot, show: Show) -> None:
    view = FindView()
    show(view)
    view.show_results(cards(1))
    view.repository.show_blank(Blank("It asks for consent.", (WayOut("open_page", "Open its page"),), wants_token=True))
    with qtbot.waitSignal(view.repository.acted) as acted:
        _button(view, "Open its page").click()
    assert acted.args == ["open_page"]
    field = next(one for one in view.repository.findChildren(QLineEdit) if one.isVisible())
    assert field.echoMode() is QLineEdit.EchoMode.Password
    with qtbot.waitSignal(view.repository.token_given) as given:
        QTest.keyClicks(field, " hf_secret ")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert given.args == ["hf_secret"]
    assert field.text() == ""


def _button(root: QWidget, name: str) -> QPushButton:
    QApplication.processEvents()  # what was added just now is shown by the loop
    return next(one for one in root.findChildren(QPushButton) if one.isVisible() and one.accessibleName() == name)
