"""A preset's template and what a person enters into it: which variables it has, and the question that comes of them."""

import math
import re
from collections.abc import Mapping

from app.domain.preset import Preset, Variable, VariableType
from app.domain.preset_errors import VariableMissing, VariableRefused, VariableUnknown

PLACE = re.compile(r"\{\{[ \t]*([^\W\d]\w*)[ \t]*\}\}")
"""Where a value goes. What looks otherwise is text."""


def variables(preset: Preset) -> tuple[Variable, ...]:
    """In the template's order; what is not declared is a TEXT."""
    declared = {variable.name: variable for variable in preset.variables}
    names = dict.fromkeys(PLACE.findall(preset.template))
    return tuple(declared.get(name, Variable(name)) for name in names)


def fill(preset: Preset, values: Mapping[str, str]) -> str:
    """The question. A value is put in as it is: what looks like a variable in it stays.

    Raises VariableUnknown, VariableMissing, VariableRefused.
    """
    known = variables(preset)
    for name in values:
        if all(name != variable.name for variable in known):
            raise VariableUnknown(name, ", ".join(variable.name for variable in known))
    filled = {variable.name: accepted(variable, values.get(variable.name, "")) for variable in known}
    return PLACE.sub(lambda place: filled[place[1]], preset.template)


def accepted(variable: Variable, value: str) -> str:
    """The value as it is put in, or the default for an empty one. Raises VariableMissing, VariableRefused.

    wanted of the latter is a machine word (number, line), a range such as 1-10, or the choices.
    """
    value = value if value.strip() else variable.default
    if variable.type is VariableType.CHOICE and not value:
        value = next(iter(variable.choices), "")
    if not value.strip():
        raise VariableMissing(variable.name)
    match variable.type:
        case VariableType.NUMBER:
            return _number(variable, value.strip())
        case VariableType.CHOICE if value not in variable.choices:
            raise VariableRefused(variable.name, value, ", ".join(variable.choices))
        case VariableType.LINE if len(value.strip().splitlines()) > 1:
            raise VariableRefused(variable.name, value, "line")
        case VariableType.LINE:
            return value.strip()
    return value


def _number(variable: Variable, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise VariableRefused(variable.name, value, "number")
    low = -math.inf if variable.low is None else variable.low
    high = math.inf if variable.high is None else variable.high
    if not low <= number <= high:
        raise VariableRefused(variable.name, value, _range(variable))
    return value


def _range(variable: Variable) -> str:
    if variable.low is None:
        return f"≤ {variable.high:g}"
    return f"≥ {variable.low:g}" if variable.high is None else f"{variable.low:g}–{variable.high:g}"
