"""Which theme and text size are worn now: the person's wish, or the system's, which may change at any time."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.ui.theme import palette
from app.ui.theme.look import Look, Wish
from app.ui.theme.tokens import theme_for


class Dressing(QObject):
    changed = Signal()

    def __init__(self, app: QApplication, wish: Wish) -> None:
        super().__init__()
        self._app = app
        self.wish = wish
        self.look = self._wanted()
        self._put_on()
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._wear)
        hints.accessibility().contrastPreferenceChanged.connect(self._wear)

    def wear(self, wish: Wish) -> None:
        self.wish = wish
        self._wear()

    def _wear(self) -> None:
        look = self._wanted()
        if look != self.look:
            self.look = look
            self._put_on()
            self.changed.emit()

    def _wanted(self) -> Look:
        wish = self.wish
        system = palette.system_theme(self._app)
        theme = theme_for(
            is_dark=system.is_dark if wish.theme == "system" else wish.theme == "dark",
            is_high_contrast=wish.high_contrast or system.is_high_contrast,
        )
        return Look(theme, wish.text_size / 100)

    def _put_on(self) -> None:
        palette.apply(self._app, self.look.theme, text_scale=self.look.scale)
