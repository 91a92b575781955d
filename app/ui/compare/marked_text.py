"""An answer as plain text in which the words that the first answer has not are underlined on a ground."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.compare.differences import Differences, Piece, compared, summary, told
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.words.catalog import _


class MarkedText(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._differences = Differences(())
        self._summary = QLabel()
        self._summary.setObjectName("small")
        self._summary.setWordWrap(True)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setTabChangesFocus(True)
        self._text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._text.setAccessibleName(_("Answer with its differences"))
        self._text.document().setDocumentMargin(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_4, tokens.SPACE_2, tokens.SPACE_4, 0)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(self._summary)
        column.addWidget(self._text, 1)

    def show_first(self, text: str) -> None:
        """The answer that the others are compared with."""
        words = _("The others are compared with this one.")
        self._show(Differences((Piece(text),)), words, spoken=words)

    def show_compared(self, first: str, text: str) -> None:
        differences = compared(first, text)
        self._show(differences, summary(differences), spoken=told(differences))

    def dress(self, look: Look) -> None:
        self._look = look
        self._text.setFont(look.font())
        self._paint()

    def _show(self, differences: Differences, words: str, *, spoken: str) -> None:
        self._differences = differences
        self._summary.setText(words)
        self._text.setAccessibleDescription(spoken)
        self._paint()

    def _paint(self) -> None:
        theme = self._look.theme
        own = QTextCharFormat()
        own.setFontUnderline(True)
        own.setBackground(QColor(theme.amber_soft))
        own.setUnderlineColor(QColor(theme.amber))
        self._text.clear()
        cursor = QTextCursor(self._text.document())
        for piece in self._differences.pieces:
            space = piece.text[: len(piece.text) - len(piece.text.lstrip())]
            cursor.insertText(space, QTextCharFormat())
            cursor.insertText(piece.text[len(space) :], own if piece.is_own else QTextCharFormat())
        self._text.moveCursor(QTextCursor.MoveOperation.Start)
