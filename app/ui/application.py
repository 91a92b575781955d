"""The role `gui`: puts the window on the screen first, loads the program behind it, ends everything in order."""

import importlib
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from app.paths import Paths, resources
from app.ui.dressing import Dressing
from app.ui.input_method import choose_input_method
from app.ui.opening import restored_window
from app.ui.window_state import load_state, save_state
from app.words.catalog import LANGUAGES, preferred, speak

if TYPE_CHECKING:
    from app.ui.program import Program

ID: Final = "io.github.maru_chat.Maru"
_SWITCH_S: Final = 0.0005
"""A busy thread may hold the window up this long; with Python's 5 ms a flush of 2 ms took 18 (CHAT-VIEW.md §9)."""

_KEEP_EVERY_MS: Final = 3000


def run(paths: Paths, *, engine_words: tuple[str, ...] = ("engine",), language: str = "", offline: bool = False) -> int:
    """Until the window is closed; the exit code. language and offline override what is set."""
    qt = start_qt()
    application = Application(qt, paths, engine_words=engine_words, language=language, offline=offline)
    application.show()
    qt.exec()
    application.close()
    return application.exit_code


def start_qt() -> QApplication:
    """The one QApplication."""
    choose_input_method(os.environ)
    sys.setswitchinterval(_SWITCH_S)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QGuiApplication.setDesktopFileName(ID)
    qt = QApplication([sys.argv[0] if sys.argv else "maru"])
    qt.setApplicationName("Maru")
    qt.setWindowIcon(QIcon(str(resources() / "icons" / "maru.svg")))
    return qt


class Application(QObject):
    """The window as it was left comes from one small file; the chats, the settings and the engine after it is seen."""

    painted = Signal()
    opened = Signal()
    """The program stands behind the window: it can be used."""

    def __init__(
        self,
        qt: QApplication,
        paths: Paths,
        *,
        engine_words: tuple[str, ...],
        language: str = "",
        offline: bool = False,
    ) -> None:
        super().__init__()
        self.exit_code = 0
        self._qt = qt
        self._paths = paths
        self._engine_words = engine_words
        self._offline = offline
        self._asked_language = language if language in LANGUAGES else ""
        self._state = load_state(paths.data)
        self._language = self._asked_language or self._state.language or preferred()
        speak(self._language, translations=paths.translations)
        self._dressing = Dressing(qt, self._state.wish)
        self.program: Program | None = None
        self._window = restored_window(self._state, self._dressing)
        self._window.painted.connect(self._go_on)
        self._window.closed.connect(qt.quit)
        self._keeping = QTimer(self, interval=_KEEP_EVERY_MS)
        self._keeping.timeout.connect(self._keep_state)

    def show(self) -> None:
        self._window.show()

    def close(self) -> None:
        """Hide the window at once, then end the children and the writer; what was said is kept."""
        self._keeping.stop()
        if self.program:
            self._keep_state()
            self.program.close()
        else:
            self._window.close()
            self._window.deleteLater()

    def _keep_state(self) -> None:
        """Now and then, and at the end: a killed window comes back with its chat and what was being typed."""
        if self.program and self.program.presenter.state != self._state:
            self._state = self.program.presenter.state
            save_state(self._paths.data, self._state)

    def _go_on(self) -> None:
        self.painted.emit()
        # Not imported above: that would cost as much again as the whole first paint.
        program, wiring = map(importlib.import_module, ("app.ui.program", "app.wiring"))
        self.program = program.open_program(
            self._qt,
            partial(wiring.build, self._paths, offline=self._offline, engine_words=self._engine_words),
            window=self._window,
            dressing=self._dressing,
            state=self._state,
            asked_language=self._asked_language,
            spoken=self._language,
        )
        if self.program:
            self._keeping.start()
            self.opened.emit()
        else:
            self.exit_code = 1
            self._qt.quit()
