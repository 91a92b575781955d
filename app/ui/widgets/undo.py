"""What was just removed, with the way back: instead of asking beforehand."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, ElidedLabel, IconButton
from app.words.catalog import _


class Undo(QFrame):
    """Stays until it is used, closed, or something else is removed: nobody has to hurry."""

    withdrawn = Signal()

    def __init__(self, parent: QWidget | None = None, *, hint: str = "") -> None:
        """Hint is what the button tells the mouse."""
        super().__init__(parent)
        self.setObjectName("undo")
        self._bring_back: Callable[[], object] | None = None
        self._words = ElidedLabel()
        self._button = Button(_("Undo"), kind="link")
        self._button.setToolTip(hint)
        self._button.clicked.connect(self.undo)
        self.setFocusProxy(self._button)
        self._close = IconButton("close", _("Close"))
        self._close.clicked.connect(self.withdraw)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_3, tokens.SPACE_1, tokens.SPACE_1, tokens.SPACE_1)
        row.setSpacing(tokens.SPACE_1)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self.hide()

    @property
    def is_offered(self) -> bool:
        return not self.isHidden()

    def offer(self, words: str, bring_back: Callable[[], object] | None) -> None:
        """Without a way back only the words are said."""
        self._bring_back = bring_back
        self._words.setText(words)
        self._button.setVisible(bring_back is not None)
        self.show()

    def undo(self) -> None:
        bring_back = self._bring_back
        self.withdraw()
        if bring_back:
            bring_back()

    def withdraw(self) -> None:
        self._bring_back = None
        self.hide()
        self.withdrawn.emit()

    def dress(self, look: Look) -> None:
        self._close.dress(look, side=28)
