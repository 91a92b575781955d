"""Fields for texts of a preset: they grow with what is written, and leave undo to the page, which knows all fields."""

from typing import Final

from PySide6.QtCore import QEvent, QLocale, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDoubleValidator,
    QDragEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from app.ui.theme.fonts import fixed_font
from app.ui.theme.look import Look

LONGEST: Final = 60_000
"""Characters that a field lays out. A longer text stays as it is and is shown by its beginning: one word of a million
letters would hold the window up for 20 s."""
_PASTE: Final = 20_000_000


class Line(QLineEdit):
    """One line; edited tells each change that a person makes."""

    edited = Signal(str)

    def __init__(self, words: str, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(words)
        self.setPlaceholderText(hint)
        self.textEdited.connect(self.edited)

    def show_text(self, text: str) -> None:
        """Unless it says so already: the cursor stays where one writes."""
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who looks at a long text again reads its beginning."""
        super().focusOutEvent(event)
        if event.reason() not in {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}:
            self.setCursorPosition(0)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file is for the page."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def event(self, event: QEvent) -> bool:
        return False if is_undo(event) else super().event(event)


class Lines(QPlainTextEdit):
    """Several lines, as high as they are, up to `most` of them."""

    edited = Signal(str)

    def __init__(
        self, words: str, *, hint: str = "", least: int = 1, most: int = 12, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self._whole = ""
        self._is_showing = False
        self._mark = QColor()
        self.setObjectName("boxed")
        self.setAccessibleName(words)
        self.setPlaceholderText(hint)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._tell)

    @property
    def is_cut(self) -> bool:
        """Too long to be shown as a whole, and so to be changed here."""
        return len(self._whole) > LONGEST

    @property
    def text(self) -> str:
        """As it was typed: QPlainTextEdit.toPlainText would turn unbreakable spaces into plain ones."""
        if self.is_cut:
            return self._whole
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def show_text(self, text: str) -> None:
        """Unless it says so already: the cursor stays where one writes."""
        if self.text == text and len(text) <= LONGEST:
            return
        self._is_showing = True
        self._whole = text
        self.setReadOnly(self.is_cut)
        self.setPlainText(text[:LONGEST] + "…" if self.is_cut else text)
        self._is_showing = False
        self._fit()

    def mark_place(self, line: int, column: int) -> None:
        """Underline what begins here, in the warm colour; both count from 1, line 0 marks nothing."""
        mark = QTextEdit.ExtraSelection()
        block = self.document().findBlockByNumber(line - 1) if line > 0 else self.document().end()
        if not block.isValid():
            self.setExtraSelections([])
            return
        cursor = QTextCursor(block)
        at = min(max(0, column - 1), max(0, block.length() - 2))
        cursor.setPosition(block.position() + at)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        mark.format.setUnderlineColor(self._mark)
        self.setExtraSelections([mark])

    def write_code(self, look: Look) -> None:
        """In the fixed font."""
        self._mark = QColor(look.theme.warm)
        self.setFont(fixed_font(scale=look.scale))

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text().replace("\r\n", "\n").replace("\r", "\n")[:_PASTE]
        if len(text) + len(self.text) > LONGEST:
            cursor = self.textCursor()
            before = self.text
            self.show_text(before[: cursor.selectionStart()] + text + before[cursor.selectionEnd() :])
            self.edited.emit(self._whole)
        else:
            self.insertPlainText(text)
            self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not any(url.isLocalFile() for url in source.urls())

    def event(self, event: QEvent) -> bool:
        return False if is_undo(event) else super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _tell(self) -> None:
        self._fit()
        if not self._is_showing:
            self._whole = ""
            self.edited.emit(self.text)

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        height, block = 0.0, self.document().firstBlock()
        while block.isValid() and height < self._most * line:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        height = min(max(height, self._least * line), self._most * line)
        margins = self.contentsMargins()
        around = margins.top() + margins.bottom() + 2 * self.document().documentMargin()
        wanted = round(height + around) + 2
        if self.minimumHeight() != wanted:
            self.setFixedHeight(wanted)


class Amount(QLineEdit):
    """A number, or nothing, which leaves it to what is usual; that stands in the empty field."""

    edited = Signal(object)
    """A float, or None."""

    def __init__(
        self, words: str, *, low: float, high: float, is_whole: bool = False, usual: str = "", decimals: int = 4
    ) -> None:
        super().__init__()
        self.setAccessibleName(words)
        self.setPlaceholderText(usual)
        validator = QDoubleValidator(low, high, 0 if is_whole else decimals, self)
        validator.setNotation(QDoubleValidator.Notation.StandardNotation)
        validator.setLocale(QLocale.c())
        self.setValidator(validator)
        self.textEdited.connect(self._tell)

    def show_amount(self, amount: float | None) -> None:
        words = "" if amount is None else f"{amount:g}"
        if (self._amount() if self.text() else None) != amount:
            self.setText(words)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 7, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        return False if is_undo(event) else super().event(event)

    def _tell(self) -> None:
        if not self.text() or self.hasAcceptableInput():
            self.edited.emit(self._amount() if self.text() else None)

    def _amount(self) -> float | None:
        try:
            return float(self.text())
        except ValueError:
            return None


def is_undo(event: QEvent) -> bool:
    """Ctrl+Z, or its way back: they go to the page."""
    return (
        event.type() in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}
        and isinstance(event, QKeyEvent)
        and (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo))
    )
