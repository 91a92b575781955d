"""A plain text field for a message: grows from one line to eight, and knows which Enter is meant for it."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextCursor,
    QTextLayout,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from app.ui.composer.enter import Deed, EnterKey

LINES: Final = 8
LONG: Final = 20_000
"""Characters. A longer text is not laid out in the field: one word of a million letters would take 20 s."""

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DECIDING: Final = (
    Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class MessageField(QPlainTextEdit):
    """Ctrl+Enter always sends; a bare Enter does where sends_with_enter is set, and Shift+Enter never.

    Where yields_arrows is set, Up and Down at an end of the text mean other texts, not other lines.
    """

    submitted = Signal()
    """Send it; nothing is being composed any more."""
    pasted_long = Signal(str)
    """A text that is too long for the field; whoever owns the field keeps it elsewhere."""
    composing_changed = Signal()
    left_upwards = Signal()
    left_downwards = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sends_with_enter = True
        self.yields_arrows = False
        self._late = ""
        self._enter = EnterKey(self)
        self._enter.decided.connect(self._do)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._fit)

    @property
    def text(self) -> str:
        """As it was typed: QPlainTextEdit.toPlainText would turn unbreakable spaces into plain ones."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    @property
    def preedit(self) -> str:
        """What the input method is composing: shown, but not part of the text yet."""
        return self.textCursor().block().layout().preeditAreaText()

    @property
    def is_blank(self) -> bool:
        return not self.preedit and not self.text.strip()

    def show_text(self, text: str) -> None:
        """Replace what is there, with the cursor at its end. One undo brings it back."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def commit(self) -> None:
        """Take in what is still being composed, else the last syllable would be lost."""
        composed = self.preedit
        if not composed:
            return
        self._late = ""
        QGuiApplication.inputMethod().commit()
        if self.preedit:  # the input method leaves it to us
            event = QInputMethodEvent()
            event.setCommitString(composed)
            QCoreApplication.sendEvent(self, event)
            QGuiApplication.inputMethod().reset()
        self._late = composed  # it may come once more, from an input method that commits when it is reset
        self._enter.forget_release()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if self._late and event.commitString() == self._late and not event.preeditString():
            self._late = ""
            event.accept()
            return
        self._late = ""
        super().inputMethodEvent(event)
        self._enter.hear_input_method(event.preeditString(), event.commitString())
        self.composing_changed.emit()
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._late = ""
        modifiers = event.modifiers() & _DECIDING
        if event.key() in _ENTER and (deed := self._deed(modifiers)):
            event.accept()
            if not (event.isAutoRepeat() and deed is Deed.SEND):
                self._enter.press(deed)
            return
        self._enter.forget_release()
        if self.yields_arrows and not modifiers and not self.preedit and self._leaves(Qt.Key(event.key())):
            event.accept()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in _ENTER
            and not event.isAutoRepeat()
            and self._deed(event.modifiers() & _DECIDING) is Deed.SEND
        ):
            self._enter.release()
        super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._enter.forget_release()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._enter.leave()

    def event(self, event: QEvent) -> bool:
        # A field with nothing to undo leaves Ctrl+Z to the window (undo of a deleted chat); Qt's would always take it.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.document().isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not any(url.isLocalFile() for url in source.urls())

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text().replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > LONG:
            self.pasted_long.emit(text)
        else:
            self.insertPlainText(text)
            self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _deed(self, modifiers: Qt.KeyboardModifier) -> Deed | None:
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            return Deed.SEND
        if modifiers == Qt.KeyboardModifier.ShiftModifier:
            return Deed.BREAK
        if modifiers == Qt.KeyboardModifier.NoModifier:
            return Deed.SEND if self.sends_with_enter else Deed.BREAK
        return None

    def _do(self, deed: Deed) -> None:
        self.commit()
        if deed is Deed.SEND:
            self.submitted.emit()
        else:
            self.insertPlainText("\n")
            self.ensureCursorVisible()

    def _leaves(self, key: Qt.Key) -> bool:
        cursor = self.textCursor()
        if key not in {Qt.Key.Key_Up, Qt.Key.Key_Down} or not (cursor.atStart() or cursor.atEnd()):
            return False
        (self.left_upwards if key == Qt.Key.Key_Up else self.left_downwards).emit()
        return True

    def _fit(self) -> None:
        """As high as its lines, up to LINES of them."""
        line = self._line_height()
        block = self.document().firstBlock()
        height = 0.0
        while block.isValid() and height < LINES * line:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        height = min(max(height, line), LINES * line)
        margins = self.contentsMargins()
        self.setFixedHeight(round(height) + margins.top() + margins.bottom() + 2)

    def _line_height(self) -> float:
        """Of the script of the hint: a first letter of Hangul, from a higher font, does not make the field grow."""
        layout = QTextLayout(self.placeholderText(), self.font())
        layout.beginLayout()
        line = layout.createLine()
        layout.endLayout()
        return max(self.fontMetrics().lineSpacing(), line.height() if line.isValid() else 0)
