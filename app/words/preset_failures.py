"""What is wrong with a preset, or with what it asks for, in sentences."""

from app.domain import preset_errors as e
from app.domain.errors import MaruError
from app.words.catalog import _
from app.words.remedies import Remedy, Table, Words


def presets_by_facts(error: MaruError) -> Words | None:
    """For errors of which more is known than their class; None for the others."""
    said: Words | None = None
    match error:
        case e.PresetDamaged():
            said = _damage(error)
        case e.PresetUnreadable():
            said = _unreadable(error)
        case e.VariableRefused():
            said = _refusal(error)
        case e.VariableUnknown(known=""):
            said = _("The preset has no “{name}”: it always asks the same."), Remedy.NONE
        case e.PresetTooLarge(what="examples"):
            said = _("“{file}” holds more than {most} examples."), Remedy.SHOW_FILE
        case e.PresetNotWritten(why="builtin"):
            said = _("This preset came with Maru. Change a copy of it."), Remedy.NONE
        case e.ExamplesUnreadable():
            said = _examples(error)
        case e.PatternInvalid(position=0):
            said = _("“{pattern}” cannot be used: {detail}."), Remedy.NONE
        case e.SchemaUnsupported(path=""):
            said = _("The JSON schema cannot be used because of “{keyword}”: {detail}."), Remedy.CHANGE_SETTING
    return said


def _unreadable(error: e.PresetUnreadable) -> Words | None:
    texts = {
        "no file": _("“{file}” is no file."),
        "no UTF-8": _("“{file}” is no text in UTF-8. Save it as such."),
        "gone": _("“{file}” is not there."),
        "not allowed": _("The system does not allow reading “{file}”."),
    }
    return (texts[error.detail], Remedy.SHOW_FILE) if error.detail in texts else None


def _refusal(error: e.VariableRefused) -> Words | None:
    texts = {
        "number": _("“{value}” is no number, which “{name}” needs."),
        "line": _("“{name}” takes one line only."),
    }
    return (texts[error.wanted], Remedy.NONE) if error.wanted in texts else None


def _damage(error: e.PresetDamaged) -> Words | None:
    texts = {
        "syntax": _("Line {line} of “{file}” cannot be read: {detail}."),
        "missing": _("The table in line {line} of “{file}” has no “{key}”, which it needs.")
        if "." in error.key
        else _("“{file}” has no “{key}”, which a preset needs."),
        "choice": _("“{key}” in line {line} of “{file}” can only be: {detail}."),
        "type": _mistype(error.detail),
        "range": _("“{key}” in line {line} of “{file}” must be {detail}."),
        "long": _("“{key}” in line {line} of “{file}” is too long: {detail} is the most."),
        "value": _("“{key}” in line {line} of “{file}” is not written as it must be."),
        "empty": _("“{key}” in line {line} of “{file}” is empty."),
        "name": _("“{key}” in line {line} of “{file}” is no name for a variable: take letters, digits and _."),
        "line": _("“{key}” in line {line} of “{file}” must be one line."),
        "twice": _("“{detail}” is declared once more in line {line} of “{file}”."),
        "unused": _("“{detail}” in line {line} of “{file}” does not occur in the template."),
        "phrase": _("“{key}” in line {line} of “{file}” has no place for the answer. Write {{{{answer}}}} there."),
        "nul": _("“{key}” in line {line} of “{file}” holds a character that no text may have (U+0000)."),
        "depth": _("Line {line} of “{file}” is nested too deeply."),
        "text": _("“{key}” cannot be used from line {line}, column {column} of “{file}” on: {detail}.")
        if error.column
        else _("“{key}” in line {line} of “{file}” cannot be used: {detail}."),
        "schema": _("“{key}” in line {line} of “{file}” cannot be used because of {place}: {detail}."),
    }
    return (texts[error.why], Remedy.SHOW_FILE) if error.why in texts else None


def _mistype(wanted: str) -> str:
    texts = {
        "int": _("“{key}” in line {line} of “{file}” must be a whole number."),
        "float": _("“{key}” in line {line} of “{file}” must be a number."),
        "bool": _("“{key}” in line {line} of “{file}” must be true or false."),
        "array": _("“{key}” in line {line} of “{file}” must be a list."),
        "object": _("“{key}” in line {line} of “{file}” must be a table."),
    }
    return texts.get(wanted.removesuffix(" | null"), _("“{key}” in line {line} of “{file}” must be a text."))


def _examples(error: e.ExamplesUnreadable) -> Words | None:
    text = {
        "columns": _("Line {line} of “{file}” has no question with an answer. It has: {detail}.")
        if error.line
        else _("“{file}” needs a column for the question and one for the answer. It has: {detail}."),
        "object": _("Line {line} of “{file}” is no object of JSON."),
        "encoding": _("“{file}” is no text in UTF-8. Save it as such."),
        "many": _("“{file}” holds more examples than a preset can take."),
        "empty": _("There are no examples in “{file}”."),
    }.get(error.why)
    return (text, Remedy.SHOW_FILE) if text else None


def presets() -> Table:
    return {
        e.PresetError: (_("“{file}” could not be used as a preset."), Remedy.SHOW_FILE),
        e.PresetUnreadable: (_("“{file}” cannot be read. The system says: “{detail}”."), Remedy.SHOW_FILE),
        e.PresetDamaged: (_("“{key}” in line {line} of “{file}” cannot be used: {detail}."), Remedy.SHOW_FILE),
        e.PresetTooLarge: (_("“{file}” is too large for a preset."), Remedy.SHOW_FILE),
        e.PresetTooNew: (_("“{file}” was written by a newer Maru. Update Maru to use it."), Remedy.SHOW_FILE),
        e.PresetNotWritten: (_("“{file}” could not be written: “{detail}”."), Remedy.RETRY),
        e.ExamplesUnreadable: (_("Line {line} of “{file}” is no example: {detail}."), Remedy.SHOW_FILE),
        e.VariableUnknown: (_("The preset has no “{name}”. It has: {known}."), Remedy.NONE),
        e.VariableMissing: (_("“{name}” is still empty."), Remedy.NONE),
        e.VariableRefused: (_("“{value}” is no value for “{name}”: {wanted}."), Remedy.NONE),
        e.PatternInvalid: (_("“{pattern}” cannot be used from character {position} on: {detail}."), Remedy.NONE),
        e.PatternTooSlow: (_("“{pattern}” takes too long on this text. Make it simpler."), Remedy.NONE),
        e.SchemaUnsupported: (
            _("The JSON schema cannot be used because of “{keyword}” at {path}: {detail}."),
            Remedy.CHANGE_SETTING,
        ),
        e.NoInfill: (
            _("This model cannot fill a gap; it can only write on. Choose a model for code."),
            Remedy.CHOOSE_MODEL,
        ),
    }
