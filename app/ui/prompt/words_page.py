"""Stands where no tokens are shown: a sentence, what can be done, and how far something has come."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.widgets.controls import YieldingButton


class WordsPage(QWidget):
    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        self._words.setObjectName("muted")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._action = YieldingButton("")
        self._action.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SPACE_2, 0, 0)
        column.setSpacing(tokens.SPACE_3)
        column.addWidget(self._words)
        column.addWidget(self._progress)
        column.addWidget(self._action, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()

    def show_words(self, words: str, *, action: str = "", fraction: float | None = None) -> None:
        """The button, if it has words, does what they say."""
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._progress.setVisible(fraction is not None)
        self._progress.setValue(round(100 * (fraction or 0)))
        self._progress.setAccessibleName(words)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
