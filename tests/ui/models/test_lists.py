from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from app.domain.hub import Connection, Reason
from app.ui.models.cards import CardList, CardModel
from app.ui.models.keys import KeyModel, KeysView
from app.ui.models.values import Card
from app.ui.sheets.connections import ConnectionModel
from tests.ui.models.conftest import Show
from tests.ui.models.samples import cards


def test_the_cards_keep_qts_rules(qtbot: QtBot) -> None:
    model = CardModel()
    tester = _tester(model)
    for number in (3, 0, 1000, 2):
        model.show_cards(cards(number))
    model.show_cards([Card("owner/model-0", "renamed", ""), cards(2)[1]])
    assert model.index(0).data() == "renamed"
    del tester


def test_so_do_the_tables(qtbot: QtBot) -> None:
    keys = KeyModel()
    connections = ConnectionModel([Connection(1.0, "huggingface.co", Reason.SEARCH)])
    testers = [_tester(keys), _tester(connections)]
    keys.show_keys([("general.name", "x"), ("llama.block_count", "30")])
    assert keys.rowCount() == 2
    assert connections.rowCount() == 1
    del testers


def _tester(model: QAbstractItemModel) -> QAbstractItemModelTester:
    """Warns, and so fails the test, when the model breaks one of Qt's rules from now on."""
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)


def test_the_newest_connection_stands_first() -> None:
    model = ConnectionModel([Connection(float(at), f"host-{at}", Reason.DOWNLOAD) for at in range(3)])
    assert [model.index(row, 1).data() for row in range(3)] == ["host-2", "host-1", "host-0"]
    assert model.index(0, 2).data() == "Downloading a model"


def test_a_card_is_opened_by_keyboard(qtbot: QtBot, show: Show) -> None:
    found = CardList("Models found")
    show(found)
    found.show_cards(cards(1000))
    found.setFocus()
    assert found.currentIndex().row() == 0
    QTest.keyClick(found, Qt.Key.Key_Down)
    with qtbot.waitSignal(found.opened) as opened:
        QTest.keyClick(found, Qt.Key.Key_Return)
    assert opened.args == ["owner/model-1"]
    QTest.keyClick(found, Qt.Key.Key_End)
    assert found.currentIndex().row() == 999


def test_what_a_card_says_is_heard(show: Show) -> None:
    found = CardList("Models found")
    show(found)
    found.show_cards(cards(2))
    row = QAccessible.queryAccessibleInterface(found).child(0)
    assert row.text(QAccessible.Text.Name) == "model-0, owner · 0 downloads, fits on the GPU"


def test_the_chosen_card_stays_chosen_when_the_list_changes(show: Show) -> None:
    found = CardList("Models found")
    show(found)
    found.show_cards(cards(5))
    found.choose("owner/model-3")
    found.show_cards(cards(4))
    card = found.cards.card(found.currentIndex())
    assert card is not None
    assert card.id == "owner/model-3"


def test_keys_are_found_by_name_and_by_value(show: Show) -> None:
    view = KeysView()
    show(view)
    view.show_keys([("general.name", "Gemma"), ("gemma3.block_count", "18"), ("tokenizer.ggml.model", "llama")])
    rows = view.table.model()
    assert rows.rowCount() == 3
    view.field.setText("GEMMA")
    assert rows.rowCount() == 2
    view.field.setText("block")
    assert rows.index(0, 1).data() == "18"
