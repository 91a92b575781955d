"""The button that leads back to the end of the chat, there while the person reads further up."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.conversation.style import Style
from app.ui.theme import tokens
from app.words.catalog import _


class NewestButton(QToolButton):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.speak()
        self.hide()

    def speak(self) -> None:
        """Take the words of the language that is spoken now."""
        self.setText("↓  " + _("Newest message"))
        self.setAccessibleName(_("Go to the newest message"))

    def dress(self, style: Style) -> None:
        theme = style.theme
        height = style.px(tokens.CONTROL_HEIGHT - 2)
        self.setFont(style.small_font)
        self.setFixedHeight(height)
        self.setStyleSheet(
            f"QToolButton {{ color: {theme.ink}; background: {theme.surface}; border: 1px solid {theme.line};"
            f" border-radius: {height // 2}px; padding: 0 {style.px(tokens.SPACE_3)}px; }}"
            f"QToolButton:hover {{ background: {theme.bubble}; }}"
            f"QToolButton:focus {{ border: 2px solid {theme.focus}; }}"
        )
        self.adjustSize()

    def place_in(self, room: QSize) -> None:
        """In the middle, a little above the lower edge."""
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - tokens.SPACE_3)
