"""What this machine has to run models on: in one line, and in full for those who press it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.models.values import DeviceLine
from app.ui.theme import tokens
from app.ui.widgets.controls import YieldingButton
from app.words.catalog import _


class DevicesButton(YieldingButton):
    """The line; where it is too long it ends with …, and the sheet behind it has it all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", kind="quiet", parent=parent)

    def show_devices(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(_("This computer: {devices}").format(devices=words))
        self.setToolTip(words)
        self.setVisible(bool(words))


class DeviceList(QWidget):
    """Each device with what is free of it, and why it is not used."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_devices(self, lines: Sequence[DeviceLine]) -> None:
        while item := self._column.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        for at, line in enumerate(lines):
            self._column.addSpacing(tokens.SPACE_2 if at else 0)
            for words, name in ((line.name, "part"), (line.remark, "small"), (line.reason, "small")):
                if words:
                    self._column.addWidget(_label(words, name))
        said = (part for line in lines for part in (line.name, line.remark, line.reason) if part)
        self.setAccessibleName(_("Processors of this computer") + ": " + ", ".join(said))


def _label(words: str, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
