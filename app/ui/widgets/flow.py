"""Lays widgets out like words: in a line, and in the next one where it is full."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from app.ui.widgets.arrangement import Arrangement, height_of


class Flow(Arrangement):
    def __init__(self, parent: QWidget | None = None, *, gap: int, at_top: bool = False) -> None:
        """at_top: what is less high than its neighbours stands at the top of the line, not in its middle."""
        super().__init__(parent)
        self._at_top = at_top
        self._gap = gap

    def sizeHint(self) -> QSize:
        wide = sum(item.sizeHint().width() + self._gap for item in self.shown) - self._gap
        return QSize(max(0, wide), self.heightForWidth(max(0, wide)))

    def place(self, rect: QRect, *, is_moving: bool) -> int:
        """The height that it takes."""
        top = rect.top()
        for line in self._lines(rect.width()):
            high = max(size.height() for _item, size in line)
            left = rect.left()
            for item, size in line if is_moving else ():
                down = 0 if self._at_top else (high - size.height()) // 2
                item.setGeometry(QRect(QPoint(left, top + down), size))
                left += size.width() + self._gap
            top += high + self._gap
        return max(0, top - self._gap - rect.top())

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self.shown:
            size = item.sizeHint()
            if size.width() > width:
                size = QSize(max(1, width), height_of(item, width))
            if lines and used + self._gap + size.width() <= width:
                lines[-1].append((item, size))
                used += self._gap + size.width()
            else:
                lines.append([(item, size)])
                used = size.width()
        return lines
