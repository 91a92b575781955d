"""The one quiet line at the foot: how fast the model is, how full its context, and that nothing leaves here."""

from dataclasses import dataclass

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from app.ui.look import Look
from app.ui.theme import tokens
from app.words.catalog import _
from app.words.numbers import count


@dataclass(frozen=True)
class Quiet:
    """What the line says; an empty part is left out. used and context are tokens."""

    model: str = ""
    speed: str = ""
    used: int = 0
    context: int = 0
    left_out: int = 0
    """How many earlier messages had no room."""


_NEARLY_FULL = 0.9


class QuietLine(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = Quiet()
        self._look = Look()
        self._model = QLabel()
        self._speed = QLabel()
        self._context = QLabel()
        self._here = QLabel(_("On this computer only"))
        self._here.setToolTip(_("What you write stays on this computer: this program has made no connection."))
        self._gauge = QProgressBar(textVisible=False)
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
        self.show_quiet(Quiet())

    def show_quiet(self, quiet: Quiet) -> None:
        self._quiet = quiet
        self._model.setText(quiet.model)
        self._speed.setText(quiet.speed)
        used, context = count(quiet.used), count(quiet.context)
        self._context.setText(_("Context {used} / {context}").format(used=used, context=context))
        exact = _("{used} of {context} tokens of the context are used").format(used=used, context=context)
        if quiet.left_out:
            exact += ". " + _("{count} earlier messages had no room").format(count=count(quiet.left_out))
        self._gauge.setRange(0, max(1, quiet.context))
        self._gauge.setValue(min(quiet.used, quiet.context))
        is_full = quiet.context > 0 and quiet.used >= _NEARLY_FULL * quiet.context
        if self._gauge.property("kind") != ("full" if is_full else ""):
            self._gauge.setProperty("kind", "full" if is_full else "")
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
        """Where there is little room the model goes first (the pill names it), then the speed."""
        room = self.width() / self._look.scale
        self._model.setVisible(bool(self._quiet.model) and room > 940)
        self._speed.setVisible(bool(self._quiet.speed) and room > 560)
        for widget in (self._gauge, self._context):
            widget.setVisible(self._quiet.context > 0)
