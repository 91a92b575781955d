"""The right side of the page: the exact prompt that the preset makes, and a place to try it."""

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.presets.try_it import TryIt
from app.ui.prompt.prompt_view import PromptView
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Shelf

_SHARE: Final = 0.46
"""Of the height, for an answer."""
_LEAST: Final = 220
"""px at 100 % that prompt and answer have at least; where there is no room for both, the side scrolls."""


class Side(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self._look = Look()
        self.prompt = PromptView()
        self.try_it = TryIt()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_3)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(self.prompt, 1)
        column.addWidget(self.try_it)
        scroll = Shelf()
        scroll.setWidget(inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scroll)

    def show_answer(self, *, is_shown: bool) -> None:
        """There is something to read in what was tried, or there is not."""
        self.try_it.answer.setVisible(is_shown)

    def dress(self, look: Look) -> None:
        self._look = look
        self.prompt.dress(look)
        self.prompt.setMinimumHeight(look.px(_LEAST))
        self.try_it.dress(look)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.try_it.answer.setFixedHeight(max(self._look.px(_LEAST), round(self.height() * _SHARE)))
