"""The line above the conversation: the way to the chats, the title, the model, and the exact prompt."""

from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.ui.header.model_pill import Condition, ModelLine, ModelPill
from app.ui.header.title import Title
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, IconButton
from app.words.catalog import _

_PILL_SHARE: Final = 0.55
_ROOM_FOR_WORDS: Final = 620
"""px at 100 %; in less, the exact prompt is a drawing only."""


class Header(QFrame):
    sidebar_wanted = Signal()
    models_wanted = Signal()
    loading_cancelled = Signal()
    renamed = Signal(str)
    prompt_switched = Signal(bool)
    """The exact prompt is to be seen beside the chat, or not any more."""

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
        self._prompt = Button("", kind="toggle", icon="tokens")
        self._prompt.setCheckable(True)
        self._prompt.setAccessibleName(_("Exact prompt"))
        self._prompt.setToolTip(_("What the model really receives (Ctrl+Shift+E)"))
        self._prompt.clicked.connect(self.prompt_switched)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_5, 0, tokens.SPACE_5, 0)
        row.setSpacing(tokens.SPACE_2)
        row.addWidget(self._sidebar)
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(self.title, 1)
        row.addWidget(self.pill)
        row.addWidget(self._cancel)
        row.addWidget(self._prompt)
        self._look = Look()
        self.show_model(ModelLine())

    def show_model(self, line: ModelLine) -> None:
        self.pill.show_model(line)
        self._cancel.setVisible(line.condition is Condition.LOADING)

    def show_sidebar_button(self, *, is_shown: bool) -> None:
        """Only while the sidebar itself is away."""
        self._sidebar.setVisible(is_shown)

    def show_prompt(self, *, is_shown: bool) -> None:
        """Whether the exact prompt stands beside the chat."""
        self._prompt.setChecked(is_shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def dress(self, look: Look) -> None:
        self._look = look
        self._prompt.setIconSize(QSize(look.px(16), look.px(16)))
        self._prompt.setMinimumWidth(look.px(44))
        self.pill.dress(look)
        self._sidebar.dress(look)
        self._cancel.dress(look)
        self.setFixedHeight(max(tokens.HEADER_HEIGHT, look.px(tokens.CONTROL_HEIGHT) + 2 * tokens.SPACE_2))
        self._fit()

    def _fit(self) -> None:
        """The others leave room for the title."""
        self.pill.setMaximumWidth(round(self.width() * _PILL_SHARE))
        self._prompt.setText(_("Exact prompt") if self.width() >= self._look.px(_ROOM_FOR_WORDS) else "")
