from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from app.domain.loading import Adapter, LoadSettings
from app.ui.models.own_settings import OwnSettings
from app.ui.models.ratios import shares_of
from tests.ui.models.conftest import Show
from tests.ui.models.samples import CHOICES


@pytest.fixture
def form(show: Show) -> OwnSettings:
    view = OwnSettings()
    show(view, height=1400)
    view.show_settings(LoadSettings(), CHOICES, is_own=False)
    return view


@pytest.fixture
def chosen(form: OwnSettings) -> list[LoadSettings]:
    """All that the form has emitted."""
    found: list[LoadSettings] = []
    form.changed.connect(found.append)
    return found


def test_numbers_choices_and_switches_are_taken_over(form: OwnSettings, chosen: list[LoadSettings]) -> None:
    _number(form, "Context").setValue(4096)
    _number(form, "Layers on the GPU").setValue(20)
    _choice(form, "Type of the key cache").setCurrentText("Q8_0")
    _choice(form, "Flash attention").setCurrentText("Always")
    _switch(form, "Keep in memory").click()
    wanted = LoadSettings(context=4096, gpu_layers=20, cache_type_k="q8_0", flash_attention="on", mlock=True)
    assert chosen[-1] == wanted


def test_devices_are_chosen_and_share_the_model(form: OwnSettings, chosen: list[LoadSettings]) -> None:
    _switch(form, "RTX 4060").click()
    _switch(form, "Intel UHD").click()
    _line(form, "Shares of the devices", "3, 1")
    assert chosen[-1] == LoadSettings(devices=("CUDA0", "Vulkan0"), tensor_split=(3.0, 1.0))


def test_rope_is_left_to_the_model_or_set(form: OwnSettings, chosen: list[LoadSettings]) -> None:
    _line(form, "RoPE base frequency", "1000000")
    _line(form, "RoPE frequency scale", "0.5")
    assert chosen[-1] == LoadSettings(rope_frequency_base=1e6, rope_frequency_scale=0.5)
    _line(form, "RoPE base frequency", "")
    assert chosen[-1] == LoadSettings(rope_frequency_scale=0.5)


def test_adapters_are_added_weighed_and_removed(form: OwnSettings, chosen: list[LoadSettings]) -> None:
    box = _choice(form, "Add an adapter")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert chosen[-1].adapters == (Adapter("/models/style.gguf"),)
    strength = next(one for one in form.findChildren(QDoubleSpinBox) if one.accessibleName() == "Strength of style")
    strength.setValue(0.5)
    assert chosen[-1].adapters == (Adapter("/models/style.gguf", 0.5),)
    remove = next(one for one in form.findChildren(QToolButton) if one.accessibleName() == "Without style")
    remove.click()
    assert chosen[-1] == LoadSettings()


def test_a_template_is_chosen_by_name_or_written(qtbot: QtBot, form: OwnSettings, chosen: list[LoadSettings]) -> None:
    box = _choice(form, "Chat template")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert chosen[-1].chat_template == "chatml"
    last = box.count() - 1
    box.setCurrentIndex(last)
    box.activated.emit(last)
    text = _text(form, "Text of the chat template (Jinja)")
    assert text.isVisible()
    QTest.keyClicks(text, "{{ messages }}")
    qtbot.waitUntil(lambda: chosen[-1].chat_template == "{{ messages }}")
    with qtbot.waitSignal(form.preview_wanted) as wanted:
        _button(form, "Preview").click()
    assert wanted.args == ["{{ messages }}"]
    form.template.show_preview("<|user|>Hello")
    assert _text(form, "A short chat in this template").toPlainText() == "<|user|>Hello"


def test_threads_are_measured_and_set(qtbot: QtBot, form: OwnSettings, chosen: list[LoadSettings]) -> None:
    button = _button(form, "Measure the threads")
    with qtbot.waitSignal(form.tuning_wanted):
        button.click()
    form.tuning.show_running(0.5, "Trying 4 threads…")
    with qtbot.waitSignal(form.tuning_cancelled):
        QTest.keyClick(_button(form, "Stop measuring"), Qt.Key.Key_Space)
    form.tuning.show_rest("3 threads are best.")
    form.show_measured(3, 256)
    assert (chosen[-1].threads, chosen[-1].batch) == (3, 256)


def test_the_usual_settings_can_hold_again(qtbot: QtBot, form: OwnSettings) -> None:
    reset = _button(form, "Use the settings of all models")
    assert not reset.isEnabled()
    _number(form, "Context").setValue(4096)
    assert reset.isEnabled()
    with qtbot.waitSignal(form.reset_wanted):
        reset.click()


def test_showing_settings_changes_none(form: OwnSettings, chosen: list[LoadSettings]) -> None:
    odd = replace(LoadSettings(), context=0, adapters=(Adapter("/gone.gguf", 2.0),), chat_template="{{ x }}")
    form.show_settings(odd, CHOICES, is_own=True)
    assert chosen == []


def test_shares_are_read_from_any_writing() -> None:
    assert shares_of("3, 1") == shares_of("3;1") == (3.0, 1.0)
    assert shares_of("a, -2,,0.5") == (0.0, 0.5)
    assert shares_of("") == ()


def _number(form: OwnSettings, name: str) -> QSpinBox:
    return next(one for one in form.findChildren(QSpinBox) if one.accessibleName() == name)


def _choice(form: OwnSettings, name: str) -> QComboBox:
    return next(one for one in form.findChildren(QComboBox) if one.accessibleName() == name)


def _switch(form: OwnSettings, name: str) -> QCheckBox:
    return next(one for one in form.findChildren(QCheckBox) if one.accessibleName() == name)


def _text(form: OwnSettings, name: str) -> QPlainTextEdit:
    return next(one for one in form.findChildren(QPlainTextEdit) if one.accessibleName() == name)


def _button(form: OwnSettings, name: str) -> QPushButton:
    return next(one for one in form.findChildren(QPushButton) if one.accessibleName() == name)


def _line(form: OwnSettings, name: str, text: str) -> None:
    field = next(one for one in form.findChildren(QLineEdit) if one.accessibleName() == name)
    field.setText(text)
    field.editingFinished.emit()
