"""Between the tab "Find" and the Hub: suggestions, searching, and what a person pastes."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.domain.errors import MaruError, NotFound
from app.domain.hub import Entry, Search, Sort
from app.domain.network_errors import NotThere
from app.library.hub.client import Hub
from app.library.hub.names import Named, parse
from app.ui.models.find import FindView
from app.ui.models.repository_presenter import RepositoryPresenter
from app.ui.models.suggestion_presenter import SuggestionPresenter
from app.ui.models.values import Card
from app.ui.models.weighing import Weighing
from app.ui.models.words import entry_card, trouble
from app.ui.widgets.blank import Blank, WayOut
from app.words.catalog import _, n_

STOP: Final = "stop"
"""The way out of waiting."""


class FindPresenter(QObject):
    """What is asked later counts; an answer to an earlier question is for nobody."""

    helped = Signal(str, object, object)
    """A remedy, the MaruError it is for, and what to try again."""

    def __init__(
        self,
        view: FindView,
        hub: Hub,
        weighing: Weighing,
        *,
        repository: RepositoryPresenter,
        suggestions: SuggestionPresenter,
        endpoint: Callable[[], str],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._hub = hub
        self._weighing = weighing
        self._repository = repository
        self._suggestions = suggestions
        self._endpoint = endpoint
        self._entries: tuple[Entry, ...] = ()
        self._error: MaruError | None = None
        self._asked = ("", Sort.TRENDING)
        self._cancel: Callable[[], None] = lambda: None
        view.searched.connect(self.search)
        view.opened.connect(self._open)
        view.acted.connect(self._act)
        repository.missed.connect(self._search_instead)

    def search(self, text: str, sort: Sort) -> None:
        """Empty text leads back to the suggestions."""
        self._stop()
        self._asked = text, sort
        named = self._named(text)
        if not text:
            self._view.show_suggestions()
        elif named:
            self._view.show_results(())
            self._repository.open(named.repo, wish=named.wish, revision=named.revision)
        else:
            self._ask(text, sort)

    def renew(self) -> None:
        """The machine is known now, or is another."""
        self._suggestions.renew()
        self._repository.renew()
        if self._entries:
            self._view.results.show_cards(self._cards())

    def leave(self) -> None:
        self._stop()
        self._repository.leave()
        self._suggestions.leave()

    def _ask(self, text: str, sort: Sort) -> None:
        self._view.show_blank(Blank(_("Searching Hugging Face…"), (WayOut(STOP, _("Stop")),)))
        self._cancel = self._hub.search(Search(text, sort), self._show_answer)

    def _show_answer(self, answer: tuple[Entry, ...] | MaruError) -> None:
        self._cancel = lambda: None
        if isinstance(answer, MaruError):
            self._error = answer
            self._view.show_blank(trouble(answer))
            return
        self._entries = answer
        if not answer:
            words = _("Hugging Face has no model in GGUF files with “{words}”.")
            self._view.show_blank(Blank(words.format(words=self._asked[0])))
            return
        self._view.show_results(self._cards())
        said = n_("{count} model found", "{count} models found", len(answer)).format(count=len(answer))
        self._view.announce(said)
        self._open(answer[0].repo, is_asked_for=False)

    def _cards(self) -> tuple[Card, ...]:
        return tuple(
            entry_card(entry, self._weighing.first_guess(parameters=entry.parameters)) for entry in self._entries
        )

    def _open(self, repo: str, *, is_asked_for: bool = True) -> None:
        self._repository.open(repo, is_in_front=is_asked_for)

    def _search_instead(self, error: MaruError) -> None:
        """Something like and/or looks like owner/name, and is none."""
        text, sort = self._asked
        if isinstance(error, NotThere) and self._named(text) and "://" not in text:
            self._ask(text, sort)

    def _named(self, text: str) -> Named | None:
        try:
            return parse(text, endpoint=self._endpoint())
        except NotFound:
            return None

    def _act(self, way: str) -> None:
        if way == STOP:
            self._stop()
            self._view.show_suggestions()
        elif self._error:
            text, sort = self._asked
            self.helped.emit(way, self._error, lambda: self.search(text, sort))

    def _stop(self) -> None:
        self._cancel()
        self._cancel = lambda: None
        self._entries = ()
        self._error = None
