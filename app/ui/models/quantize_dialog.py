"""Makes a smaller model of a large one: the type is chosen, the work is seen, and it can be ended."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.ui.models.values import Named
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button
from app.ui.widgets.setting_controls import Choice
from app.words.catalog import _


class QuantizeDialog(QDialog):
    wanted = Signal(str)
    """The id of the type."""
    cancelled = Signal()

    def __init__(self, name: str, types: Sequence[Named], look: Look, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Quantize"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._is_running = False
        words = QLabel(_("A smaller copy of “{name}” is made; the original stays as it is.").format(name=name))
        words.setTextFormat(Qt.TextFormat.PlainText)
        self._said = QLabel()
        for label in (words, self._said):
            label.setWordWrap(True)
        self._types = Choice()
        self._types.setAccessibleName(_("Quantization"))
        for one in types:
            self._types.addItem(one.words, one.id)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._start = Button(_("Quantize"), kind="primary")
        self._start.clicked.connect(lambda: self.wanted.emit(str(self._types.currentData())))
        self._close = Button(_("Close"))
        self._close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self._close)
        foot.addWidget(self._start)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_6, tokens.SPACE_5, tokens.SPACE_6, tokens.SPACE_5)
        column.setSpacing(tokens.SPACE_3)
        for part in (words, self._types, self._said, self._bar):
            column.addWidget(part)
        column.addStretch()
        column.addLayout(foot)
        self.setFixedWidth(min(look.px(460), parent.window().width()))
        self.show_end("", is_done=False)

    def show_running(self, fraction: float, words: str) -> None:
        self._is_running = True
        self._types.setEnabled(False)
        self._start.hide()
        self._close.setText(_("Stop"))
        self._bar.show()
        self._bar.setValue(round(fraction * 1000))
        self._bar.setAccessibleName(words)
        self._said.setText(words)

    def show_end(self, words: str, *, is_done: bool) -> None:
        """Done, or failed for a reason that words say; another try is possible."""
        self._is_running = False
        self._types.setEnabled(not is_done)
        self._start.setVisible(not is_done)
        self._close.setText(_("Close"))
        self._bar.hide()
        self._said.setText(words)

    def reject(self) -> None:
        """Esc and the button: stop what runs; what does not run is closed."""
        if self._is_running:
            self.cancelled.emit()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_running:
            self.cancelled.emit()
        super().closeEvent(event)
