"""Which processors a model may use, and how it is split between them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.models.ratios import shares_of
from app.ui.models.values import Named
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.setting_controls import Switch
from app.ui.widgets.setting_fields import explained
from app.words.catalog import _


class DeviceChoice(QWidget):
    """None switched on leaves it to llama.cpp."""

    changed = Signal(tuple, tuple)
    """Names of devices, and their shares."""

    def __init__(
        self, devices: Sequence[Named], chosen: Sequence[str], split: Sequence[float], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._switches: dict[str, Switch] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_1)
        for device in devices:
            switch = Switch()
            switch.setText(device.words)
            switch.setAccessibleName(device.words)
            switch.setChecked(device.id in chosen)
            switch.toggled.connect(self._emit)
            self._switches[device.id] = switch
            column.addWidget(switch)
        self._split = QLineEdit(", ".join(f"{share:g}" for share in split))
        self._split.setAccessibleName(_("Shares of the devices"))
        self._split.setPlaceholderText(_("Shares, such as 3, 1"))
        self._split.editingFinished.connect(self._emit)
        part = explained(self._split, _("Empty shares it out by free memory."))
        part.setVisible(len(devices) > 1)
        column.addWidget(part)

    def dress(self, look: Look) -> None:
        for switch in self._switches.values():
            switch.dress(look)

    def _emit(self) -> None:
        chosen = tuple(name for name, switch in self._switches.items() if switch.isChecked())
        self.changed.emit(chosen, shares_of(self._split.text()))
