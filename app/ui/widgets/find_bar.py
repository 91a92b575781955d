"""Looks for a word in the open chat, or in what else is asked to be found in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import IconButton
from app.words.catalog import _
from app.words.numbers import count


class FindBar(QFrame):
    """Enter goes on, Shift+Enter goes back, Esc ends it."""

    wanted = Signal(str, bool)
    """The text, and whether to look further down."""
    ended = Signal()

    def __init__(self, parent: QWidget | None = None, *, asking: str = "") -> None:
        """Asking is what the field asks for."""
        super().__init__(parent)
        self.setObjectName("find")
        self._field = QLineEdit()
        self._field.setPlaceholderText(asking or _("Find in this chat"))
        self._field.setAccessibleName(asking or _("Find in this chat"))
        self._field.textChanged.connect(lambda: self._ask(forward=True))
        self._found = QLabel()
        self._found.setObjectName("small")
        self._up = IconButton("chevron-up", _("Previous (Shift+Enter)"))
        self._up.clicked.connect(lambda: self._ask(forward=False))
        self._down = IconButton("chevron-down", _("Next (Enter)"))
        self._down.clicked.connect(lambda: self._ask(forward=True))
        self._close = IconButton("close", _("Close"))
        self._close.clicked.connect(self.end)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_5, tokens.SPACE_2, tokens.SPACE_3, tokens.SPACE_2)
        row.setSpacing(tokens.SPACE_1)
        row.addStretch(1)
        row.addWidget(self._field, 2)
        row.addWidget(self._found)
        for button in (self._up, self._down, self._close):
            row.addWidget(button)
        self.hide()

    def start(self) -> None:
        self.show()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        self._ask(forward=True)

    def look_for(self, text: str) -> None:
        self._field.setText(text)

    def end(self) -> None:
        if self.isVisible():
            self.hide()
            self.ended.emit()

    def show_found(self, message: int, messages: int) -> None:
        """Which of the messages that have the text is shown, counted from 1; 0 of 0: none has it."""
        if not self._field.text():
            self._found.clear()
        elif messages:
            words = _("message {number} of {count}")
            self._found.setText(words.format(number=count(message), count=count(messages)))
        else:
            self._found.setText(_("not in this chat"))

    def show_words(self, words: str) -> None:
        """Instead, where no messages are looked through."""
        self._found.setText(words if self._field.text() else "")

    def dress(self, look: Look) -> None:
        for button in (self._up, self._down, self._close):
            button.dress(look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match Qt.Key(event.key()):
            case Qt.Key.Key_Escape:
                self.end()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._ask(forward=not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            case _:
                super().keyPressEvent(event)

    def _ask(self, *, forward: bool) -> None:
        self.wanted.emit(self._field.text(), forward)
