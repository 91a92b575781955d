"""The title of the chat; a double click, or F2 while it has the keyboard, makes it a field."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QWidget

from app.ui.widgets.controls import ElidedLabel
from app.words.catalog import _


class Title(QWidget):
    renamed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ElidedLabel()
        self._label.setObjectName("title")
        self._field = QLineEdit()
        self._field.setAccessibleName(_("Title of the chat"))
        self._field.returnPressed.connect(self._finish)
        self._field.editingFinished.connect(self._finish)
        self._field.installEventFilter(self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._label)
        self._stack.addWidget(self._field)

    @property
    def text(self) -> str:
        return self._label.text()

    def show_title(self, title: str) -> None:
        self._label.setText(title)
        self._label.setAccessibleName(_("Title of the chat: {title}").format(title=title))

    def edit(self) -> None:
        self._field.setText(self._label.text())
        self._stack.setCurrentWidget(self._field)
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.edit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self._field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self._stack.setCurrentWidget(self._label)
            return True
        return super().eventFilter(watched, event)

    def _finish(self) -> None:
        if self._stack.currentWidget() is not self._field:
            return
        self._stack.setCurrentWidget(self._label)
        title = self._field.text().strip()
        if title and title != self._label.text():
            self.renamed.emit(title)
