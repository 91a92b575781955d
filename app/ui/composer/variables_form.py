"""The small form for what a preset asks beside the message: one field a variable, of the kind that the preset says."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.domain.preset import TEXT, Variable, VariableType
from app.domain.preset_errors import VariableMissing, VariableRefused
from app.ui.composer.draft import Draft
from app.ui.composer.writing import Writing
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.flow import Flow
from app.ui.widgets.setting_controls import Choice
from app.words.catalog import _

_SHORT: Final = 190
"""px of a field that does not need the whole width."""
_HIGHEST: Final = 240
"""px; a longer form scrolls."""
_SHARE: Final = 0.4
"""Of the window's height; what is above is to be seen too."""


class VariablesForm(QScrollArea):
    """Enter goes on to the next field, and from the last one out of the form (submitted)."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._fields: list[VariableField] = []
        self._variables: tuple[Variable, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page = QWidget()
        self._column = _column(self._page)
        self.setWidget(self._page)
        self.hide()

    def show_variables(self, variables: Sequence[Variable]) -> None:
        """Those that the message does not fill. What was entered for one that stays is kept."""
        if tuple(variables) == self._variables:
            return
        before, self._variables = self.values, tuple(variables)
        self._page = QWidget()  # a layout with layouts in it is not emptied but thrown away
        self._column = _column(self._page)
        self._fields = [self._made(variable) for variable in variables if variable.name != TEXT]
        for line in _lines(self._fields):
            if len(line) == 1 and not line[0].is_short:
                self._column.addWidget(line[0])
                continue
            flow = Flow(gap=tokens.SPACE_3, at_top=True)
            for field in line:
                flow.addWidget(field)
            self._column.addLayout(flow)
        self._page.installEventFilter(self)
        self.setWidget(self._page)
        if self._fields:
            self.setFocusProxy(self._fields[0])
        self.setVisible(bool(self._fields))
        self.show_values(before)
        self.dress(self._look)

    def _made(self, variable: Variable) -> "VariableField":
        field = VariableField(variable)
        field.changed.connect(self.changed)
        field.entered.connect(lambda: self._go_on(field))
        return field

    @property
    def leaves_text(self) -> bool:
        """Whether there is a variable that the message fills."""
        return any(variable.name == TEXT for variable in self._variables)

    @property
    def is_empty(self) -> bool:
        return not self._fields

    @property
    def values(self) -> dict[str, str]:
        """By the variables' names."""
        return {field.variable.name: field.value for field in self._fields}

    @property
    def entered(self) -> dict[str, str]:
        """Those that are not as they were offered."""
        return {field.variable.name: field.value for field in self._fields if field.value != field.offered}

    def show_values(self, values: Mapping[str, str]) -> None:
        """The others as they are offered."""
        for field in self._fields:
            field.show_value(values.get(field.variable.name, field.offered))

    def show_error(self, name: str, words: str) -> None:
        """What is wrong, under its field, which gets the keyboard."""
        for field in self._fields:
            is_meant = field.variable.name == name
            field.show_error(words if is_meant else "")
            if is_meant:
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(field)
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def complain(self, error: VariableMissing | VariableRefused) -> None:
        """Say at the field why its value cannot be used."""
        for field in self._fields:
            if field.variable.name == error.name:
                self.show_error(error.name, complaint(error, field.variable))

    def take_focus(self) -> bool:
        """The keyboard goes to the first field; False where there is none."""
        if self._fields:
            self._fields[0].setFocus(Qt.FocusReason.TabFocusReason)
        return bool(self._fields)

    def dress(self, look: Look) -> None:
        self._look = look
        for field in self._fields:
            field.dress(look)
        self._fit()

    def commit(self) -> None:
        """Take in what is still being composed."""
        for field in self._fields:
            field.commit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() == QEvent.Type.LayoutRequest:
            self._fit()  # a field has become higher
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As high as its fields, up to a limit."""
        width = max(1, self.viewport().width())
        high = (
            self._column.heightForWidth(width) if self._column.hasHeightForWidth() else self._column.sizeHint().height()
        )
        most = min(self._look.px(_HIGHEST), round(self.window().height() * _SHARE))
        self.setFixedHeight(max(1, min(high, most)))

    def _go_on(self, field: "VariableField") -> None:
        following = self._fields[self._fields.index(field) + 1 :]
        if following:
            following[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submitted.emit()


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, tokens.SPACE_1, tokens.SPACE_1)
    column.setSpacing(tokens.SPACE_2)
    return column


def _lines(fields: Sequence["VariableField"]) -> list[list["VariableField"]]:
    """Short ones that follow each other share a line."""
    lines: list[list[VariableField]] = []
    for field in fields:
        if lines and field.is_short and lines[-1][-1].is_short:
            lines[-1].append(field)
        else:
            lines.append([field])
    return lines


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
