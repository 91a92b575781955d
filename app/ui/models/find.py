"""The tab "Find": search the Hub, or begin with a model that is recommended for this machine."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.hub import Sort
from app.ui.models.cards import CardList
from app.ui.models.repository import RepositoryPane
from app.ui.models.suggestions import Suggestions
from app.ui.models.two_panes import TwoPanes
from app.ui.models.values import Card
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.blank import Blank, BlankView
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.setting_controls import Choice
from app.words.catalog import _

_PAUSE_MS: Final = 350
"""After the last key, before the Hub is asked."""
_LEAST: Final = 150
"""px at 100 % that the search needs beside the order."""


class FindView(QWidget):
    searched = Signal(str, object)
    """What to look for, and the Sort. Empty text: nothing is looked for any more."""
    opened = Signal(str)
    """A repository."""
    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sort = Choice()
        self.suggestions = Suggestions()
        self.results = CardList(_("Models found"))
        words = _("Search Hugging Face, or paste an address or owner/name")
        self.field = SearchField(words, self.results, name=_("Search models on Hugging Face"))
        self.repository = RepositoryPane()
        self._panes = TwoPanes(self.results, self.repository)
        self._blank = BlankView()
        self._pages = QStackedWidget()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._build()
        self._connect()

    def show_suggestions(self) -> None:
        self._pages.setCurrentWidget(self.suggestions)

    def show_results(self, cards: Sequence[Card]) -> None:
        self.results.show_cards(cards)
        self._panes.keep_list(is_kept=bool(cards))
        self._pages.setCurrentWidget(self._panes)

    def announce(self, words: str) -> None:
        """To those who do not see the list."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.results, words))

    def show_blank(self, blank: Blank) -> None:
        """Instead of results."""
        self._blank.show_blank(blank)
        self._pages.setCurrentWidget(self._blank)

    def open_repository(self, repo: str) -> None:
        """Its pane comes to the front; what stands in it is shown by the repository pane itself."""
        if self._pages.currentWidget() is self.suggestions:
            self.show_results(())
        self.results.choose(repo)
        self._pages.setCurrentWidget(self._panes)
        self._panes.open_pane()

    def dress(self, look: Look) -> None:
        self._top.need(look.px(_LEAST))
        for part in (self.suggestions, self.results, self.repository, self._panes):
            part.dress(look)

    def _build(self) -> None:
        self.sort.setAccessibleName(_("Order"))
        for sort, words in sorts():
            self.sort.addItem(words, sort)
        self.sort.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        for page in (self.suggestions, self._panes, self._blank):
            self._pages.addWidget(page)
        top = QWidget()
        self._top = Beside(top, self.field, self.sort, least=_LEAST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_4)
        column.addWidget(top)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._search)
        self.field.textChanged.connect(self._await_pause)
        self.field.returnPressed.connect(self._search)
        self.sort.currentIndexChanged.connect(self._search)
        self.results.opened.connect(self.opened)
        self.suggestions.opened.connect(self.opened)
        self._blank.acted.connect(self.acted)

    def _await_pause(self) -> None:
        if self.field.wanted:
            self._pause.start()
        else:
            self._search()

    def _search(self) -> None:
        self._pause.stop()
        self.searched.emit(self.field.wanted, Sort(self.sort.currentData()))


def sorts() -> tuple[tuple[Sort, str], ...]:
    return (
        (Sort.TRENDING, _("Popular now")),
        (Sort.DOWNLOADS, _("Most downloads")),
        (Sort.LIKES, _("Most likes")),
        (Sort.UPDATED, _("Newest")),
    )
