"""Shows the models that are recommended for this machine, and fetches one with a single press."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.errors import MaruError, NotFound
from app.domain.hub import Repository
from app.domain.network_errors import UnsafeName
from app.library.hub.client import CancelQuestion, Hub
from app.library.hub.offers import choose_offer
from app.library.hub.recommended import Recommendation, choose
from app.ui.models.fetching import Fetching
from app.ui.models.suggestions import Suggestions
from app.ui.models.values import Deed, Progress, Suggestion
from app.ui.models.weighing import Weighing
from app.words.catalog import _
from app.words.hub import why
from app.words.numbers import size


class SuggestionPresenter(QObject):
    talk_wanted = Signal(str)
    failed = Signal(object, object)
    """A MaruError, and what to try again."""

    def __init__(
        self,
        view: Suggestions,
        hub: Hub,
        fetching: Fetching,
        weighing: Weighing,
        *,
        recommended: Sequence[Recommendation],
        language: str,
    ) -> None:
        """Language is the one that the person speaks with the program."""
        super().__init__(view)
        self._view = view
        self._hub = hub
        self._fetching = fetching
        self._weighing = weighing
        self._recommended = tuple(recommended)
        self._language = language
        self.shown: tuple[Recommendation, ...] = ()
        self._asked: dict[str, CancelQuestion] = {}
        view.wished.connect(self._do)

    def renew(self) -> None:
        """The machine, or what is on this computer, has changed."""
        machine = self._weighing.machine
        if machine:
            self.shown = choose(self._recommended, machine, language=self._language)
            self._view.show_suggestions([self._shown(one) for one in self.shown])

    def leave(self) -> None:
        for cancel in self._asked.values():
            cancel()
        self._asked = {}

    def _shown(self, one: Recommendation) -> Suggestion:
        deed, progress, path = self._fetching.state_by_name(one.repo, one.quantization)
        if one.repo in self._asked and not progress and not path:
            deed, progress = Deed.NONE, Progress(0.0, _("Asking Hugging Face…"))
        return Suggestion(
            repo=one.repo,
            quantization=one.quantization,
            name=one.name,
            why=why(one.why),
            remark=" · ".join((size(one.size_bytes), one.quantization, _("licence {name}").format(name=one.licence))),
            verdict=self._weighing.first_guess(size_bytes=one.size_bytes),
            deed=deed,
            progress=progress,
        )

    def _do(self, repo: str, quantization: str, deed: Deed) -> None:
        if deed is Deed.TALK:
            self.talk_wanted.emit(self._fetching.state_by_name(repo, quantization)[2])
        elif deed is Deed.DOWNLOAD:
            self._asked[repo] = self._hub.look(repo, partial(self._fetch, repo, quantization))
            self.renew()
        else:
            self._fetching.do_by_name(deed, repo, quantization)

    def _fetch(self, repo: str, quantization: str, answer: Repository | MaruError) -> None:
        """Its files are known now, so they can be fetched."""
        self._asked.pop(repo, None)
        error = answer if isinstance(answer, MaruError) else None
        if isinstance(answer, Repository):
            try:
                offer = choose_offer(answer, quantization)
                self._fetching.do(Deed.DOWNLOAD, repo, answer.revision, offer=offer)
            except (NotFound, UnsafeName) as refused:
                error = refused
        if error:
            self.failed.emit(error, partial(self._do, repo, quantization, Deed.DOWNLOAD))
        self.renew()
