"""The place "Completion": the text, what can be done with it, and beside it how likely the model's words were."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.completion.beginnings import Beginnings
from app.ui.completion.terms_row import TermsRow
from app.ui.completion.tools import Tools
from app.ui.completion.writing_field import WritingField
from app.ui.header.model_pill import ModelPill
from app.ui.prompt.scored_view import ScoredView
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Shelf
from app.ui.widgets.notices import Notices
from app.ui.widgets.place import WorkingPage
from app.ui.widgets.quiet_line import QuietLine
from app.ui.widgets.tab_order import follow
from app.words.catalog import _

_BESIDE: Final = 860
"""px at 100 % from which on the probabilities stand beside the text, not below it."""
_WIDEST: Final = 800
_BLANK_LINES: Final = 3
"""Height of the field while there is no text, and the beginnings stand below it."""
_LINES: Final = 7
"""Its height at least, with a text; the page scrolls where that is more than there is."""
_SCORED_HEIGHT: Final = 280


class CompletionPage(WorkingPage):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Completion"), parent)
        self._look = Look()
        self.pill = ModelPill()
        self.notices = Notices()
        self.field = WritingField()
        self.beginnings = Beginnings()
        self.tools = Tools()
        self.terms = TermsRow()
        self.scored = ScoredView()
        self.line = QuietLine(tells_connections=False)
        self._remark = QLabel()
        self._scroll = Shelf()
        self._shelf = QWidget()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._shelf)
        self._left = QWidget()
        self._build()
        self.tools.stopped.connect(self.stopped)
        self.show_scored(is_shown=False)

    def take_focus(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_model_remark(self, words: str) -> None:
        """What kind of model it is that goes on."""
        self._remark.setText(words)

    def show_writing(self, *, is_writing: bool) -> None:
        """The person reads meanwhile, and does not write."""
        self.is_at_work = is_writing
        self.field.setReadOnly(is_writing)
        flags = Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        if is_writing:
            self.field.setTextInteractionFlags(flags)

    def show_beginnings(self, *, are_shown: bool) -> None:
        self.beginnings.setVisible(are_shown)
        self._arrange()

    def show_scored(self, *, is_shown: bool) -> None:
        self.scored.setVisible(is_shown)
        self.tools.scores.setChecked(is_shown)
        self._arrange()

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._look = look
        for part in (
            self.pill,
            self.notices,
            self.field,
            self.beginnings,
            self.tools,
            self.terms,
            self.scored,
            self.line,
        ):
            part.dress(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        header = self.header(self.pill)
        follow(self.sidebar_button, [self.pill, self.back_button])
        self._remark.setObjectName("small")
        self._remark.setWordWrap(True)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(tokens.SPACE_3)
        left.addWidget(self.field, 1)
        left.addWidget(self.beginnings, 1)
        for below in (self.tools, self.terms, self._remark):
            left.addWidget(below)
        self._body.addStretch(1)
        self._body.addWidget(self._left, 1000)
        self._body.addWidget(self.scored, 600)
        self._body.addStretch(1)
        self._body.setSpacing(tokens.SPACE_5)
        self._scroll.setWidget(self._shelf)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self.notices)
        column.addWidget(self._scroll, 1)
        column.addSpacing(tokens.SPACE_2)
        column.addWidget(self.line)

    def _arrange(self) -> None:
        """The probabilities stand where there is room; without a text the field leaves its own to the beginnings."""
        look = self._look
        is_wide = self.width() >= look.px(_BESIDE)
        edge = tokens.SPACE_6 if is_wide else tokens.SPACE_3
        self._body.setContentsMargins(edge, tokens.SPACE_4, edge, 0)
        directions = QBoxLayout.Direction
        self._body.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self._left.setMaximumWidth(look.px(_WIDEST) if is_wide else 16_777_215)
        self.scored.setMaximumWidth(look.px(tokens.PANEL_WIDTH) if is_wide else 16_777_215)
        line = self.field.fontMetrics().lineSpacing()
        is_blank = not self.beginnings.isHidden()
        self.field.setMinimumHeight(line * (_BLANK_LINES if is_blank else _LINES) + 2 * tokens.SPACE_4)
        self.field.setMaximumHeight(self.field.minimumHeight() if is_blank else 16_777_215)
        self.scored.setMinimumHeight(0 if is_wide else look.px(_SCORED_HEIGHT))
