"""Tries the real window as a person would: type a question, wait for the whole answer, and find it in the store."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.chat.model import Broken, Ready
from app.domain.conversation import Turn, TurnState
from app.domain.errors import NotFound
from app.paths import Paths
from app.ui.composer.field import MessageField
from app.ui.starting.application import Application, start_qt
from app.ui.starting.program import Program
from app.ui.ties.places import Places
from app.ui.widgets.place import Place
from app.words.catalog import _

_PATIENCE_S = 300.0
"""A small processor that has much else to do needs this long for a hundred tokens."""


@dataclass(frozen=True)
class Step:
    name: str
    ok: bool
    seconds: float


@dataclass(frozen=True)
class WindowTest:
    """first_paint_s: from the call to the painted window; first_token_s: from Enter to the answer's first piece."""

    steps: tuple[Step, ...]
    first_paint_s: float = 0.0
    first_token_s: float = 0.0

    @property
    def ok(self) -> bool:
        return all(step.ok for step in self.steps)


def run_window_test(paths: Paths, *, engine_words: tuple[str, ...] = ("engine",), language: str = "") -> WindowTest:
    """Every step that was reached; the first that fails ends the test. Without a display it runs offscreen."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    trial = _Trial()
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else start_qt()
    application = Application(app, paths, engine_words=engine_words, language=language)
    try:
        trial.go_through(application)
    finally:
        application.close()
    return WindowTest(tuple(trial.steps), trial.first_paint_s, trial.first_token_s)


class _Trial:
    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.first_paint_s = 0.0
        self.first_token_s = 0.0
        self._began = time.perf_counter()

    def go_through(self, application: Application) -> None:
        painted: list[float] = []
        application.painted.connect(lambda: painted.append(time.perf_counter()))
        application.show()
        if not self._step("paint the window", lambda: bool(painted)):
            return
        self.first_paint_s = painted[0] - self._began
        self._step("open the data folder", lambda: application.program is not None)
        if application.program:
            self._talk(application.program)

    def _talk(self, program: Program) -> None:
        presenter = program.presenter
        model = presenter.models.model
        if not self._step("load the model", lambda: isinstance(model.state, Ready), lambda: _is_broken(model.state)):
            return
        session = presenter.chat.session
        pieces: list[float] = []
        forget = session.streamed.connect(lambda *_: pieces.append(time.perf_counter()))
        asked = self._ask(presenter.window.composer.field)
        is_over = lambda: session.answering is None and len(session.path()) >= 2  # noqa: E731 - read in place
        self._step("receive an answer", is_over)
        forget()
        self.first_token_s = pieces[0] - asked if pieces else 0.0
        answer = session.path()[-1]
        shown = presenter.chat.shown_text(answer.id)
        self._check("finish the answer", answer.state is TurnState.DONE and bool(answer.message.text.strip()))
        self._check("show it", shown == answer.message.text)
        self._step("store it", lambda: _is_stored(program, session.conversation.id, answer))
        self._step("open every place", lambda: _has_every_place(presenter.places))

    def _ask(self, field: MessageField) -> float:
        """Type it and press Enter; the time at which that was."""
        for letter in _("What is the capital of France? Answer in one sentence."):
            _press(field, Qt.Key.Key_unknown, letter)
        asked = time.perf_counter()
        _press(field, Qt.Key.Key_Return, "\r")
        return asked

    def _step(self, name: str, is_done: Callable[[], bool], has_failed: Callable[[], bool] = lambda: False) -> bool:
        began = time.perf_counter()
        deadline = QDeadlineTimer(round(_PATIENCE_S * 1000))
        while not is_done() and not has_failed() and not deadline.hasExpired():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.002)
        ok = is_done()
        self.steps.append(Step(name, ok, time.perf_counter() - began))
        return ok

    def _check(self, name: str, ok: bool) -> None:  # noqa: FBT001 - reads as a sentence
        self.steps.append(Step(name, ok, 0.0))


def _is_broken(state: object) -> bool:
    return isinstance(state, Broken)


def _is_stored(program: Program, chat_id: str, answer: Turn) -> bool:
    """In the database, as another start would find it; the writer may not have come to it yet."""
    try:
        return program.parts.store.load(chat_id).turn(answer.id) == answer
    except NotFound:
        return False


def _has_every_place(places: Places) -> bool:
    """Each is loaded when it is first wanted, so a part that a package lacks shows only then."""
    for place in Place:
        places.show_place(place)
        if not places.presenter(place).page.isVisible():
            return False
    return True


def _press(field: MessageField, key: Qt.Key, text: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
