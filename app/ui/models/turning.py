"""Pages of which one is seen: as high as that one, where Qt's own stack is as high as the highest of all."""

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Turning(QWidget):
    """The first page that is added is seen first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def add_page(self, page: QWidget) -> None:
        if self._pages:
            page.hide()
        self._pages.append(page)
        self._column.addWidget(page)

    def turn_to(self, page: QWidget) -> None:
        for one in self._pages:
            one.setVisible(one is page)
