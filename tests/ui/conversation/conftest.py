"""A real view on the offscreen screen, and what a person does with it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.segment import Segment
from app.ui.conversation.view import ConversationView
from app.ui.theme import tokens


class Person:
    """Uses the view as a person would, and waits until it is done with everything."""

    def __init__(self, view: ConversationView, qtbot: QtBot) -> None:
        self.view = view
        self.qtbot = qtbot

    def waits(self) -> None:
        self.qtbot.waitUntil(lambda: not self._is_at_work, timeout=30_000)
        QApplication.processEvents()

    @property
    def _is_at_work(self) -> bool:
        """What is hovered may change a moment after the view has come to rest."""
        return self.view.pane.is_unfinished or self.view.is_moving or self.view._after_scroll.isActive()

    def opens(self, *rows: Row) -> None:
        self.view.show_rows(rows)
        self.waits()

    def scrolls(self, distance: int) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + distance)
        self.waits()

    def comes_by_tab(self) -> None:
        """The view may have had the focus already, as the only thing in its window."""
        self.view.activateWindow()
        self.view.clearFocus()
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        self.waits()

    def presses(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, modifiers)
        self.waits()

    def clicks(self, point: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseMove(self.view.viewport(), point)
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifiers, point)
        self.waits()

    def drags(self, start: QPoint, end: QPoint) -> None:
        viewport = self.view.viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        QTest.mouseMove(viewport, end)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
        self.waits()

    def segment(self, row: int, index: int) -> Segment:
        return self.view.column.layout(row).segments[index]

    def place_of(self, row: int, index: int, x: int = 2, y: int = 12) -> QPoint:
        """A point of the screen, inside of a segment."""
        return self.view.pane.segment_rect(row, self.segment(row, index)).topLeft() + QPoint(x, y)

    def sees(self) -> QImage:
        """What really lies on the screen."""
        self.waits()
        shown = self.view.screen().grabWindow(self.view.winId()).toImage()
        return shown.convertToFormat(QImage.Format.Format_RGB32)

    def would_see(self) -> QImage:
        """What would lie on the screen if everything was painted anew."""
        return self.view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ConversationView]:
    made = ConversationView(tokens.LIGHT)
    made.still_ms = 1
    made._after_scroll.setInterval(1)
    qtbot.addWidget(made)
    made.resize(900, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


@pytest.fixture
def person(view: ConversationView, qtbot: QtBot) -> Person:
    return Person(view, qtbot)


@pytest.fixture
def answer() -> Callable[..., Row]:
    """Makes an answer of this text; its id counts up."""
    count = iter(range(1_000_000))
    return lambda text, **more: Row(f"a{next(count)}", RowRole.ASSISTANT, text, **more)


@pytest.fixture
def question() -> Callable[..., Row]:
    count = iter(range(1_000_000))
    return lambda text, **more: Row(f"q{next(count)}", RowRole.USER, text, **more)
