"""Makes the field for a setting from how it is declared: its type, its range and its words."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.domain.settings import Declared
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import ElidedLabel
from app.ui.widgets.form import Form
from app.ui.widgets.setting_controls import Choice, Number, Switch
from app.words.catalog import _

Put = Callable[[object], None]

_STEPS: Final = {"text_size": 10, "column_width": 40, "context": 1024, "batch": 64}
_LONG: Final = frozenset({"system"})
"""Texts that have several lines."""


def add_heading(page: Form, words: str) -> None:
    label = QLabel(words)
    label.setObjectName("part")
    label.setContentsMargins(0, tokens.SPACE_3, 0, 0)
    page.addWidget(label)


def add_setting(page: Form, setting: Declared, value: object, put: Put, *, look: Look) -> QWidget:
    """The field that was added; put gets each new value."""
    field = field_for(setting, value, put, look=look)
    add_field(
        page, field, _(setting.setting.label), meaning=_(setting.setting.meaning) if setting.setting.meaning else ""
    )
    return field


def add_field(page: Form, field: QWidget, words: str, *, meaning: str = "", named: QWidget | None = None) -> None:
    """Named is the part of the field that has the keyboard, where that is not the field itself."""
    if isinstance(field, Number):
        field.name(words, description=meaning)
    else:
        (named or field).setAccessibleName(words)
        (named or field).setAccessibleDescription(meaning)
    if isinstance(field, Switch):
        field.setText(words)
    page.add_row(row_label("" if isinstance(field, Switch) else words), explained(field, meaning))


def row_label(words: str) -> QLabel:
    """What stands before a field, or above it; one that is still too long ends with dots."""
    label = ElidedLabel(words)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return label


def field_for(setting: Declared, value: object, put: Put, *, look: Look) -> QWidget:
    match value:
        case StrEnum():
            return _choice(value, put)
        case bool():
            return _switch(put, look, is_on=value)
        case int():
            return _number(setting, value, put, look)
    return _long_text(str(value), put, look) if setting.name in _LONG else _line(str(value), put)


def explained(field: QWidget, meaning: str) -> QWidget:
    """The field with its meaning below it, where there is one."""
    if not meaning:
        return field
    words = QLabel(meaning)
    words.setObjectName("small")
    words.setWordWrap(True)
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(field)
    column.addWidget(words)
    return part


def _choice(value: StrEnum, put: Put) -> Choice:
    box = Choice()
    choices = list(type(value))
    box.addItems([_words_of(choice) for choice in choices])
    box.setCurrentIndex(choices.index(value))
    box.currentIndexChanged.connect(lambda at: put(choices[at]))
    return box


def _switch(put: Put, look: Look, *, is_on: bool) -> Switch:
    switch = Switch()
    switch.dress(look)
    switch.setChecked(is_on)
    switch.toggled.connect(put)
    return switch


def _number(setting: Declared, value: int, put: Put, look: Look) -> Number:
    number = Number(
        value,
        low=int(setting.setting.low or 0),
        high=int(setting.setting.high or 0),
        step=_STEPS.get(setting.name, 1),
        suffix={"text_size": " %", "column_width": " px"}.get(setting.name, ""),
        lowest=_lowest_words(setting.name),
    )
    number.dress(look)
    number.changed.connect(put)
    return number


def _line(value: str, put: Put) -> QLineEdit:
    """Counts when it is finished: half an address is none."""
    field = QLineEdit(value)
    field.editingFinished.connect(lambda: put(field.text().strip()))
    return field


def _long_text(value: str, put: Put, look: Look) -> QPlainTextEdit:
    text = QPlainTextEdit(value)
    text.setTabChangesFocus(True)
    text.setObjectName("boxed")
    text.setFixedHeight(look.px(76))
    text.textChanged.connect(lambda: put(text.toPlainText()))
    return text


def _lowest_words(name: str) -> str:
    """What the lowest value means where it is no number."""
    words = {
        "context": _("as long as the model allows"),
        "gpu_layers": _("as many as fit"),
        "threads": _("adapts by itself"),
    }
    return words.get(name, "")


def _words_of(choice: StrEnum) -> str:
    words = {
        "system": _("Like the system"),
        "light": _("Light"),
        "dark": _("Dark"),
        "en": "English",
        "ko": "한국어",
        "stop": _("Say so, and answer nothing"),
        "rolling": _("Leave out the oldest messages"),
        "middle": _("Keep the first messages, leave out the next"),
        "auto": _("Where it helps"),
        "on": _("Always"),
        "off": _("Never"),
    }
    return words.get(choice, choice.value.upper())
