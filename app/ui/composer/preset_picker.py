"""The presets as a list that opens above the pill: search it, choose one or none, go where they are looked after."""

from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QListWidget, QWidget

from app.ui.theme import tokens
from app.ui.widgets.picker import Picker
from app.words.catalog import _

_WIDTH: Final = 400
_ROW: Final = 46
_EDGE: Final = 4
_MOST: Final = 380
"""px at 100 %; a longer list scrolls."""
_ELSE: Final = 160
"""px at 100 % of the window's height that are not the list's."""


class PresetPicker(Picker):
    """An item's key is the preset's, empty for none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, name=_("Presets"), search=_("Search presets"), row=_ROW, edge=_EDGE)
        self._over = parent
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.column.addStretch(1)
        page = self.way_out(_("Look after presets…"), self.page_wanted, kind="link", icon="presets")
        self.column.addWidget(page)

    @property
    def nothing(self) -> str:
        return _("No preset is called that.")

    @property
    def most_height(self) -> int:
        room = self._over.window().height() - self.look.px(_ELSE)
        return min(self.look.px(_MOST), max(self.look.px(_ROW), room))

    def fit(self) -> None:
        """While it is open it stays as high as it is: neither its search nor its foot at the pill moves."""
        high = self.height()
        super().fit()
        if self.isVisible():
            self.resize(self.width(), high)

    def open_above(self, pill: QWidget) -> None:
        """Left-aligned with this widget, inside the window; under it where there is no room above."""
        self.search.clear()
        window = pill.window()
        self.setFixedWidth(min(self.look.px(_WIDTH), window.width() - 2 * tokens.SPACE_1))
        self.fit()
        left = pill.mapTo(window, QPoint(0, 0)).x()
        top = pill.mapTo(window, QPoint(0, 0)).y() - self.height() - tokens.SPACE_1
        left = max(tokens.SPACE_1, min(left, window.width() - self.width() - tokens.SPACE_1))
        self.move(window.mapToGlobal(QPoint(left, max(tokens.SPACE_1, top))))
        self.show()
        self.list.scrollToItem(self.list.currentItem())
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
