"""Fields for numbers with a fraction, and for the shares of several devices."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QLineEdit, QWidget


class RatioField(QLineEdit):
    """One number from 0; empty is 0, which means that it is left to the model."""

    changed = Signal(float)

    def __init__(self, value: float, *, high: float, parent: QWidget | None = None) -> None:
        super().__init__(f"{value:g}" if value else "", parent)
        validator = QDoubleValidator(0.0, high, 6, self)
        validator.setLocale(QLocale.c())
        self.setValidator(validator)
        self.editingFinished.connect(lambda: self.changed.emit(float(self.text() or 0)))


def shares_of(text: str) -> tuple[float, ...]:
    """“3, 1” is (3.0, 1.0); what is no number is left out."""
    found = []
    for part in text.replace(";", ",").split(","):
        try:
            found.append(max(0.0, float(part)))
        except ValueError:
            continue
    return tuple(found)
