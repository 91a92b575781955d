"""The place "Models": its two tabs, what this machine has, and what is being fetched."""

from enum import Enum, auto
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.models.devices import DevicesButton
from app.ui.models.downloads import DownloadsBar
from app.ui.models.find import FindView
from app.ui.models.here import HereView
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button
from app.ui.widgets.flow import Flow
from app.ui.widgets.notices import Notices
from app.ui.widgets.place import PlacePage, place_title
from app.ui.widgets.tab_order import follow
from app.words.catalog import _

_ONE_LINE: Final = 760
"""px at 100 % from which on the devices stand beside the tabs."""
_TABS_BESIDE: Final = 340
"""px at 100 % from which on the tabs stand beside the title."""
_TABS_AT: Final = 3
"""Behind the button of the sidebar, the title and a gap."""


class Tab(Enum):
    FIND = auto()
    HERE = auto()


class ModelsPage(PlacePage):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Models"), parent)
        self._look = Look()
        self._tabs = {Tab.FIND: _tab(_("Find")), Tab.HERE: _tab(_("On this computer"))}
        self.devices = DevicesButton(self)
        self.notices = Notices()
        self.hub = FindView()
        self.here = HereView()
        self.downloads = DownloadsBar()
        self._pages = QStackedWidget()
        self._header = QFrame()
        self._tab_row = QWidget()
        self._top = QHBoxLayout()
        self._below = QVBoxLayout()
        self._body = QVBoxLayout()
        self._shape: tuple[bool, bool] | None = None
        self._build()
        self._connect()

    @property
    def tab(self) -> Tab:
        return Tab.FIND if self._pages.currentWidget() is self.hub else Tab.HERE

    def turn_to(self, tab: Tab) -> None:
        self._tabs[tab].setChecked(True)
        self._pages.setCurrentWidget(self.hub if tab is Tab.FIND else self.here)

    def take_focus(self) -> None:
        (self.hub.field if self.tab is Tab.FIND else self.here.field).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._look = look
        for part in (self.notices, self.hub, self.here, self.downloads):
            part.dress(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        group = QButtonGroup(self)
        self._top.setSpacing(tokens.SPACE_2)
        self._top.addWidget(self.sidebar_button)
        self._top.addWidget(place_title(_("Models")))
        self._top.addSpacing(tokens.SPACE_1)
        tabs = Flow(self._tab_row, gap=tokens.SPACE_2)
        for tab in self._tabs.values():
            group.addButton(tab)
            tabs.addWidget(tab)
        self._top.addWidget(self._tab_row)
        self._top.addStretch(1)
        self._top.addWidget(self.back_button)
        self._header.setObjectName("header")
        head = QVBoxLayout(self._header)
        head.setContentsMargins(tokens.SPACE_5, tokens.SPACE_2, tokens.SPACE_5, tokens.SPACE_2)
        head.setSpacing(tokens.SPACE_1)
        head.addLayout(self._top)
        head.addLayout(self._below)
        self._pages.addWidget(self.hub)
        self._pages.addWidget(self.here)
        self._body.addWidget(self._pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self.notices)
        column.addLayout(self._body, 1)
        column.addWidget(self.downloads)
        self._tabs[Tab.FIND].setChecked(True)
        follow(self.sidebar_button, [*self._tabs.values(), self.devices, self.back_button])

    def _connect(self) -> None:
        for tab, button in self._tabs.items():
            button.clicked.connect(lambda _checked, tab=tab: self.turn_to(tab))

    def _arrange(self) -> None:
        """Where there is little room the devices get a line of their own, and the page its edges back."""
        is_wide = self.width() >= self._look.px(_ONE_LINE)
        edge = tokens.SPACE_6 if is_wide else tokens.SPACE_3
        self._body.setContentsMargins(edge, tokens.SPACE_5 if is_wide else tokens.SPACE_3, edge, 0)
        self._header.setMinimumHeight(tokens.HEADER_HEIGHT)
        shape = (is_wide, self.width() >= self._look.px(_TABS_BESIDE))
        if shape != self._shape:
            self._shape = shape
            self._place(is_wide=is_wide, has_tabs_beside=shape[1])

    def _place(self, *, is_wide: bool, has_tabs_beside: bool) -> None:
        for row in (self._top, self._below):
            for part in (self._tab_row, self.devices):
                row.removeWidget(part)
        if has_tabs_beside:
            self._top.insertWidget(_TABS_AT, self._tab_row)
        else:
            self._below.addWidget(self._tab_row)
        if is_wide:
            self._top.insertWidget(self._top.count() - 1, self.devices)
        else:
            self._below.addWidget(self.devices, 0, Qt.AlignmentFlag.AlignLeft)


def _tab(words: str) -> Button:
    button = Button(words, kind="tab")
    button.setCheckable(True)
    return button
