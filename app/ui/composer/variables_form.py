"""The small form for what a preset asks beside the message: one field a variable."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.preset import TEXT, Variable
from app.domain.preset_errors import VariableMissing, VariableRefused
from app.ui.composer.variable_field import VariableField, complaint
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.flow import Flow

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

    def _made(self, variable: Variable) -> VariableField:
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

    def _go_on(self, field: VariableField) -> None:
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


def _lines(fields: Sequence[VariableField]) -> list[list[VariableField]]:
    """Short ones that follow each other share a line."""
    lines: list[list[VariableField]] = []
    for field in fields:
        if lines and field.is_short and lines[-1][-1].is_short:
            lines[-1].append(field)
        else:
            lines.append([field])
    return lines
