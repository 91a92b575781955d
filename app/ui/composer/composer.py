"""The card at the foot of the window: write, send, stop."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.composer.draft import Draft
from app.ui.composer.field import MessageField
from app.ui.composer.writing import Writing
from app.ui.controls import Card, IconButton
from app.ui.look import Look
from app.ui.theme import tokens
from app.words.catalog import _


class Composer(QWidget):
    """While an answer grows, the button stops it, and what is written waits."""

    submitted = Signal(str)
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_answering = False
        self._is_open = False
        self._history: tuple[str, ...] = ()
        self._recalled = 0  # how far back in the history the field shows; 0 is what the person writes
        self._is_recalling = False
        self._card = Card(self)
        self._writing = Writing(self._card)
        self._hint = QLabel()
        self._hint.setObjectName("small")
        self._button = IconButton("send", "", kind="send")
        self._build()
        field = self._writing.field
        field.setPlaceholderText(_("Write a message…"))
        field.setAccessibleName(_("Message"))
        field.installEventFilter(self)
        field.left_upwards.connect(lambda: self._recall(self._recalled + 1))
        field.left_downwards.connect(lambda: self._recall(self._recalled - 1))
        self._writing.submitted.connect(self._submit)
        self._writing.changed.connect(self._notice_change)
        self._button.clicked.connect(self._press)
        self.setFocusProxy(self._writing)
        self._notice_change()
        self.show_answering(is_answering=False)

    @property
    def field(self) -> MessageField:
        return self._writing.field

    @property
    def draft(self) -> Draft:
        return self._writing.draft

    def show_draft(self, draft: Draft) -> None:
        self._writing.show_draft(draft)
        self._writing.field.document().clearUndoRedoStacks()  # undo does not lead back into another chat
        self._recalled = 0

    def open(self) -> None:
        """Somebody listens now; what was written before waits till then."""
        self._is_open = True
        self._renew_button()

    def show_history(self, questions: tuple[str, ...]) -> None:
        """Earlier questions, oldest first; Up in an empty field brings them back."""
        self._history = questions

    def show_answering(self, *, is_answering: bool) -> None:
        self._is_answering = is_answering
        if is_answering:
            self._button.show_as("stop", _("Stop the answer (Esc)"), role=icons.ON_ACCENT)
            self._hint.setText(_("Esc stops the answer"))
        else:
            self._button.show_as("send", _("Send"), role=icons.ON_ACCENT)
            sends = self._writing.field.sends_with_enter
            self._hint.setText(_("Enter sends · Shift+Enter starts a new line") if sends else _("Ctrl+Enter sends"))
        self._renew_button()

    def send_with_enter(self, *, is_on: bool) -> None:
        """Otherwise Enter starts a new line, and Ctrl+Enter sends."""
        self._writing.field.sends_with_enter = is_on
        self.show_answering(is_answering=self._is_answering)

    def dress(self, look: Look) -> None:
        self._card.dress(look)
        self._writing.dress(look)
        self._button.dress(look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._card.light(is_lit=event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self._hint)
        foot.addSpacing(tokens.SPACE_2)
        foot.addWidget(self._button)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(tokens.SPACE_4, tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3)
        inside.setSpacing(tokens.SPACE_2)
        inside.addWidget(self._writing)
        inside.addLayout(foot)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._card)

    def _press(self) -> None:
        if self._is_answering:
            self.stopped.emit()
        else:
            self._writing.field.commit()
            self._submit()

    def _submit(self) -> None:
        draft = self._writing.draft
        if self._is_answering or not self._is_open or not draft.whole:
            return
        self.show_draft(Draft())
        self.submitted.emit(draft.whole)

    def _notice_change(self) -> None:
        if not self._is_recalling:
            self._recalled = 0
        self._writing.field.yields_arrows = self._recalled > 0 or self._writing.is_blank
        self._renew_button()

    def _renew_button(self) -> None:
        self._button.setEnabled(self._is_answering or (self._is_open and not self._writing.is_blank))

    def _recall(self, steps: int) -> None:
        if not 0 <= steps <= len(self._history):
            return
        self._is_recalling, self._recalled = True, steps
        self._writing.show_draft(Draft(self._history[-steps] if steps else ""))
        self._is_recalling = False
