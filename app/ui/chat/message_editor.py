"""A message being changed where it stands: saving makes a new version, the old one stays."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.composer.draft import Draft
from app.ui.composer.writing import Writing
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, Card
from app.words.catalog import _


class MessageEditor(Card):
    """Lies over the conversation. A question is answered anew when it is saved, an answer is kept as it was typed."""

    saved = Signal(str, str)
    """The turn's id and its new text."""
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.turn_id = ""
        self._before = ""
        self._writing = Writing(self)
        self._writing.field.setAccessibleName(_("Edit the message"))
        self._writing.submitted.connect(self._save)
        self._writing.changed.connect(self._renew)
        self._hint = QLabel()
        self._hint.setObjectName("small")
        self._save_button = Button("", kind="primary")
        self._save_button.clicked.connect(self._commit_and_save)
        self._cancel_button = Button(_("Cancel"))
        self._cancel_button.clicked.connect(self.cancelled)
        foot = QHBoxLayout()
        foot.setSpacing(tokens.SPACE_2)
        foot.addWidget(self._hint)
        foot.addStretch(1)
        foot.addWidget(self._cancel_button)
        foot.addWidget(self._save_button)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(tokens.SPACE_4, tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3)
        inside.setSpacing(tokens.SPACE_2)
        inside.addWidget(self._writing)
        inside.addLayout(foot)
        self.setFocusProxy(self._writing)
        self.light(is_lit=True)
        self.hide()

    @property
    def text(self) -> str:
        """As it is written now."""
        return self._writing.draft.whole

    def edit(self, turn_id: str, text: str, *, is_question: bool, begun: str = "") -> None:
        """Change this text; begun is how far that had come before."""
        self.turn_id, self._before = turn_id, text
        self._save_button.setText(_("Save and answer") if is_question else _("Save"))
        self._save_button.setAccessibleName(self._save_button.text())
        self._hint.setText(_("The version before is kept"))
        self._writing.show_draft(Draft(begun or text))
        self._renew()
        self.show()
        self.raise_()
        self._writing.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self, place: QRect) -> None:
        """Over the message, which stands there in the parent's coordinates, as far as there is room."""
        room = self._over.rect()
        self.setFixedWidth(min(place.width() + 2 * Card.SHADOW, room.width()))
        parts = (self._hint, self._cancel_button, self._save_button)
        needed = sum(part.sizeHint().width() + tokens.SPACE_4 for part in parts) + 2 * Card.SHADOW
        self._hint.setVisible(needed <= self.width())
        self.adjustSize()
        height = min(self.height(), room.height())
        top = min(max(place.top() - tokens.SPACE_3, 0), room.height() - height)
        self.move(place.center().x() - self.width() // 2, max(0, top))

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._writing.dress(look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _renew(self) -> None:
        self._save_button.setEnabled(not self._writing.is_blank)

    def _commit_and_save(self) -> None:
        self._writing.field.commit()
        self._save()

    def _save(self) -> None:
        text = self.text
        if text == self._before.strip():
            self.cancelled.emit()
        elif text:
            self.saved.emit(self.turn_id, text)
