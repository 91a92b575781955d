"""The line above the conversation: the way to the chats, the title, the model."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.ui.controls import IconButton
from app.ui.header.model_pill import Condition, ModelLine, ModelPill
from app.ui.header.title import Title
from app.ui.look import Look
from app.ui.theme import tokens
from app.words.catalog import _

_PILL_SHARE: Final = 0.55


class Header(QFrame):
    sidebar_wanted = Signal()
    models_wanted = Signal()
    loading_cancelled = Signal()
    renamed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self._sidebar = IconButton("sidebar", _("Show the chats (Ctrl+B)"))
        self._sidebar.clicked.connect(self.sidebar_wanted)
        self._cancel = IconButton("close", _("Stop loading the model"))
        self._cancel.clicked.connect(self.loading_cancelled)
        self.title = Title()
        self.title.renamed.connect(self.renamed)
        self.pill = ModelPill()
        self.pill.clicked.connect(self.models_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_5, 0, tokens.SPACE_5, 0)
        row.setSpacing(tokens.SPACE_2)
        row.addWidget(self._sidebar)
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(self.title, 1)
        row.addWidget(self.pill)
        row.addWidget(self._cancel)
        self.show_model(ModelLine())

    def show_model(self, line: ModelLine) -> None:
        self.pill.show_model(line)
        self._cancel.setVisible(line.condition is Condition.LOADING)

    def show_sidebar_button(self, *, is_shown: bool) -> None:
        """Only while the sidebar itself is away."""
        self._sidebar.setVisible(is_shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pill leaves room for the title."""
        super().resizeEvent(event)
        self.pill.setMaximumWidth(round(self.width() * _PILL_SHARE))

    def dress(self, look: Look) -> None:
        self.pill.dress(look)
        self._sidebar.dress(look)
        self._cancel.dress(look)
        self.setFixedHeight(max(tokens.HEADER_HEIGHT, look.px(tokens.CONTROL_HEIGHT) + 2 * tokens.SPACE_2))
