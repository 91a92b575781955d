"""What a place of the program is (Models, Presets, Completion …): a page that stands where the chat was."""

from enum import StrEnum
from typing import Self

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import IconButton
from app.words.catalog import _


class Place(StrEnum):
    MODELS = "models"
    PRESETS = "presets"
    COMPLETION = "completion"
    COMPARE = "compare"


class PlacePage(QWidget):
    """Its heirs lay the two buttons out, which lead back to the chat and to a sidebar that is away."""

    sidebar_wanted = Signal()
    left = Signal()
    """Esc, and nothing on the page had a use for it: back to the chat."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self.sidebar_button = IconButton("sidebar", _("Show the chats (Ctrl+B)"))
        self.back_button = IconButton("close", _("Back to the chat (Esc)"))
        self.sidebar_button.clicked.connect(self.sidebar_wanted)
        self.back_button.clicked.connect(self.left)

    def show_sidebar_button(self, *, is_shown: bool) -> None:
        """Only while the sidebar itself is away."""
        self.sidebar_button.setVisible(is_shown)

    def take_focus(self) -> None:
        """Where one begins here: its search, its field."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dress(self, look: Look) -> None:
        self.sidebar_button.dress(look)
        self.back_button.dress(look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class WorkingPage(PlacePage):
    """A place where a model is at work: one row on top, and Esc stops the work before it leads back to the chat."""

    stopped = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._name = name
        self.is_at_work = False

    def header(self, *parts: QWidget) -> QFrame:
        """The place's name, and behind it these, which take what there is."""
        header = QFrame()
        header.setObjectName("header")
        header.setMinimumHeight(tokens.HEADER_HEIGHT)
        row = QHBoxLayout(header)
        row.setContentsMargins(tokens.SPACE_5, tokens.SPACE_2, tokens.SPACE_5, tokens.SPACE_2)
        row.setSpacing(tokens.SPACE_2)
        row.addWidget(self.sidebar_button)
        row.addWidget(place_title(self._name))
        row.addStretch(1)
        for part in parts:
            row.addWidget(part, 4)
        row.addWidget(self.back_button)
        return header

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_at_work:
            self.stopped.emit()
        else:
            super().keyPressEvent(event)


def place_title(name: str) -> QLabel:
    title = QLabel(name)
    title.setObjectName("title")
    title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    return title


class PlacePresenter(QObject):
    """Ties a page to the rest of the program: made when it is first wanted, for as long as its window lives."""

    def __init__(self, page: PlacePage) -> None:
        super().__init__(page)
        self.page = page

    @property
    def sidebar_part(self) -> QWidget | None:
        """What stands in the sidebar instead of the chats while the place is shown."""
        return None

    def dress(self, look: Look) -> None:
        self.page.dress(look)

    def come(self) -> None:
        """The place, or its window, has come to the front."""

    def undo(self) -> bool:
        """Ctrl+Z, and no text field had a use for it. False when there is nothing to take back."""
        return False

    def take_over(self, before: Self) -> None:
        """Show what the same place in another window showed (another language was chosen), which is left already."""

    def leave(self) -> None:
        """Let go of everything that outlives the window."""
