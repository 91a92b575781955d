"""A button as wide as the sidebar, with a quiet word at its right: a shortcut, a count."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent

from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button


class SideButton(Button):
    def __init__(self, words: str, *, kind: str, icon: str, aside: str = "") -> None:
        super().__init__(words, kind=kind, icon=icon)
        self._aside = aside
        self._look = Look()
        if kind == "place":
            self.setIcon(icons.icon(icon))

    def show_aside(self, words: str) -> None:
        self._aside = words
        self.setAccessibleDescription(words)
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setIconSize(QSize(look.px(16), look.px(16)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setFont(self._look.font(tokens.TEXT_TINY))
            painter.setPen(self._look.theme.ink_second)
            room = self.rect().adjusted(0, 0, -tokens.SPACE_3, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._aside)


def shown(keys: str) -> str:
    """As this system writes it: Ctrl N, ⌘N."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ")
