"""How the model goes on with a text, at hand below it: how much, how daring, and where it ends."""

from typing import Final

from PySide6.QtCore import QLocale, QSize, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QLineEdit, QSizePolicy, QWidget

from app.domain.writing import Terms
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.flow import Flow
from app.ui.widgets.setting_controls import Number
from app.words.catalog import _

_MOST: Final = 8192
_HOTTEST: Final = 5.0
_LINE: Final = 200
"""px at 100 % of the field for stop strings."""
_MOST_LINE: Final = 300
"""px; with large text it still has room in the smallest window."""
_SPELLED: Final = (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"))


class TermsRow(QWidget):
    changed = Signal(Terms)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms = Terms()
        self._tokens = Number(self._terms.max_tokens, low=1, high=_MOST, step=16)
        self._temperature = _Temperature()
        self._stop = QLineEdit()
        self._stop.setPlaceholderText(_("for example \\n, Q:"))
        flow = Flow(self, gap=tokens.SPACE_4)
        meanings = (
            (self._tokens, _("At most, in tokens"), ""),
            (self._temperature, _("Temperature"), _("0 always takes the likeliest token.")),
            (self._stop, _("Stop at"), _("Several with commas between them; \\n is the end of a line.")),
        )
        for field, words, meaning in meanings:
            flow.addWidget(_named(field, words, meaning))
        self._tokens.changed.connect(self._tell)
        self._temperature.valueChanged.connect(self._tell)
        self._stop.editingFinished.connect(self._tell)

    def show_terms(self, terms: Terms) -> None:
        self._terms = terms
        for field in (self._tokens.box, self._temperature, self._stop):
            field.blockSignals(True)
        self._tokens.box.setValue(terms.max_tokens)
        self._temperature.setValue(terms.temperature)
        self._stop.setText(", ".join(map(_spelled, terms.stop)))
        for field in (self._tokens.box, self._temperature, self._stop):
            field.blockSignals(False)

    def dress(self, look: Look) -> None:
        self._tokens.dress(look)
        self._tokens.setFixedWidth(self._tokens.sizeHint().width())
        self._stop.setFixedWidth(min(look.px(_LINE), _MOST_LINE))

    def _tell(self) -> None:
        stop = tuple(filter(None, map(_read, self._stop.text().split(","))))
        terms = Terms(self._tokens.box.value(), round(self._temperature.value(), 2), stop)
        if terms != self._terms:
            self._terms = terms
            self.changed.emit(terms)


class _Temperature(QDoubleSpinBox):
    def __init__(self) -> None:
        super().__init__()
        self.setLocale(QLocale.c())
        self.setRange(0.0, _HOTTEST)
        self.setSingleStep(0.1)
        self.setDecimals(2)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(tokens.SPACE_2, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 10, super().sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _named(field: QWidget, words: str, meaning: str) -> QWidget:
    """The field behind its words."""
    if isinstance(field, Number):
        field.name(words, description=meaning)
    field.setAccessibleName(words)
    field.setAccessibleDescription(meaning)
    field.setToolTip(meaning)
    label = QLabel(words)
    label.setObjectName("small")
    part = QWidget()
    flow = Flow(part, gap=tokens.SPACE_2)
    flow.addWidget(label)
    flow.addWidget(field)
    return part


def _spelled(stop: str) -> str:
    for character, spelling in _SPELLED:
        stop = stop.replace(character, spelling)
    return stop


def _read(spelled: str) -> str:
    text = spelled.strip().replace("\\\\", "\0")
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\0", "\\")
