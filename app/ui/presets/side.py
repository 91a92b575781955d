"""The right side of the page: the exact prompt that the preset makes, and a place to try it."""

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.look import Look
from app.ui.presets.try_it import TryIt
from app.ui.prompt.prompt_view import PromptView
from app.ui.theme import tokens

_SHARE: Final = 0.46
"""Of the height, for an answer."""


class Side(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.prompt = PromptView()
        self.try_it = TryIt()
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_3)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(self.prompt, 1)
        column.addWidget(self.try_it)

    def show_answer(self, *, is_shown: bool) -> None:
        """There is something to read in what was tried, or there is not."""
        self.try_it.answer.setVisible(is_shown)

    def dress(self, look: Look) -> None:
        self.prompt.dress(look)
        self.try_it.dress(look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.try_it.answer.setFixedHeight(round(self.height() * _SHARE))
