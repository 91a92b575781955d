"""Takes a token for the Hub, which is never shown again, and forgets it when asked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import Button
from app.words.catalog import _


class TokenField(QWidget):
    """Takes a token and never shows it again."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setPlaceholderText(_("Your token, it begins with hf_"))
        self._field.setAccessibleName(_("Token for Hugging Face"))
        self._field.returnPressed.connect(self._give)
        keep = Button(_("Use the token"))
        keep.clicked.connect(self._give)
        note = QLabel(_("It is kept in this system's keyring and sent to huggingface.co only."))
        note.setObjectName("small")
        note.setWordWrap(True)
        row = QWidget()
        Beside(row, self._field, keep, least=120)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_1)
        column.addWidget(row)
        column.addWidget(note)

    def _give(self) -> None:
        token = self._field.text().strip()
        if token:
            self._field.clear()
            self.given.emit(token)


class TokenKeeper(QWidget):
    """Either a field for one, or the word that one is kept and a button to forget it."""

    given = Signal(str)
    forgotten = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = TokenField()
        self._field.given.connect(self.given)
        self._kept = QWidget()
        words = QLabel(_("A token is kept."))
        forget = Button(_("Forget the token"))
        forget.clicked.connect(self.forgotten)
        Beside(self._kept, words, forget, least=120)
        self._remark = QLabel()
        self._remark.setObjectName("small")
        self._remark.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self._field, self._kept, self._remark):
            column.addWidget(part)
        self.show_token(is_kept=False)

    def show_token(self, *, is_kept: bool, remark: str = "") -> None:
        self._field.setVisible(not is_kept)
        self._kept.setVisible(is_kept)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))
