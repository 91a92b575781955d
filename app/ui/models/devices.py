"""What this machine has to run models on: in one line, and in full for those who press it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.ui.models.values import DeviceLine
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import YieldingButton
from app.ui.widgets.popup import Popup
from app.words.catalog import _

_WIDE: Final = 380


class DevicesButton(YieldingButton):
    """The line; where it is too long it ends with …, and the list below has it all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", kind="quiet", parent=parent)
        self._look = Look()
        self._lines: tuple[DeviceLine, ...] = ()
        self.clicked.connect(self._drop_down)

    def show_devices(self, words: str, lines: Sequence[DeviceLine]) -> None:
        self._lines = tuple(lines)
        self.setText(words)
        self.setAccessibleName(_("This computer: {devices}").format(devices=words))
        self.setToolTip(words)
        self.setVisible(bool(words))

    def dress(self, look: Look) -> None:
        self._look = look

    def _drop_down(self) -> None:
        popup = _DeviceList(self._lines, self._look, parent=self)
        popup.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - popup.width(), self.height() + tokens.SPACE_1))
        left = self.window().mapToGlobal(QPoint(tokens.SPACE_1, 0)).x()
        popup.move(max(corner.x(), left), corner.y())
        popup.show()
        popup.setFocus(Qt.FocusReason.PopupFocusReason)


class _DeviceList(Popup):
    def __init__(self, lines: Sequence[DeviceLine], look: Look, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(min(look.px(_WIDE), parent.window().width() - 2 * tokens.SPACE_1))
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_4, tokens.SPACE_3, tokens.SPACE_4, tokens.SPACE_4)
        column.setSpacing(2)
        for line in lines:
            for words, name in ((line.name, "part"), (line.remark, "small"), (line.reason, "small")):
                if words:
                    label = QLabel(words)
                    label.setObjectName(name)
                    label.setWordWrap(True)
                    label.setTextFormat(Qt.TextFormat.PlainText)
                    column.addWidget(label)
            column.addSpacing(tokens.SPACE_2)
        said = (part for line in lines for part in (line.name, line.remark, line.reason) if part)
        self.setAccessibleName(_("Processors of this computer") + ": " + ", ".join(said))
