"""How one model is loaded, remembered for it alone: context, layers, devices, caches, template, adapters."""

from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.domain.loading import BOUNDS, LoadSettings
from app.domain.settings import Declared, Running, declared
from app.ui.models.adapters import AdapterList
from app.ui.models.device_choice import DeviceChoice
from app.ui.models.ratios import RatioField
from app.ui.models.template_choice import TemplateChoice
from app.ui.models.tuning import TuningRow
from app.ui.models.values import Choices
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import YieldingButton
from app.ui.widgets.form import Form
from app.ui.widgets.setting_controls import Number
from app.ui.widgets.setting_fields import Put, add_field, add_setting, row_label
from app.ui.widgets.tab_order import follow
from app.words.catalog import _

_FIRST: Final = ("context", "gpu_layers", "threads")
_THEN: Final = ("cache_type_k", "cache_type_v", "flash_attention", "batch", "mmap", "mlock")


class OwnSettings(QWidget):
    changed = Signal(object)
    """All LoadSettings, with the change in them."""
    reset_wanted = Signal()
    """As every other model is loaded."""
    reload_wanted = Signal()
    tuning_wanted = Signal()
    tuning_cancelled = Signal()
    preview_wanted = Signal(str)
    """What this template (a name, a text, or empty for the model's own) makes of a chat."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._settings = LoadSettings()
        self._choices = Choices()
        self._form = QWidget()
        self._numbers: dict[str, Number] = {}
        self.tuning = TuningRow(self)
        self.template = TemplateChoice(self)
        for kept in (self.tuning, self.template):
            kept.hide()
        self._outdated = QLabel(_("This counts from the next loading on."))
        self._reload = YieldingButton(_("Load it again now"))
        self._reset = YieldingButton(_("Use the settings of all models"))
        self._reload.clicked.connect(self.reload_wanted)
        self._reset.clicked.connect(self.reset_wanted)
        self.tuning.wanted.connect(self.tuning_wanted)
        self.tuning.cancelled.connect(self.tuning_cancelled)
        self.template.preview_wanted.connect(self.preview_wanted)
        self.template.changed.connect(self._putter("chat_template"))
        self._outdated.setWordWrap(True)
        top = QWidget()
        Beside(top, self._outdated, self._reload, least=200)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SPACE_3)
        self._column.addWidget(top)
        self._column.addWidget(self._form)
        self._column.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch()
        self.show_outdated(is_outdated=False)

    def show_settings(self, settings: LoadSettings, choices: Choices, *, is_own: bool) -> None:
        """is_own: they differ from what counts for every model."""
        self._settings, self._choices = settings, choices
        for kept in (self.tuning, self.template):  # they outlive the form that they stand in
            kept.setParent(self)
            kept.hide()
        self._form.hide()
        self._form.deleteLater()
        form_ = self._made()
        self._column.replaceWidget(self._form, form_)
        self._form = form_
        follow(self._reload, [form_])
        self._reset.setEnabled(is_own)

    def show_measured(self, threads: int, batch: int) -> None:
        """They count from now on, as if the person had set them."""
        for name, value in (("threads", threads), ("batch", batch)):
            self._numbers[name].box.setValue(value)

    def show_outdated(self, *, is_outdated: bool) -> None:
        """The model is loaded otherwise than is set here."""
        self._outdated.setVisible(is_outdated)
        self._reload.setVisible(is_outdated)

    def dress(self, look: Look) -> None:
        is_other = look != self._look
        self._look = look
        self.template.dress(look)
        if is_other:
            self.show_settings(self._settings, self._choices, is_own=self._reset.isEnabled())

    def _made(self) -> QWidget:
        page = Form()
        declarations = {item.name: item for item in declared(Running)}
        for name in _FIRST:
            self._add(page, declarations[name])
        page.add_row(row_label(""), self.tuning)
        self.tuning.show()
        devices = DeviceChoice(self._choices.devices, self._settings.devices, self._settings.tensor_split)
        devices.dress(self._look)
        devices.changed.connect(self._put_devices)
        if self._choices.devices:
            page.add_row(row_label(_("Devices")), devices)
        for name in _THEN:
            self._add(page, declarations[name])
        self._add_rope(page)
        page.add_row(row_label(_("Chat template")), self.template)
        self.template.show_template(self._settings.chat_template, self._choices.templates)
        self.template.show()
        adapters = AdapterList(self._choices.adapters, self._settings.adapters)
        adapters.dress(self._look)
        adapters.changed.connect(self._putter("adapters"))
        page.add_row(row_label(_("Adapters (LoRA)")), adapters)
        widget = QWidget(self)
        widget.setLayout(page)
        page.setContentsMargins(0, 0, 0, 0)
        return widget

    def _add(self, page: Form, setting: Declared) -> None:
        value = getattr(self._settings, setting.name)
        if isinstance(setting.type, type) and issubclass(setting.type, StrEnum):
            value = setting.type(value)
        field = add_setting(page, setting, value, self._putter(setting.name), look=self._look)
        if isinstance(field, Number):
            self._numbers[setting.name] = field

    def _add_rope(self, page: Form) -> None:
        for name, words in (
            ("rope_frequency_base", _("RoPE base frequency")),
            ("rope_frequency_scale", _("RoPE frequency scale")),
        ):
            field = RatioField(getattr(self._settings, name), high=BOUNDS[name][1])
            field.changed.connect(self._putter(name))
            add_field(page, field, words, meaning=_("Empty is what the model says."))

    def _putter(self, name: str) -> Put:
        def put(value: object) -> None:
            self._put(name, value.value if isinstance(value, StrEnum) else value)

        return put

    def _put(self, name: str, value: object) -> None:
        change: dict[str, Any] = {name: value}
        self._change(replace(self._settings, **change))

    def _put_devices(self, devices: tuple[str, ...], split: tuple[float, ...]) -> None:
        self._change(replace(self._settings, devices=devices, tensor_split=split))

    def _change(self, settings: LoadSettings) -> None:
        if settings != self._settings:
            self._settings = settings
            self._reset.setEnabled(True)
            self.changed.emit(settings)
