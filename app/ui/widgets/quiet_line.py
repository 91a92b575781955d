"""The one quiet line at the foot: how fast the model is, how full its context, and that nothing leaves here."""

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.words.catalog import _, n_
from app.words.numbers import count

_NEARLY_FULL: Final = 0.9
_ROOM_FOR_MODEL: Final = 900  # px at 100 %
_ROOM_FOR_SPEED: Final = 560
_ROOM_FOR_GAUGE: Final = 400
_ROOM_FOR_CONNECTIONS: Final = 280


class QuietLine(QWidget):
    """An empty part is left out."""

    def __init__(self, parent: QWidget | None = None, *, tells_connections: bool = True) -> None:
        super().__init__(parent)
        self._look = Look()
        self._model = QLabel()
        self._speed = QLabel()
        self._context = QLabel()
        self._here = QLabel()
        self._tells_connections = tells_connections
        self.show_connections(0)
        self._gauge = QProgressBar()
        self._gauge.setTextVisible(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_4, 0, tokens.SPACE_4, tokens.SPACE_3)
        row.setSpacing(tokens.SPACE_4)
        row.addStretch()
        for label in (self._model, self._speed):
            row.addWidget(label)
        row.addWidget(self._gauge)
        row.addSpacing(-tokens.SPACE_2)
        row.addWidget(self._context)
        row.addWidget(self._here)
        row.addStretch()
        for label in (self._model, self._speed, self._context, self._here):
            label.setObjectName("small")
        self.show_context(0, 0)

    def show_connections(self, number: int, *, others: int = 0) -> None:
        """How many were made since the window was opened; others: not for models, but for news of this program."""
        words = _("On this computer only")
        full = _("What you write stays on this computer: this program has made no connection.")
        if number:
            words = n_("{count} connection, for models", "{count} connections, for models", number)
            if others:
                words = n_("{count} connection", "{count} connections", number)
            words = words.format(count=count(number))
            full = _("What you write stays on this computer. The settings list every connection, and why it was made.")
        self._here.setText(words)
        self._here.setToolTip(full)
        self._here.setAccessibleName(f"{words}. {full}")

    def show_model(self, words: str) -> None:
        """Its name, where it runs, how many threads."""
        self._model.setText(words)
        self._arrange()

    def show_speed(self, words: str) -> None:
        if words != self._speed.text():
            self._speed.setText(words)
            self._arrange()

    def show_context(self, used: int, context: int) -> None:
        """Tokens; a context of 0 is not known."""
        numbers = {"used": count(used), "context": count(context)}
        self._context.setText(_("Context {used} / {context}").format(**numbers) if context else "")
        exact = _("{used} of {context} tokens of the context are used").format(**numbers)
        self._gauge.setRange(0, max(1, context))
        self._gauge.setValue(min(used, context))
        kind = "full" if context and used >= _NEARLY_FULL * context else ""
        if self._gauge.property("kind") != kind:
            self._gauge.setProperty("kind", kind)
            self._gauge.style().polish(self._gauge)
        for widget in (self._gauge, self._context):
            widget.setToolTip(exact)
            widget.setAccessibleName(exact)
        self._arrange()

    def dress(self, look: Look) -> None:
        self._look = look
        self._gauge.setFixedSize(look.px(90), look.px(5))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where there is little room the model goes first (the pill names it), the speed, the gauge, then the rest."""
        room = self.width() / self._look.scale
        self._model.setVisible(bool(self._model.text()) and room > _ROOM_FOR_MODEL)
        self._speed.setVisible(bool(self._speed.text()) and room > _ROOM_FOR_SPEED)
        self._context.setVisible(bool(self._context.text()))
        self._here.setVisible(self._tells_connections and room > _ROOM_FOR_CONNECTIONS)
        self._gauge.setVisible(bool(self._context.text()) and room > _ROOM_FOR_GAUGE)
