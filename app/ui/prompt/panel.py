"""The panel at the right of a chat: the exact prompt of a turn, or how sure the model was of its answer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.ui.prompt.prompt_view import PromptView
from app.ui.prompt.scored_view import ScoredView
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import ElidedLabel, IconButton, YieldingButton
from app.ui.widgets.flow import Flow
from app.words.catalog import _


class PromptPanel(QFrame):
    left = Signal()
    score_wanted = Signal()
    prompt_wanted = Signal()
    """Of the same turn, instead of the probabilities."""
    next_wanted = Signal()
    """What is being written now, instead of a turn."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("The exact prompt"))
        self._subject = ElidedLabel()
        self._subject.setObjectName("small")
        self._close = IconButton("close", _("Close (Ctrl+Shift+E)"))
        self._close.clicked.connect(self.left)
        self.prompt = PromptView()
        self.scored = ScoredView()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.prompt)
        self._pages.addWidget(self.scored)
        self._note = QLabel()
        self._note.setObjectName("small")
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._other = YieldingButton("", kind="quiet")
        self._other.clicked.connect(self._turn_over)
        self._next = YieldingButton(_("Show what you are writing"), kind="quiet")
        self._next.clicked.connect(self.next_wanted)
        self._build()

    @property
    def is_scored_shown(self) -> bool:
        return self._pages.currentWidget() is self.scored

    def show_subject(self, words: str, *, is_answer: bool, is_turn: bool) -> None:
        """Whose prompt it is. Of an answer the probabilities can be asked, and from a turn one comes back."""
        self._subject.setText(words)
        self._subject.setAccessibleName(words)
        self._next.setVisible(is_turn)
        self._other.setVisible(is_answer)

    def show_note(self, words: str) -> None:
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def turn_to(self, *, scored: bool) -> None:
        """The probabilities, or else the prompt."""
        self._pages.setCurrentWidget(self.scored if scored else self.prompt)
        self._other.setText(_("The exact prompt") if scored else _("How sure was the model?"))
        self._other.setAccessibleName(self._other.text())

    def dress(self, look: Look) -> None:
        self._close.dress(look)
        self.prompt.dress(look)
        self.scored.dress(look)

    def _turn_over(self) -> None:
        (self.prompt_wanted if self.is_scored_shown else self.score_wanted).emit()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE_2)
        head.addWidget(self._subject, 1)
        head.addWidget(self._close)
        foot = QWidget()
        row = Flow(foot, gap=tokens.SPACE_1)
        row.addWidget(self._other)
        row.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_5, tokens.SPACE_2, tokens.SPACE_5, tokens.SPACE_3)
        column.setSpacing(tokens.SPACE_2)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        column.addWidget(self._note)
        column.addWidget(foot)
