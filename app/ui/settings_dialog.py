"""The settings, on one page; each change counts at once."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.settings import Declared, Settings, declared
from app.ui.controls import Button, hairline
from app.ui.look import Look
from app.ui.setting_controls import Choice, Number, Switch
from app.ui.theme import tokens
from app.words.catalog import _

_STEPS: Final = {"text_size": 10, "column_width": 40, "context": 1024}
_Put = Callable[[object], None]


class SettingsDialog(QDialog):
    """Made from how the settings are declared; the words of a setting and its range stand there."""

    changed = Signal(object)
    """All settings, with the change in them."""
    folder_wanted = Signal()

    def __init__(self, settings: Settings, look: Look, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = settings
        self._look = look
        self._folders = QListWidget()
        self._page = QFormLayout()
        self._fill()
        inside = QWidget()
        inside.setLayout(self._page)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close = Button(_("Close"), kind="primary")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, tokens.SPACE_4)
        column.addWidget(area)
        column.addWidget(hairline())
        column.addSpacing(tokens.SPACE_2)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignHCenter)
        self.resize(QSize(look.px(600), look.px(680)).boundedTo(parent.window().size()))

    def show_folders(self, folders: tuple[str, ...]) -> None:
        """One was added, by a dialog that is not ours."""
        self._settings = replace(self._settings, models=replace(self._settings.models, folders=folders))
        self._folders.clear()
        self._folders.addItems(list(folders))

    def _fill(self) -> None:
        page = self._page
        page.setContentsMargins(tokens.SPACE_6, tokens.SPACE_4, tokens.SPACE_6, tokens.SPACE_5)
        page.setHorizontalSpacing(tokens.SPACE_5)
        page.setVerticalSpacing(tokens.SPACE_3)
        page.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        page.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for heading, group, names in (
            (_("Look"), "appearance", ("theme", "high_contrast", "language", "text_size", "column_width")),
            (_("Models"), "models", ("folders",)),
            (_("Running"), "running", ("context", "gpu_layers", "threads")),
            (_("Chats"), "chatting", ("system", "policy", "send_with_enter")),
        ):
            label = QLabel(heading)
            label.setObjectName("part")
            label.setContentsMargins(0, tokens.SPACE_3, 0, 0)
            page.addRow(label)
            settings = {item.name: item for item in declared(type(getattr(self._settings, group)))}
            for name in names:
                self._add(group, settings[name])

    def _add(self, group: str, setting: Declared) -> None:
        words = _(setting.setting.label)
        field = self._field(
            setting, getattr(getattr(self._settings, group), setting.name), self._putter(group, setting)
        )
        meaning = _(setting.setting.meaning) if setting.setting.meaning else ""
        if isinstance(field, Number):
            field.name(words, description=meaning)
        else:
            named = self._folders if setting.name == "folders" else field
            named.setAccessibleName(words)
            named.setAccessibleDescription(meaning)
        if isinstance(field, Switch):
            field.setText(words)
        self._page.addRow("" if isinstance(field, Switch) else words, _explained(field, meaning))

    def _putter(self, group: str, setting: Declared) -> _Put:
        def put(value: object) -> None:
            self._put(group, setting.name, value)

        return put

    def _field(self, setting: Declared, value: object, put: _Put) -> QWidget:
        match value:
            case StrEnum():
                return _choice(value, put)
            case bool():
                return self._switch(put, is_on=value)
            case int():
                return self._number(setting, value, put)
            case tuple():
                return self._folder_list(value)
        text = QPlainTextEdit(str(value))
        text.setTabChangesFocus(True)
        text.setObjectName("boxed")
        text.setFixedHeight(self._look.px(76))
        text.textChanged.connect(lambda: put(text.toPlainText()))
        return text

    def _switch(self, put: _Put, *, is_on: bool) -> Switch:
        switch = Switch()
        switch.dress(self._look)
        switch.setChecked(is_on)
        switch.toggled.connect(put)
        return switch

    def _number(self, setting: Declared, value: int, put: _Put) -> Number:
        number = Number(
            value,
            low=int(setting.setting.low or 0),
            high=int(setting.setting.high or 0),
            step=_STEPS.get(setting.name, 1),
            suffix={"text_size": " %", "column_width": " px"}.get(setting.name, ""),
            lowest=_lowest_words(setting.name),
        )
        number.dress(self._look)
        number.changed.connect(put)
        return number

    def _folder_list(self, folders: tuple[str, ...]) -> QWidget:
        self._folders.setObjectName("boxed")
        self._folders.setFixedHeight(self._look.px(84))
        add = Button(_("Add a folder…"))
        add.clicked.connect(self.folder_wanted)
        remove = Button(_("Remove"))
        remove.setEnabled(False)
        remove.clicked.connect(self._remove_folder)
        self._folders.currentRowChanged.connect(lambda row: remove.setEnabled(row >= 0))
        self.show_folders(folders)
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SPACE_2)
        buttons.addWidget(add)
        buttons.addWidget(remove)
        buttons.addStretch()
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(self._folders)
        column.addLayout(buttons)
        return part

    def _remove_folder(self) -> None:
        row = self._folders.currentRow()
        folders = self._settings.models.folders
        if 0 <= row < len(folders):
            self._put("models", "folders", (*folders[:row], *folders[row + 1 :]))
            self.show_folders(self._settings.models.folders)

    def _put(self, group: str, name: str, value: object) -> None:
        values = replace(getattr(self._settings, group), **{name: value})
        self._settings = replace(self._settings, **{group: values})
        self.changed.emit(self._settings)


def _explained(field: QWidget, meaning: str) -> QWidget:
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


def _choice(value: StrEnum, put: _Put) -> Choice:
    box = Choice()
    choices = list(type(value))
    box.addItems([_words_of(choice) for choice in choices])
    box.setCurrentIndex(choices.index(value))
    box.currentIndexChanged.connect(lambda at: put(choices[at]))
    return box


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
    }
    return words[choice]
