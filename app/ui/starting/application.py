"""The role `gui`: puts the window on the screen first, loads the program behind it, ends everything in order."""

import importlib
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from app.paths import Paths, resources
from app.ui.starting.input_method import choose_input_method
from app.ui.theme.dressing import Dressing
from app.ui.window.opening import restored_window
from app.ui.window.state import load_state, save_state
from app.words.catalog import LANGUAGES, preferred, speak

if TYPE_CHECKING:
    from app.ui.starting.program import Program

ID: Final = "io.github.maru_chat.Maru"
_SWITCH_S: Final = 0.0005
"""A busy thread may hold the window up this long; with Python's 5 ms a flush of 2 ms took 18 (CHAT-VIEW.md §9)."""

_KEEP_EVERY_MS: Final = 3000


def run(
    paths: Paths,
    *,
    files: Sequence[str] = (),
    engine_words: tuple[str, ...] = ("engine",),
    language: str = "",
    offline: bool = False,
) -> int:
    """Until the window is closed; the exit code. language and offline override what is set.

    Where a window is open already that one opens the files, unless this start has to be offline: that one may not be.
    """
    qt = start_qt()
    application = Application(qt, paths, engine_words=engine_words, language=language, offline=offline)
    qt.files_opened.connect(application.open_files)
    application.open_files(files)
    if not application.hand_over():
        application.show()
        qt.exec()
    application.close()
    return application.exit_code


class Desktop(QApplication):
    """What the system wants of the program as a whole."""

    files_opened = Signal(tuple)
    """macOS says so, where other systems start the program with them."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.files_opened.emit((event.file(),))
            return True
        return super().event(event)


def start_qt() -> Desktop:
    """The one QApplication."""
    choose_input_method(os.environ)
    sys.setswitchinterval(_SWITCH_S)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QGuiApplication.setDesktopFileName(ID)
    qt = Desktop([sys.argv[0] if sys.argv else "maru"])
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
        self._is_handed_over = False
        self._files: tuple[str, ...] = ()
        """To be opened as soon as the program stands."""
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

    def open_files(self, files: Sequence[str]) -> None:
        """Models and presets, by their absolute paths."""
        self._files = (*self._files, *files)
        if self.program:
            files, self._files = self._files, ()
            self.program.open_files(files)

    def hand_over(self) -> bool:
        """Whether another window, which is open already, has come to the front and taken the files.

        That one may use the network, so a start that must not does not hand over.
        """
        place = self._paths.window_socket
        if not self._offline and (sys.platform == "win32" or Path(place).exists()):
            # not imported above: most starts are the first, and need no sockets
            self._is_handed_over = importlib.import_module("app.ui.starting.second_start").hand_over(place, self._files)
        return self._is_handed_over

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
        program, wiring = map(importlib.import_module, ("app.ui.starting.program", "app.wiring"))
        self.program = program.open_program(
            self._qt,
            partial(wiring.build, self._paths, offline=self._offline, engine_words=self._engine_words),
            window=self._window,
            dressing=self._dressing,
            state=self._state,
            asked_language=self._asked_language,
            spoken=self._language,
            elsewhere=self.hand_over,
        )
        if self.program:
            self._keeping.start()
            self.opened.emit()
            self.open_files(())
        else:
            self.exit_code = 0 if self._is_handed_over else 1
            self._qt.quit()
