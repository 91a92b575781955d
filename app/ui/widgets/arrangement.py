"""What our layouts have in common: they hold widgets, and how high they are depends on how wide."""

from abc import abstractmethod

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Arrangement(QLayout):
    """Nothing in an heir may raise: Qt asks also while widgets are being deleted, and Shiboken 6.11 dies of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    @abstractmethod
    def place(self, rect: QRect, *, is_moving: bool) -> int:
        """The height that it takes; with is_moving the widgets go there."""

    @property
    def shown(self) -> list[QLayoutItem]:
        return [item for item in self.items if not item.isEmpty()]

    def addItem(self, item: QLayoutItem) -> None:
        self.items.append(item)

    def count(self) -> int:
        return len(self.items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self.items[index] if 0 <= index < len(self.items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self.items.pop(index) if 0 <= index < len(self.items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.place(QRect(0, 0, width, 0), is_moving=False)

    def minimumSize(self) -> QSize:
        """Of the largest: nothing has to stand beside another."""
        sizes = [item.minimumSize() for item in self.shown]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self.place(rect, is_moving=True)


def height_of(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
