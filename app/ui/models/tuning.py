"""Measures how many threads are best for a model on this machine: ten seconds, which can be ended at any time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import YieldingButton
from app.words.catalog import _


class TuningRow(QWidget):
    wanted = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_running = False
        self._button = YieldingButton("")
        self._button.clicked.connect(self._press)
        self._words = QLabel()
        self._words.setObjectName("small")
        self._words.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        row = QWidget()
        Beside(row, self._words, self._button, least=160)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_1)
        column.addWidget(row)
        column.addWidget(self._bar)
        self.show_rest("")

    def show_rest(self, words: str) -> None:
        """Nothing is measured now; words say what came out of it, or went wrong."""
        self._is_running = False
        self._button.setText(_("Measure the threads"))
        self._button.setAccessibleName(self._button.text())
        self._words.setText(words or _("Takes about ten seconds."))
        self._bar.hide()

    def show_running(self, fraction: float, words: str) -> None:
        self._is_running = True
        self._button.setText(_("Stop measuring"))
        self._button.setAccessibleName(self._button.text())
        self._words.setText(words)
        self._bar.setValue(round(fraction * 1000))
        self._bar.setAccessibleName(words)
        self._bar.show()

    def _press(self) -> None:
        (self.cancelled if self._is_running else self.wanted).emit()
