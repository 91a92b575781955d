"""What stands behind the window once it is seen: the parts of the program, tied to it, in the language that is set."""

import gc
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QLibraryInfo, QObject, Qt, QThread, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from app.domain.errors import MaruError
from app.domain.event import Deliver
from app.domain.settings import Language, Settings
from app.domain.storage_errors import FolderInUse
from app.ui.conversation.style import Style
from app.ui.conversation.warming import Warming
from app.ui.starting.bridge import GuiThread
from app.ui.starting.mistakes import MistakeWatch
from app.ui.starting.second_start import Reception
from app.ui.starting.signals import SignalWatch
from app.ui.theme.dressing import Dressing
from app.ui.ties.presenter import Presenter
from app.ui.ties.settings_presenter import wish_of
from app.ui.window.main_window import MainWindow
from app.ui.window.opening import restored_window
from app.ui.window.state import WindowState
from app.wiring import App
from app.words import failures
from app.words.catalog import _, preferred, speak
from app.words.remedies import Remedy, label

_SETTLED_AFTER_MS: Final = 3_000
_PATIENCE_MS: Final = 1_500
_PAUSE_MS: Final = 50


def open_program(
    qt: QApplication,
    build: Callable[[Deliver], App],
    *,
    window: MainWindow,
    dressing: Dressing,
    state: WindowState,
    asked_language: str,
    spoken: str,
    elsewhere: Callable[[], bool],
) -> "Program | None":
    """None when the data folder cannot be used, which the person was told; or when all goes on elsewhere."""
    gui = GuiThread()
    patience = QDeadlineTimer(_PATIENCE_MS)
    while True:
        try:
            parts = build(gui.post)
        except MaruError as error:
            if isinstance(error, FolderInUse) and not patience.hasExpired():
                if elsewhere():
                    return None
                QThread.msleep(_PAUSE_MS)  # whoever has the folder is about to open its window, or to close it
            elif not _wants_another_try(error, window):
                return None
        else:
            program = Program(qt, parts, gui, dressing, asked_language=asked_language, spoken=spoken)
            program.begin(window, state)
            return program


class Program(QObject):
    """The window is exchanged for another when the language changes: words are chosen when a widget is made."""

    def __init__(
        self, qt: QApplication, parts: App, gui: GuiThread, dressing: Dressing, *, asked_language: str, spoken: str
    ) -> None:
        super().__init__()
        self.parts = parts
        self.presenter: Presenter
        self._qt = qt
        self._gui = gui
        self._dressing = dressing
        self._asked_language = asked_language
        self._spoken = spoken
        self._translator = QTranslator(self)
        self._signals = SignalWatch(qt.quit)
        self._mistakes = MistakeWatch(parts.paths.logs, gui.post, tell=self._own_up)
        self._reception = Reception(parts.paths.window_socket, self)
        self._reception.called.connect(self._come_forward)

    def begin(self, window: MainWindow, state: WindowState) -> None:
        """Take over the window that is seen already, or put another one in its place."""
        settings = self.parts.settings
        self._dressing.wear(wish_of(settings))
        before = self._spoken
        self._speak(settings)
        if self._spoken != before:
            window = self._exchange(window, state)
        self.presenter = self._present(window, state.chat)
        self.presenter.begin()
        look = self._dressing.look
        Warming(Style(look.theme, scale=look.scale), self)
        QTimer.singleShot(_SETTLED_AFTER_MS, self, _settle_memory)

    def close(self) -> None:
        """Hide the window at once, then end the children and the writer; what was said is kept."""
        self._reception.close()
        self.presenter.window.hide()
        self.presenter.leave()
        self._qt.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)  # so that it is really gone
        self.parts.close()
        self._signals.close()
        self._mistakes.close()
        self.presenter.window.close()
        self.presenter.window.deleteLater()

    def open_files(self, files: Sequence[str]) -> None:
        """Models and presets, by their absolute paths."""
        self.presenter.opening.open(files)

    def _come_forward(self, files: Sequence[str], token: str) -> None:
        if token:  # Qt shows it to the desktop when the window asks for the front
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        window = self.presenter.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        self.open_files(files)

    def _own_up(self) -> None:
        self.presenter.show_error("mistake", MaruError())

    def _present(self, window: MainWindow, chat: str) -> Presenter:
        presenter = Presenter(self.parts, window, self._dressing, self._gui.post, chat=chat, language=self._spoken)
        presenter.language_changed.connect(self._change_language, Qt.ConnectionType.QueuedConnection)
        return presenter

    def _change_language(self) -> None:
        before = self.presenter
        self.parts = before.app
        self._asked_language = ""
        self._speak(self.parts.settings)
        state = before.state
        window = self._exchange(before.window, state)
        self.presenter = self._present(window, state.chat)
        self.presenter.take_over(before)
        self.presenter.settings.show_page()

    def _exchange(self, before: MainWindow, state: WindowState) -> MainWindow:
        """Another window, with other words, where this one was."""
        window = restored_window(replace(state, geometry=bytes(before.saveGeometry().data())), self._dressing)
        window.closed.connect(self._qt.quit)
        window.show()
        before.closed.disconnect(self._qt.quit)
        before.close()
        before.deleteLater()
        return window

    def _speak(self, settings: Settings) -> None:
        wish = settings.appearance.language
        self._spoken = self._asked_language or (preferred() if wish is Language.SYSTEM else wish.value)
        speak(self._spoken, translations=self.parts.paths.translations)
        self._qt.removeTranslator(self._translator)
        # Qt's own dialogs; English is what they say without a catalog
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{self._spoken}", folder):
            self._qt.installTranslator(self._translator)


def _settle_memory() -> None:
    """What is there now stays; no collection has to look at it again."""
    gc.collect()
    gc.freeze()


def _wants_another_try(error: MaruError, window: QWidget) -> bool:
    """Say why the program cannot start."""
    box = QMessageBox(window)
    box.setText(failures.sentence(error).text)
    again = box.addButton(label(Remedy.RETRY), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_("Quit"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    is_again = box.clickedButton() is again
    box.deleteLater()
    return is_again
