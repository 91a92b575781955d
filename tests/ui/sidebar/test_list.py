from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.sidebar.chat_list import ChatList
from app.ui.sidebar.days import day_of
from app.ui.sidebar.model import ChatItem, ChatListModel

NOW = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)


def _chat(name: str, hours: float = 0) -> ChatItem:
    return ChatItem(name, name, (NOW - timedelta(hours=hours)).timestamp())


def _lines(model: QAbstractItemModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("hours", "words"),
    [(-1, "Today"), (0, "Today"), (1, "Yesterday"), (24, "Yesterday"), (25, "Previous 7 days"), (24 * 9, "Older")],
)
def test_days_are_those_of_the_calendar(hours: float, words: str) -> None:
    assert day_of((NOW - timedelta(hours=hours)).timestamp(), NOW) == words


def test_chats_stand_under_their_day() -> None:
    model = ChatListModel(now=lambda: NOW)
    model.show_chats([_chat("a"), _chat("b", 1), _chat("c", 2), _chat("d", 400)])
    assert _lines(model) == ["Today", "a", "Yesterday", "b", "c", "Older", "d"]
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags


@given(st.lists(st.lists(st.sampled_from("abcdefg"), unique=True), max_size=5))
def test_any_change_of_the_list_keeps_qts_rules(orders: list[list[str]]) -> None:
    model = ChatListModel(now=lambda: NOW)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for order in orders:
        model.show_chats([_chat(name, hours=8 * at) for at, name in enumerate(order)])
        names = [chat.key for row in range(model.rowCount()) if (chat := model.item(model.index(row)))]
        assert names == order
    del tester


@given(
    st.lists(st.lists(st.tuples(st.sampled_from("XY"), st.sampled_from("abcd")), unique_by=itemgetter(1)), max_size=4)
)
def test_a_heading_may_stand_in_two_places(orders: list[list[tuple[str, str]]]) -> None:
    model = ChatListModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for order in orders:
        model.show_items((heading, _chat(name)) for heading, name in order)
        under = [[heading, *(name for _, name in group)] for heading, group in groupby(order, itemgetter(0))]
        assert _lines(model) == [line for lines in under for line in lines]
    del tester


def test_a_title_being_typed_survives_a_chat_that_comes_to_the_top(qtbot: QtBot) -> None:
    model = ChatListModel(now=lambda: NOW)
    model.show_chats([_chat("a"), _chat("b")])
    chats = ChatList(model)
    qtbot.addWidget(chats)
    chats.show()
    chats.rename("a")
    editor = chats.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "fruit")
    model.show_chats([_chat("b"), _chat("a")])
    renamed: list[tuple[str, str]] = []
    model.renamed.connect(lambda chat, title: renamed.append((chat, title)))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: renamed == [("a", "fruit")])


def test_keys_open_and_delete(qtbot: QtBot) -> None:
    model = ChatListModel(now=lambda: NOW)
    model.show_chats([_chat("a"), _chat("b")])
    chats = ChatList(model)
    qtbot.addWidget(chats)
    chats.show()
    did: list[str] = []
    chats.opened.connect(lambda chat: did.append(f"open {chat}"))
    chats.deleted.connect(lambda chat: did.append(f"delete {chat}"))
    chats.setCurrentIndex(model.index_of("a"))
    QTest.keyClick(chats, Qt.Key.Key_Down)
    QTest.keyClick(chats, Qt.Key.Key_Return)
    QTest.keyClick(chats, Qt.Key.Key_Delete)
    assert did == ["open b", "delete b"]


def test_a_screen_reader_hears_which_chat_answers() -> None:
    model = ChatListModel(now=lambda: NOW)
    model.show_chats([ChatItem("a", "apples", NOW.timestamp(), is_answering=True)])
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "apples, answering"
