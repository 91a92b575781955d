"""Fields below each other with their words before them, or above them where there is little room.

QFormLayout shares heights out wrongly among rows whose words are wrapped (Qt 6.11: a row takes a line from another).
"""

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui.theme import tokens

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


class _Row(QLayout):
    """Nothing here may raise: Qt asks also while the two are being deleted, and Shiboken 6.11 dies of an exception."""

    def __init__(self, parent: QWidget, form: Form, label: QWidget, field: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.addWidget(label)
        self.addWidget(field)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), is_moving=False)

    def sizeHint(self) -> QSize:
        if len(self._items) < 2:
            return QSize()
        label, field = (item.sizeHint() for item in self._items)
        return QSize(self._form.label_width + tokens.SPACE_5 + field.width(), max(label.height(), field.height()))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, is_moving=True)

    def _place(self, rect: QRect, *, is_moving: bool) -> int:
        """The height that it takes."""
        if len(self._items) < 2:
            return 0
        label, field = self._items
        column = self._form.label_width
        rest = rect.width() - column - tokens.SPACE_5
        words_high = label.sizeHint().height()
        if rest >= column * _FIELD and rest >= field.minimumSize().width():
            high = max(words_high, _height(field, rest))
            below = max(0, (min(_FIRST_LINE * words_high, high) - words_high) // 2)
            at = QRect(rect.left(), rect.top() + round(below), column, words_high)
            beside = QRect(rect.left() + column + tokens.SPACE_5, rect.top(), rest, _height(field, rest))
        else:
            above = words_high + tokens.SPACE_1 if _has_words(label) else 0
            at = QRect(rect.left(), rect.top(), rect.width(), words_high if above else 0)
            beside = QRect(rect.left(), rect.top() + above, rect.width(), _height(field, rect.width()))
            high = above + beside.height()
        if is_moving:
            label.setGeometry(at)
            field.setGeometry(beside)
        return round(high)


def _has_words(item: QLayoutItem) -> bool:
    widget = item.widget()
    return widget is not None and bool(widget.property("text"))


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
