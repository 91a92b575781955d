"""Fields below each other with their words before them, or above them where there is little room.

QFormLayout shares heights out wrongly among rows whose words are wrapped (Qt 6.11: a row takes a line from another).
"""

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui.theme import tokens
from app.ui.widgets.arrangement import Arrangement, height_of

_FIRST_LINE: Final = 1.9
"""How high a control is, in lines of text: words stand in the middle of the first control of their field."""
_FIELD: Final = 1.2
"""A field beside its words has this much of their width at least."""


class Form(QVBoxLayout):
    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(tokens.SPACE_3)
        self._labels: list[QWidget] = []

    def add_row(self, label: QWidget, field: QWidget) -> None:
        """Without words the field stands below the others nevertheless."""
        self._labels.append(label)
        row = QWidget()
        _Row(row, self, label, field)
        self.addWidget(row)

    @property
    def label_width(self) -> int:
        """Of the longest words."""
        return max((label.sizeHint().width() for label in self._labels if isValid(label)), default=0)


class _Row(Arrangement):
    def __init__(self, parent: QWidget, form: Form, label: QWidget, field: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self.addWidget(label)
        self.addWidget(field)

    def sizeHint(self) -> QSize:
        if len(self.items) < 2:
            return QSize()
        label, field = (item.sizeHint() for item in self.items)
        return QSize(self._form.label_width + tokens.SPACE_5 + field.width(), max(label.height(), field.height()))

    def place(self, rect: QRect, *, is_moving: bool) -> int:
        """The height that it takes."""
        if len(self.items) < 2:
            return 0
        label, field = self.items
        column = self._form.label_width
        rest = rect.width() - column - tokens.SPACE_5
        words_high = label.sizeHint().height()
        if rest >= column * _FIELD and rest >= field.minimumSize().width():
            high = max(words_high, height_of(field, rest))
            below = max(0, (min(_FIRST_LINE * words_high, high) - words_high) // 2)
            at = QRect(rect.left(), rect.top() + round(below), column, words_high)
            beside = QRect(rect.left() + column + tokens.SPACE_5, rect.top(), rest, height_of(field, rest))
        else:
            above = words_high + tokens.SPACE_1 if _has_words(label) else 0
            at = QRect(rect.left(), rect.top(), rect.width(), words_high if above else 0)
            beside = QRect(rect.left(), rect.top() + above, rect.width(), height_of(field, rect.width()))
            high = above + beside.height()
        if is_moving:
            label.setGeometry(at)
            field.setGeometry(beside)
        return round(high)


def _has_words(item: QLayoutItem) -> bool:
    widget = item.widget()
    return widget is not None and bool(widget.property("text"))
