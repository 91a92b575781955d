"""What was just deleted, with the way back: instead of asking beforehand."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, ElidedLabel, IconButton
from app.words.catalog import _


class UndoBar(QFrame):
    """Stays until it is used, closed, or another chat is deleted: nobody has to hurry."""

    undone = Signal(str)
    """The chat's id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undo")
        self._chat = ""
        self._words = ElidedLabel()
        undo = Button(_("Undo"), kind="link")
        undo.setToolTip(_("Bring the chat back (Ctrl+Z)"))
        undo.clicked.connect(self.undo)
        self._close = IconButton("close", _("Close"))
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_3, tokens.SPACE_1, tokens.SPACE_1, tokens.SPACE_1)
        row.setSpacing(tokens.SPACE_1)
        row.addWidget(self._words, 1)
        row.addWidget(undo)
        row.addWidget(self._close)
        self.hide()

    def offer(self, chat_id: str, title: str) -> None:
        self._chat = chat_id
        self._words.setText(_("Deleted “{title}”").format(title=title))
        self.show()

    def undo(self) -> None:
        if self.isVisible():
            self.hide()
            self.undone.emit(self._chat)

    def dress(self, look: Look) -> None:
        self._close.dress(look, side=28)
