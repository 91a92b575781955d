"""Lays two widgets beside each other where there is room for both, and below each other where there is not."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from app.ui.widgets.arrangement import Arrangement, height_of


class Beside(Arrangement):
    """The first takes what the second leaves. `least` px is what the first needs to stand beside the second."""

    def __init__(self, parent: QWidget, first: QWidget, second: QWidget, *, least: int, gap: int = 8) -> None:
        super().__init__(parent)
        self._least = least
        self._gap = gap
        self.addWidget(first)
        self.addWidget(second)

    def need(self, least: int) -> None:
        """At another text size."""
        self._least = least
        self.invalidate()

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self.shown]
        wide = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def place(self, rect: QRect, *, is_moving: bool) -> int:
        """The height that they take."""
        shown = self.shown
        if len(shown) < 2:
            return max((self._put(item, rect, is_moving=is_moving) for item in shown), default=0)
        first, second = shown
        size = second.sizeHint()
        rest = rect.width() - size.width() - self._gap
        if rest < self._least:
            high = self._put(first, rect, is_moving=is_moving)
            below = QRect(rect.left(), rect.top() + high + self._gap, min(size.width(), rect.width()), size.height())
            return high + self._gap + self._put(second, below, is_moving=is_moving)
        room = QRect(rect.left(), rect.top(), rest, rect.height())
        high = max(height_of(first, rest), size.height())
        self._put(first, _middle(room, height_of(first, rest), high), is_moving=is_moving)
        at = QRect(rect.left() + rest + self._gap, rect.top(), size.width(), high)
        self._put(second, _middle(at, size.height(), high), is_moving=is_moving)
        return high

    def _put(self, item: QLayoutItem, rect: QRect, *, is_moving: bool) -> int:
        high = height_of(item, rect.width())
        if is_moving:
            item.setGeometry(QRect(rect.left(), rect.top(), rect.width(), high))
        return high


def _middle(rect: QRect, height: int, whole: int) -> QRect:
    return QRect(rect.left(), rect.top() + (whole - height) // 2, rect.width(), height)
