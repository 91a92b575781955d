"""One thing that a preset asks beside the message: a label, a control of the kind that the preset says, a complaint."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.preset import Variable, VariableType
from app.domain.preset_errors import VariableMissing, VariableRefused
from app.ui.composer.draft import Draft
from app.ui.composer.writing import Writing
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.setting_controls import Choice
from app.words.catalog import _

_SHORT: Final = 190
"""px of a field that does not need the whole width."""


class VariableField(QWidget):
    """A label, the control, and under it what is wrong."""

    changed = Signal()
    entered = Signal()
    """Enter: this one is done."""

    def __init__(self, variable: Variable) -> None:
        super().__init__()
        self.variable = variable
        self.is_short = variable.type is not VariableType.TEXT
        self._look = Look()
        label = QLabel(variable.label or variable.name)
        label.setObjectName("small")
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._control = self._made()
        self._error = QLabel()
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setWordWrap(True)
        self._error.hide()
        self.control.setAccessibleName(label.text())
        self.control.setAccessibleDescription(wanted(variable))
        self.control.setToolTip(wanted(variable))
        label.setBuddy(self.control)
        self.setFocusProxy(self._control)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (label, self._control, self._error):
            column.addWidget(part)

    def _made(self) -> QLineEdit | Choice | Writing:
        match self.variable.type:
            case VariableType.CHOICE:
                choice = Choice()
                choice.addItems(list(self.variable.choices))
                choice.installEventFilter(self)
                choice.currentIndexChanged.connect(self._notice_change)
                return choice
            case VariableType.TEXT:
                writing = Writing()
                writing.field.setObjectName("boxed")
                writing.changed.connect(self._notice_change)
                writing.submitted.connect(self.entered)
                return writing
        line = QLineEdit()
        line.textChanged.connect(self._notice_change)
        line.installEventFilter(self)
        return line

    @property
    def offered(self) -> str:
        """What stands in it before anybody has entered anything."""
        variable = self.variable
        if variable.type is VariableType.CHOICE and variable.default not in variable.choices:
            return next(iter(variable.choices), "")
        return variable.default

    @property
    def value(self) -> str:
        if isinstance(self._control, Writing):
            return self._control.draft.whole
        return self._control.currentText() if isinstance(self._control, Choice) else self._control.text()

    @property
    def control(self) -> QWidget:
        """What has the keyboard while a value is entered."""
        return self._control.field if isinstance(self._control, Writing) else self._control

    @property
    def complaint(self) -> str:
        """What is said to be wrong with it."""
        return self._error.text()

    def commit(self) -> None:
        if isinstance(self._control, Writing):
            self._control.field.commit()
        elif self._control.hasFocus():
            QGuiApplication.inputMethod().commit()

    def show_value(self, value: str) -> None:
        if isinstance(self._control, Writing):
            if value != self.value:
                self._control.show_draft(Draft(value))
        elif isinstance(self._control, Choice):
            self._control.setCurrentIndex(max(0, self._control.findText(value)))
        else:
            self._control.setText(value)

    def show_error(self, words: str) -> None:
        """Nothing is wrong any more when words are empty."""
        self._error.setText(words)
        self._error.setVisible(bool(words))
        self.control.setAccessibleDescription(words or wanted(self.variable))

    def dress(self, look: Look) -> None:
        self._look = look
        self._error.setFont(look.font(tokens.TEXT_SMALL))
        self._error.setStyleSheet(f"color: {look.theme.warm};")
        if isinstance(self._control, Writing):
            self._control.dress(look)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self._look.px(_SHORT), hint.height()) if self.is_short else hint

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.entered.emit()
                return True
            step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
            if step and self.variable.type is VariableType.NUMBER:
                self._step(step)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        """The arrow keys count, within the range."""
        variable = self.variable
        try:
            number = float(self.value or variable.low or 0) + by
        except ValueError:
            return
        number = max(number, number if variable.low is None else variable.low)
        number = min(number, number if variable.high is None else variable.high)
        self.show_value(f"{number:g}")

    def _notice_change(self) -> None:
        self.show_error("")
        self.changed.emit()


def wanted(variable: Variable) -> str:
    """What belongs into the field, where that has to be said."""
    if variable.type is not VariableType.NUMBER:
        return ""
    low, high = variable.low, variable.high
    if low is not None and high is not None:
        return _("A number from {low} to {high}").format(low=f"{low:g}", high=f"{high:g}")
    if low is not None:
        return _("A number of at least {low}").format(low=f"{low:g}")
    return _("A number of at most {high}").format(high=f"{high:g}") if high is not None else _("A number")


def complaint(error: VariableMissing | VariableRefused, variable: Variable) -> str:
    """What is wrong, where the field itself shows which value is meant."""
    if isinstance(error, VariableMissing):
        return _("This is still empty.")
    if variable.type is VariableType.NUMBER:
        return _("{wanted} is needed here.").format(wanted=wanted(variable))
    return _("This must be one line.") if variable.type is VariableType.LINE else _("This value cannot be used here.")
