"""Which chat template a model uses: its own, a built-in one by name, or a text of the person's; with a preview."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.theme.fonts import fixed_font
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import Button
from app.ui.widgets.setting_controls import Choice
from app.words.catalog import _

_TYPED_MS = 400


class TemplateChoice(QWidget):
    changed = Signal(str)
    """As in LoadSettings.chat_template."""
    preview_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._box = Choice()
        self._box.setAccessibleName(_("Chat template"))
        self._text = QPlainTextEdit()
        self._text.setAccessibleName(_("Text of the chat template (Jinja)"))
        self._preview = QPlainTextEdit()
        self._preview.setReadOnly(True)
        self._preview.setAccessibleName(_("A short chat in this template"))
        for text in (self._text, self._preview):
            text.setObjectName("boxed")
            text.setTabChangesFocus(True)
        self._trouble = QLabel()
        self._trouble.setObjectName("small")
        self._trouble.setWordWrap(True)
        self._ask = Button(_("Preview"))
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(lambda: self.changed.emit(self.template))
        self._box.activated.connect(self._choose)
        self._text.textChanged.connect(self._typed.start)
        self._ask.clicked.connect(lambda: self.preview_wanted.emit(self.template))
        row = QWidget()
        Beside(row, self._box, self._ask, least=140)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(row)
        for part in (self._text, self._trouble, self._preview):
            column.addWidget(part)
            part.hide()

    @property
    def template(self) -> str:
        at = self._box.currentIndex()
        if at <= 0:
            return ""
        return self._names[at - 1] if at <= len(self._names) else self._text.toPlainText()

    def show_template(self, template: str, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._box.clear()
        self._box.addItems([_("The model's own"), *names, _("A text of my own")])
        is_named = template in names
        self._box.setCurrentIndex(
            0 if not template else names.index(template) + 1 if is_named else self._box.count() - 1
        )
        self._text.setPlainText("" if is_named else template)
        self._typed.stop()
        self._text.setVisible(bool(template) and not is_named)
        self._preview.hide()
        self._trouble.hide()

    def show_preview(self, text: str, *, trouble: str = "") -> None:
        """What a short chat becomes; or why it becomes nothing."""
        self._preview.setPlainText(text)
        self._preview.setVisible(bool(text))
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))

    def dress(self, look: Look) -> None:
        for text in (self._text, self._preview):
            text.setFont(fixed_font(scale=look.scale))
            text.setFixedHeight(look.px(150))

    def _choose(self) -> None:
        is_own = self._box.currentIndex() == self._box.count() - 1
        self._text.setVisible(is_own)
        self._preview.hide()
        self._trouble.hide()
        if is_own:
            self._text.setFocus()
        self.changed.emit(self.template)
