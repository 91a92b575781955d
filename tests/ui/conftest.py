"""The real window over the real program, with the fake engine as a real process, and a person who uses it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.chat.model import Ready
from app.chat.session import ChatSession
from app.domain.conversation import Turn
from app.domain.loading import LoadSettings
from app.paths import inside
from app.ui.conversation.row import Row
from app.ui.conversation.view import ConversationView
from app.ui.starting.application import Application
from app.ui.starting.program import Program
from app.ui.ties.presenter import Presenter
from app.ui.window.main_window import MainWindow

PATIENCE_MS = 30_000
MODEL = "/models/fake.gguf"


class Person:
    """Sits before one window, which is opened at once."""

    def __init__(
        self, qtbot: QtBot, qt: QApplication, folder: Path, *, language: str = "en", resources: Path | None = None
    ) -> None:
        self._qtbot = qtbot
        self._has_left = False
        paths = replace(inside(folder), resources=resources or inside(folder).resources)
        self.application = Application(qt, paths, engine_words=("engine", "--fake"), language=language)
        self.application.show()

    def waits_until(self, is_true: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(is_true()), timeout=PATIENCE_MS)

    def sees_the_program(self, *, model: str = MODEL) -> "Person":
        self.waits_until(lambda: self.application.program)
        if model:
            self.presenter.models.model.choose(model, LoadSettings())
            self.waits_until(lambda: isinstance(self.presenter.models.model.state, Ready))
        return self

    def writes(self, text: str) -> None:
        QTest.keyClicks(self.window.composer.field, text)

    def presses(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        *,
        on: QWidget | None = None,
    ) -> None:
        QTest.keyClick(on or self.window.composer.field, key, modifier)

    def asks(self, question: str) -> None:
        """And does not wait."""
        self.writes(question)
        self.presses(Qt.Key.Key_Return)

    def gets_an_answer_to(self, question: str) -> Turn:
        self.asks(question)
        return self.waits_for_the_answer()

    def waits_for_the_answer(self) -> Turn:
        self.waits_until(lambda: not self.session.answering)
        return self.session.path()[-1]

    def waits_for_text(self, length: int = 1) -> None:
        """Some of the answer is on the screen."""
        self.waits_until(lambda: self.rows and len(self.rows[-1].text) >= length and self.session.answering)

    def leaves(self) -> None:
        """Closes the window and waits for everything behind it to end."""
        if not self._has_left:
            self._has_left = True
            self.application.close()

    @property
    def program(self) -> Program:
        assert self.application.program is not None
        return self.application.program

    @property
    def presenter(self) -> Presenter:
        return self.program.presenter

    @property
    def window(self) -> MainWindow:
        return self.presenter.window

    @property
    def view(self) -> ConversationView:
        view = self.presenter.desk.conversation
        assert isinstance(view, ConversationView)
        return view

    @property
    def rows(self) -> list[Row]:
        return list(self.view.rows)

    @property
    def session(self) -> ChatSession:
        return self.presenter.chat.session

    @property
    def titles(self) -> list[str]:
        """The chats in the sidebar."""
        model = self.window.sidebar.list.model()
        words = (model.index(row, 0).data() for row in range(model.rowCount()))
        return [word for word in words if word not in {"Today", "Yesterday", "Previous 7 days", "Older"}]


@pytest.fixture
def sit_down(qtbot: QtBot, qapp: QApplication, data_dir: Path) -> Iterator[Callable[..., Person]]:
    """Opens a window on the test's data folder; may be called again after the window before was left."""
    people: list[Person] = []
    font, colours = qapp.font(), qapp.palette()

    def open_window(*, language: str = "en", resources: Path | None = None) -> Person:
        people.append(Person(qtbot, qapp, data_dir, language=language, resources=resources))
        return people[-1]

    yield open_window
    for person in people:
        person.leaves()
    qapp.setFont(font)
    qapp.setPalette(colours)


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    """With the program open and a model loaded."""
    return sit_down().sees_the_program()
