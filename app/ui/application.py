"""The role `gui`: starts Qt, opens the window, and ends everything in order."""

import gc
import os
import sys
from typing import Final

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, Qt, QTimer, QTranslator, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from app.domain.errors import MaruError
from app.domain.settings import Language
from app.paths import Paths, resources
from app.ui.bridge import GuiThread
from app.ui.conversation.style import Style
from app.ui.conversation.warming import Warming
from app.ui.dressing import Dressing
from app.ui.presenter import Presenter
from app.ui.system import SignalWatch, choose_input_method
from app.ui.window_state import WindowState, load_state, save_state
from app.wiring import App, build
from app.words import failures
from app.words.catalog import _, preferred, speak

ID: Final = "io.github.maru_chat.Maru"
_SWITCH_S: Final = 0.0005
"""A busy thread may hold the window up this long; with Python's 5 ms a flush of 2 ms took 18 (CHAT-VIEW.md §9)."""


def run(paths: Paths, *, engine_words: tuple[str, ...] = ("engine",), language: str = "") -> int:
    """Until the window is closed; the exit code. language overrides the one that is set."""
    app = start_qt()
    program = open_program(app, paths, engine_words=engine_words, language=language)
    if program is None:
        return 1
    signals = SignalWatch(app.quit)
    program.show()
    code = app.exec()
    program.close()
    signals.close()
    return code


def start_qt() -> QApplication:
    """The one QApplication."""
    choose_input_method(os.environ)
    sys.setswitchinterval(_SWITCH_S)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QGuiApplication.setDesktopFileName(ID)
    app = QApplication([sys.argv[0] if sys.argv else "maru"])
    app.setApplicationName("Maru")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "maru.svg")))
    return app


def open_program(
    app: QApplication, paths: Paths, *, engine_words: tuple[str, ...] = ("engine",), language: str = ""
) -> "Program | None":
    """The parts and their window, not shown yet. None when the data folder cannot be used, which was said."""
    gui = GuiThread()
    while True:
        try:
            parts = build(paths, gui.post, engine_words=engine_words)
        except MaruError as error:
            speak(language or preferred(), translations=paths.translations)
            if not _wants_another_try(error):
                return None
        else:
            return Program(app, parts, gui, language=language)


class Program(QObject):
    """The running window: it is exchanged for another when the language changes."""

    painted = Signal()
    """The window is on the screen for the first time."""

    def __init__(self, app: QApplication, parts: App, gui: GuiThread, *, language: str = "") -> None:
        super().__init__()
        self._app = app
        self.parts = parts
        self._gui = gui
        self._asked_language = language
        self._translator = QTranslator(self)
        self._dressing = Dressing(app, parts.settings.appearance)
        self._speak(parts.settings.appearance.language)
        self.presenter = self._present(load_state(parts.paths.data))
        self._first = _FirstPaint(self.presenter.window)
        self._first.painted.connect(self._go_on)

    def show(self) -> None:
        self.presenter.window.show()

    def close(self) -> None:
        """Hide the window at once, then end the children and the writer; what was said is kept."""
        save_state(self.parts.paths.data, self.presenter.state)
        self.presenter.window.hide()
        self.presenter.leave()
        self.parts.close()
        self.presenter.window.deleteLater()

    def _present(self, state: WindowState) -> Presenter:
        presenter = Presenter(self.parts, self._dressing, self._gui.post, state=state)
        presenter.language_changed.connect(self._change_language, Qt.ConnectionType.QueuedConnection)
        presenter.closed.connect(self._app.quit)
        return presenter

    def _change_language(self) -> None:
        """Every word is chosen when a widget is made; so make them anew, over the same parts."""
        before = self.presenter
        self.parts = before.app
        self._asked_language = ""
        self._speak(self.parts.settings.appearance.language)
        before.closed.disconnect(self._app.quit)
        self.presenter = self._present(before.state)
        self.presenter.take_over(before)
        self.presenter.window.show()
        self.presenter.settings.show_page()
        before.window.close()
        before.window.deleteLater()

    def _speak(self, setting: Language) -> None:
        language = self._asked_language or (preferred() if setting is Language.SYSTEM else setting.value)
        speak(language, translations=self.parts.paths.translations)
        self._app.removeTranslator(self._translator)
        # Qt's own dialogs; English is what they say without a catalog
        if self._translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            self._app.installTranslator(self._translator)

    def _go_on(self) -> None:
        """After the first paint: what nobody had to wait for."""
        self.painted.emit()
        self.presenter.begin()
        look = self._dressing.look
        Warming(Style(look.theme, scale=look.scale), self).destroyed.connect(_settle_memory)


class _FirstPaint(QObject):
    """Tells once that a window was painted."""

    painted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self.painted.emit)
        return False


def _settle_memory() -> None:
    """What is there now stays; no collection has to look at it again."""
    gc.collect()
    gc.freeze()


def _wants_another_try(error: MaruError) -> bool:
    """Say why the program cannot start; there is no window yet that could."""
    box = QMessageBox()
    box.setWindowTitle(_("Maru"))
    box.setText(failures.sentence(error).text)
    again = box.addButton(failures.label(failures.Remedy.RETRY), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_("Quit"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is again
