"""The variables of a template, found as it is typed: what each is called in the form, and which values it takes."""

import re
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.domain.compose import variables
from app.domain.preset import TEXT, Preset, Variable, VariableType
from app.ui.presets.fields import Line
from app.ui.presets.words import variable_words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.setting_controls import Choice
from app.ui.widgets.tab_order import follow
from app.words.catalog import _

_MOST: Final = 40
"""Variables that get a row; who has more of them writes them into the file."""
_RANGE: Final = re.compile(r"\s*(-?[\d.]*?)\s*(?:–|~|\.\.|-)\s*(-?[\d.]*)\s*")


class VariableTable(QWidget):
    """Away while there is but one {{text}}, which needs no words."""

    changed = Signal(object)
    """All Variables that need more than their name."""

    def __init__(self) -> None:
        super().__init__()
        self._preset = Preset("")
        self._rows: dict[str, _Row] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.SPACE_2)
        self._grid.setVerticalSpacing(tokens.SPACE_1)
        self._grid.setColumnStretch(2, 2)
        self._grid.setColumnStretch(3, 3)
        self.hide()

    def show_preset(self, preset: Preset) -> None:
        self._preset = preset
        found = variables(preset)[:_MOST]
        if tuple(self._rows) != tuple(variable.name for variable in found):
            self._lay_out(found)
        for variable in found:
            self._rows[variable.name].show_variable(variable)
        self.setVisible(bool(found) and found != (Variable(TEXT),))

    def dress(self, look: Look) -> None:
        for row in self._rows.values():
            row.type.setMinimumWidth(look.px(96))

    def _lay_out(self, found: tuple[Variable, ...]) -> None:
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for at, words in enumerate((_("Variable"), _("Type"), _("Words in the form"), _("Values"))):
            head = QLabel(words)
            head.setObjectName("small")
            self._grid.addWidget(head, 0, at)
        for row in self._rows.values():
            row.deleteLater()
        self._rows = {}
        for at, variable in enumerate(found, 1):
            row = _Row(variable.name, self)
            row.changed.connect(self._take)
            for column, part in enumerate((row.name, row.type, row.label, row.values)):
                self._grid.addWidget(part, at, column)
            self._rows[variable.name] = row
        follow(self, [part for row in self._rows.values() for part in (row.type, row.label, row.values)])

    def _take(self, variable: Variable) -> None:
        """Those that are not in the template now stay declared: it may be in the middle of being written."""
        declared = {one.name: one for one in self._preset.variables} | {variable.name: variable}
        if variable == Variable(variable.name):
            del declared[variable.name]
        self.changed.emit(tuple(declared.values()))


class _Row(QObject):
    """The fields of one variable, which stand in the table's grid."""

    changed = Signal(object)

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._variable = Variable(name)
        self.name = QLabel("{{" + name + "}}")
        self.name.setObjectName("code")
        self.type = Choice()
        self.type.setAccessibleName(_("Type of {name}").format(name=name))
        self.type.addItems([variable_words(kind) for kind in VariableType])
        self.label = Line(_("Words for {name} in the form").format(name=name), hint=name)
        self.values = Line(_("Values of {name}").format(name=name))
        self.type.activated.connect(lambda at: self._put(type=tuple(VariableType)[at]))
        self.label.edited.connect(lambda text: self._put(label=text))
        self.values.edited.connect(self._take_values)

    def show_variable(self, variable: Variable) -> None:
        self._variable = variable
        self.type.setCurrentIndex(tuple(VariableType).index(variable.type))
        self.label.show_text(variable.label)
        if self._read(self.values.text()) != variable:
            self.values.show_text(_values_of(variable))
        hints = {
            VariableType.CHOICE: _("the choices, with commas"),
            VariableType.NUMBER: _("from–to, such as 1–10"),
        }
        self.values.setPlaceholderText(hints.get(variable.type, _("what counts when it is left empty")))

    def _put(self, **changes: object) -> None:
        self.changed.emit(replace(self._variable, **changes))  # type: ignore[arg-type] # the names are Variable's

    def _take_values(self, text: str) -> None:
        self.changed.emit(self._read(text))

    def _read(self, text: str) -> Variable:
        """What is no range yet is none."""
        variable = replace(self._variable, choices=(), low=None, high=None)
        match variable.type:
            case VariableType.CHOICE:
                choices = tuple(filter(None, (part.strip() for part in text.split(","))))
                return replace(variable, choices=choices)
            case VariableType.NUMBER:
                found = _RANGE.fullmatch(text)
                return replace(variable, low=_number(found[1]), high=_number(found[2])) if found else variable
        return replace(variable, default=text)


def _values_of(variable: Variable) -> str:
    match variable.type:
        case VariableType.CHOICE:
            return ", ".join(variable.choices)
        case VariableType.NUMBER if variable.low is not None or variable.high is not None:
            low, high = ("" if one is None else f"{one:g}" for one in (variable.low, variable.high))
            return f"{low}–{high}"
        case VariableType.NUMBER:
            return ""
    return variable.default


def _number(text: str) -> float | None:
    try:
        return float(text.strip())
    except ValueError:
        return None
