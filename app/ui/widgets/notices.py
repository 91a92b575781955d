"""What the program has to say about itself, above the conversation: one sentence, one way out, never in the way."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import IconButton, YieldingButton
from app.ui.widgets.flow import Flow
from app.words.catalog import _
from app.words.remedies import Remedy
from app.words.remedies import label as label_of

_WORDS: Final = 240
"""px at 100 % that the sentence needs beside the ways out; with less they stand under it."""


class Notices(QWidget):
    """One line for each cause; a cause that comes again renews its line."""

    acted = Signal(str, str)
    """The cause and the remedy that was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._lines: dict[str, Notice] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_notice(
        self, cause: str, text: str, *, label: str = "", remedy: str = "", has_log: bool = False, icon: str = "warning"
    ) -> None:
        """has_log: the log says more, and is one press away."""
        self.withdraw(cause)
        line = Notice(text, label=label, has_log=has_log and remedy != Remedy.OPEN_LOG, icon=icon)
        line.acted.connect(lambda: self.acted.emit(cause, remedy))
        line.log_wanted.connect(lambda: self.acted.emit(cause, Remedy.OPEN_LOG.value))
        line.closed.connect(lambda: self.withdraw(cause))
        line.dress(self._look)
        self._lines[cause] = line
        self._column.addWidget(line)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def withdraw(self, cause: str) -> None:
        """It is not so any more; nothing happens when it never was."""
        line = self._lines.pop(cause, None)
        if line:
            line.setParent(None)
            line.deleteLater()

    def dress(self, look: Look) -> None:
        self._look = look
        for line in self._lines.values():
            line.dress(look)


class Notice(QFrame):
    acted = Signal()
    log_wanted = Signal()
    closed = Signal()

    def __init__(self, text: str, *, label: str, has_log: bool, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setObjectName("notice")
        self._sign = QLabel()
        words = QLabel(text)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = IconButton("close", _("Close the notice"))
        self._close.clicked.connect(self.closed)
        self._words_need = _WORDS if label or has_log else 0
        said = QWidget()
        row = QHBoxLayout(said)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_3)
        row.addWidget(self._sign)
        row.addWidget(words, 1)
        inside = QWidget()
        self._beside = Beside(
            inside, said, self._ways(label, has_log=has_log), least=self._words_need, gap=tokens.SPACE_3
        )
        around = QVBoxLayout(self)
        around.setContentsMargins(tokens.SPACE_5, tokens.SPACE_2, tokens.SPACE_3, tokens.SPACE_2)
        around.addWidget(inside)

    def dress(self, look: Look) -> None:
        self._sign.setPixmap(icons.icon(self._icon, icons.INK).pixmap(look.px(16), look.px(16)))
        self._close.dress(look, side=28)
        self._beside.need(look.px(self._words_need))

    def _ways(self, label: str, *, has_log: bool) -> QWidget:
        ways = QWidget()
        flow = Flow(ways, gap=tokens.SPACE_3)
        if label:
            button = YieldingButton(label)
            button.clicked.connect(self.acted)
            flow.addWidget(button)
        if has_log:
            log = YieldingButton(label_of(Remedy.OPEN_LOG), kind="link")
            log.clicked.connect(self.log_wanted)
            flow.addWidget(log)
        flow.addWidget(self._close)
        return ways
