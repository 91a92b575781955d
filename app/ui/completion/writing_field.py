"""The editor of a raw text: what a model wrote is tinted, and what it writes grows in it while the person reads."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.domain.message import clean
from app.domain.writing import difference
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.words.catalog import _

MOST: Final = 500_000
"""Characters that are taken at once: more than any model reads, and as much as lays itself out in a moment."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

Spans = Sequence[tuple[int, int]]


class WritingField(QPlainTextEdit):
    """Places are counted in Python's characters, not in Qt's UTF-16. Undo is not Qt's: versions are kept elsewhere."""

    edited = Signal(str)
    """The person changed it; the whole text."""
    continue_wanted = Signal()
    branch_wanted = Signal(int)
    """Go on from this place; what stands behind it gives way."""
    undo_wanted = Signal()
    redo_wanted = Signal()
    refused_long = Signal()
    """What was to be pasted is too long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._text = ""
        self._spans: Spans = ()
        self._growth: QTextEdit.ExtraSelection | None = None
        """What the model has written since it began."""
        self.setObjectName("boxed")
        self.setAccessibleName(_("The text"))
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(_("Write the beginning of a text."))
        self.document().setDocumentMargin(tokens.SPACE_3)
        self.textChanged.connect(self._tell)

    @property
    def text(self) -> str:
        """As it was typed: QPlainTextEdit.toPlainText would turn unbreakable spaces into plain ones."""
        return clean(self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n"))

    @property
    def selected(self) -> tuple[int, int]:
        """Where the selection begins and ends; both are the caret where there is none."""
        cursor = self.textCursor()
        return self._characters(cursor.selectionStart()), self._characters(cursor.selectionEnd())

    def show_text(self, text: str, spans: Spans) -> None:
        """Only what differs is changed, so that what is read stays where it is; the caret goes behind the change."""
        self._growth = None
        at, gone, new = difference(self.text, text)
        if gone or new:
            cursor = self._cursor(at, at + gone)
            self._insert(cursor, new)
            self.setTextCursor(cursor)
        self._text = self.text
        self.tint(spans)

    def tint(self, spans: Spans) -> None:
        """These parts are the model's."""
        self._spans = spans
        self.setExtraSelections([self._selection(self._cursor(start, end)) for start, end in spans])
        words = _("A model wrote {count} characters of it.").format(count=f"{sum(b - a for a, b in spans):,}")
        self.setAccessibleDescription(words if spans else "")

    def grow(self, at: int, piece: str) -> None:
        """The model has written this; what the person reads stays, unless they read its end."""
        if self._growth is None:
            self._growth = self._selection(self._cursor(at, at))
        grown = self._growth.cursor
        start, end = grown.selectionStart(), QTextCursor(grown)
        end.setPosition(grown.selectionEnd())
        follows = self.viewport().rect().intersects(self.cursorRect(end))
        self._insert(end, piece)
        grown.setPosition(start)
        grown.setPosition(end.position(), QTextCursor.MoveMode.KeepAnchor)
        self._growth.cursor = grown
        self.setExtraSelections([*self.extraSelections()[: len(self._spans)], self._growth])
        if follows:
            self.setTextCursor(end)
            self.ensureCursorVisible()

    def select(self, start: int, end: int) -> None:
        self.setTextCursor(self._cursor(start, end))
        self.ensureCursorVisible()

    def dress(self, look: Look) -> None:
        self._look = look
        self.document().setDefaultFont(look.font(tokens.TEXT_BODY))
        self.tint(self._spans)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        has_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _ENTER and has_ctrl:
            self._commit()
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.branch_wanted.emit(self.selected[0])
            else:
                self.continue_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z and its like are meant for this text, not for a chat that was deleted."""
        keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and any(event.matches(key) for key in keys)
        ):
            event.accept()
            return True
        return super().event(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not any(url.isLocalFile() for url in source.urls())

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text().replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MOST:
            self.refused_long.emit()
        else:
            self.insertPlainText(text)
            self.ensureCursorVisible()

    def _tell(self) -> None:
        text = self.text
        if text != self._text and self._growth is None:
            self._text = text
            self.edited.emit(text)

    def _insert(self, cursor: QTextCursor, text: str) -> None:
        was = self.blockSignals(True)
        cursor.insertText(text)
        self.blockSignals(was)

    def _cursor(self, start: int, end: int) -> QTextCursor:
        text = self.text
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(text[:start]))
        cursor.setPosition(cursor.position() + _units(text[start:end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _characters(self, units: int) -> int:
        raw = self.document().toRawText().encode("utf-16-le", "surrogatepass")
        return len(raw[: 2 * units].decode("utf-16-le", "replace"))

    def _commit(self) -> None:
        """Take in what is still being composed, else the last syllable would be lost."""
        composed = self.textCursor().block().layout().preeditAreaText()
        if not composed:
            return
        QGuiApplication.inputMethod().commit()
        if self.textCursor().block().layout().preeditAreaText():  # the input method leaves it to us
            event = QInputMethodEvent()
            event.setCommitString(composed)
            QCoreApplication.sendEvent(self, event)
            QGuiApplication.inputMethod().reset()

    def _selection(self, cursor: QTextCursor) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        selection.format = self._form()
        return selection

    def _form(self) -> QTextCharFormat:
        """In high contrast grounds are hardly told apart: a line says it there."""
        theme = self._look.theme
        form = QTextCharFormat()
        form.setBackground(QColor(theme.accent_soft))
        form.setFontUnderline(theme.is_high_contrast)
        return form


def _units(text: str) -> int:
    """How many of Qt's characters this is."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
