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
        self._make = make
        self._moment = QTimer(self)
        self._moment.setSingleShot(True)
        self._moment.setInterval(_MOMENT_MS)
        self._moment.timeout.connect(lambda: self.setText(words))
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._make())
        self.setText(_("Copied"))
        self._moment.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, _("Copied")))
