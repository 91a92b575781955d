"""What lies between the header and the composer: notices, the find bar, and the conversation or the welcome."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.theme.look import Look
from app.ui.widgets.find_bar import FindBar
from app.ui.widgets.notices import Notices
from app.ui.window.welcome import Welcome


class Desk(QWidget):
    def __init__(self, conversation: QWidget) -> None:
        super().__init__()
        self.notices = Notices()
        self.find_bar = FindBar()
        self.conversation = conversation
        self.welcome = Welcome()
        self._pages = QStackedWidget()
        self._pages.addWidget(conversation)
        self._pages.addWidget(self.welcome)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.find_bar)
        column.addWidget(self._pages, 1)

    def show_conversation(self, *, is_shown: bool) -> None:
        """Otherwise the welcome stands in its place."""
        self._pages.setCurrentWidget(self.conversation if is_shown else self.welcome)

    def dress(self, look: Look) -> None:
        """All but the conversation, which has a style of its own."""
        for part in (self.notices, self.find_bar, self.welcome):
            part.dress(look)
