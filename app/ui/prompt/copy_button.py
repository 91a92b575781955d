"""A button that copies something, and says for a moment that it did."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication

from app.ui.widgets.controls import YieldingButton
from app.words.catalog import _

_MOMENT_MS: Final = 2_000


class CopyButton(YieldingButton):
    def __init__(self, words: str, make: Callable[[], str]) -> None:
        """Make gives the text, when it is wanted."""
        super().__init__(words, kind="quiet")
        self._words = words
        self._make = make
        self._moment = QTimer(self)
        self._moment.setSingleShot(True)
        self._moment.setInterval(_MOMENT_MS)
        self._moment.timeout.connect(self._say_again)
        self.clicked.connect(self._copy)

    def _say_again(self) -> None:
        self.setText(self._words)
        self.setMinimumWidth(0)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._make())
        self.setMinimumWidth(self.width())  # its neighbours stay where they are
        self.setText(_("Copied"))
        self._moment.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, _("Copied")))
