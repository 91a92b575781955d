"""Between a repository's pane and the Hub: its files, their verdicts from true headers, and fetching them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from PySide6.QtCore import QObject, Signal

from app.domain.errors import MaruError, NotFound
from app.domain.fit import Fit, Verdict
from app.domain.hub import Offer, Repository
from app.domain.loading import LoadSettings
from app.domain.network_errors import UnsafeName
from app.library.headers.header import Header
from app.library.hub.client import Hub
from app.library.hub.offers import choose_offer
from app.ui.models.fetching import Fetching
from app.ui.models.find import FindView
from app.ui.models.values import Deed, OfferLine, RepositoryPage
from app.ui.models.weighing import Weighing, resized
from app.ui.models.words import in_short, memory_of, repository_remark, trouble
from app.ui.widgets.blank import Blank, WayOut
from app.words.catalog import _
from app.words.numbers import size

_STOP = "stop"


class RepositoryPresenter(QObject):
    talk_wanted = Signal(str)
    helped = Signal(str, object, object)
    """A remedy, the MaruError it is for, and what to try again."""
    token_given = Signal(str, object)
    """The token, and what to try again with it."""
    missed = Signal(object)
    """The MaruError by which a repository could not be shown."""
    failed = Signal(object)
    page_wanted = Signal(str)
    """The address of a repository's page."""

    def __init__(
        self,
        view: FindView,
        hub: Hub,
        fetching: Fetching,
        weighing: Weighing,
        *,
        settings: Callable[[], LoadSettings],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._pane = view.repository
        self._hub = hub
        self._fetching = fetching
        self._weighing = weighing
        self._settings = settings
        self._repo = ""
        self._wish = ""
        self._revision = ""
        self._repository: Repository | None = None
        self._headers: dict[str, Header] = {}
        self._fits: dict[str, Fit | None] = {}
        self._chosen = ""
        self._error: MaruError | None = None
        self._cancels: list[Callable[[], None]] = []
        self._connect()

    def open(self, repo: str, *, wish: str = "", revision: str = "", is_in_front: bool = True) -> None:
        """Ask for it, at a revision or as it is now, and show it when it comes. wish is a quantization or a file."""
        self.leave()
        self._repo, self._wish, self._revision = repo, wish, revision
        self._repository, self._headers, self._fits, self._chosen, self._error = None, {}, {}, "", None
        if is_in_front:
            self._view.open_repository(repo)
        else:
            self._view.results.choose(repo)
        words = _("Asking Hugging Face about {name}…").format(name=repo)
        self._pane.show_blank(Blank(words, (WayOut(_STOP, _("Stop")),)))
        self._cancels.append(self._hub.look(repo, self._show_answer, revision=revision))

    def renew(self) -> None:
        """The machine, or a setting that counts for the verdicts, has changed."""
        self._fits = {}
        self.renew_downloads()

    def renew_downloads(self) -> None:
        """So it is several times a second while one comes: nothing is weighed anew for it."""
        if self._repository:
            self._show(self._repository)

    def leave(self) -> None:
        """Whatever was asked is for nobody any more."""
        for cancel in self._cancels:
            cancel()
        self._cancels = []

    def _connect(self) -> None:
        pane = self._pane
        pane.wished.connect(self._do)
        pane.chosen.connect(self._choose)
        pane.acted.connect(self._act)
        pane.token_given.connect(lambda token: self.token_given.emit(token, self._again))
        pane.page_wanted.connect(lambda: self.page_wanted.emit(self._repository.url if self._repository else ""))

    def _show_answer(self, answer: Repository | MaruError) -> None:
        if isinstance(answer, MaruError):
            self._error = answer
            self._pane.show_blank(trouble(answer))
            self.missed.emit(answer)
            return
        self._repository = answer
        try:
            self._chosen = _label(choose_offer(answer, self._wish), answer)
        except NotFound:
            if not answer.offers:
                self._pane.show_blank(Blank(_("There is no GGUF file in {name}.").format(name=self._repo)))
                return
            self._chosen = _label(answer.offers[0], answer)
        self._show(answer)
        self._read_header(answer, self._chosen)

    def _read_header(self, repository: Repository, label: str) -> None:
        offer = self._offer(repository, label)
        if offer and offer.kind == "model" and label not in self._headers:
            hear = partial(self._show_header, label)
            self._cancels.append(self._hub.header(repository.entry.repo, repository.revision, offer, hear))

    def _show_header(self, label: str, answer: Header | MaruError) -> None:
        """Without one there is no verdict."""
        if self._repository is None:
            return
        if isinstance(answer, MaruError):
            self._error = answer
            self._show(self._repository)
        else:
            self._headers[label], self._fits = answer, {}
            if not self._wish and len(self._headers) == 1:
                self._choose(self._recommended(self._repository))
            self._show(self._repository)

    def _show(self, repository: Repository) -> None:
        header = next(iter(self._headers.values()), None)
        recommended = self._recommended(repository)
        context = self._settings().context or (header.context_length if header else 0)
        page = RepositoryPage(
            repo=repository.entry.repo,
            name=repository.entry.repo.partition("/")[2],
            remark=repository_remark(repository, header.parameters if header else 0),
            trouble=trouble(self._error) if self._error else None,
            offers=tuple(self._line(repository, offer, recommended) for offer in repository.offers),
            chosen=self._chosen,
            context_words=_("In memory at {count}").format(count=in_short(context, 1024)) if context else "",
        )
        chosen = self._offer(repository, self._chosen)
        found = self._fit(repository, chosen) if chosen else None
        self._pane.show_page(page if found is None else replace(page, memory=memory_of(found, self._chosen)))

    def _line(self, repository: Repository, offer: Offer, recommended: str) -> OfferLine:
        label = _label(offer, repository)
        found = self._fit(repository, offer)
        deed, progress = self._fetching.state_of(repository.entry.repo, offer)
        return OfferLine(
            quantization=label,
            size=size(offer.size_bytes),
            memory=size(found.needed_bytes) if found else "",
            verdict=self._weighing.chip_of(found) if found else None,
            is_recommended=label == recommended,
            deed=deed,
            progress=progress,
        )

    def _fit(self, repository: Repository, offer: Offer) -> Fit | None:
        label = _label(offer, repository)
        if label not in self._fits:
            header = self._header_of(repository, offer)
            self._fits[label] = self._weighing.fit(header, self._settings()) if header else None
        return self._fits[label]

    def _header_of(self, repository: Repository, offer: Offer) -> Header | None:
        """Its own where it was read, else that of another quantization of the same model, in this one's size."""
        own = self._headers.get(_label(offer, repository))
        other = next(iter(self._headers.values()), None) if offer.kind == "model" else None
        return own or (resized(other, offer.size_bytes) if other else None)

    def _recommended(self, repository: Repository) -> str:
        """The usual one; where that is too large, the largest that works well."""
        models = [offer for offer in repository.offers if offer.kind == "model"]
        good = [offer for offer in models if self._is_good(repository, offer)]
        try:
            usual = choose_offer(repository)
        except NotFound:
            return ""
        best = usual if usual in good or not good else max(good, key=lambda offer: offer.size_bytes)
        return _label(best, repository)

    def _is_good(self, repository: Repository, offer: Offer) -> bool:
        found = self._fit(repository, offer)
        return found is not None and found.verdict in {Verdict.GPU, Verdict.CPU}

    def _offer(self, repository: Repository, label: str) -> Offer | None:
        return next((offer for offer in repository.offers if _label(offer, repository) == label), None)

    def _choose(self, label: str) -> None:
        self._chosen = label
        if self._repository:
            self._show(self._repository)
            self._read_header(self._repository, label)

    def _do(self, _repo: str, label: str, deed: Deed) -> None:
        offer = self._offer(self._repository, label) if self._repository else None
        if offer is None or self._repository is None:
            return
        if deed is Deed.TALK:
            self.talk_wanted.emit(self._fetching.path_of(self._repo, offer))
            return
        try:
            self._fetching.do(deed, self._repo, self._repository.revision, offer=offer)
        except UnsafeName as error:
            self.failed.emit(error)

    def _act(self, way: str) -> None:
        if way == _STOP:
            self.leave()
            self._pane.show_blank(Blank(_("Stopped."), (WayOut("retry", _("Try again")),)))
        elif self._error is None:
            self._again()
        else:
            self.helped.emit(way, self._error, self._again)

    def _again(self) -> None:
        self.open(self._repo, wish=self._wish, revision=self._revision)


def _label(offer: Offer, repository: Repository) -> str:
    """Its quantization, where no other file of the repository has the same; else its name."""
    stem = PurePosixPath(offer.files[0].path).stem
    if offer.kind != "model":
        return stem
    same = [one for one in repository.offers if one.kind == "model" and one.quantization == offer.quantization]
    return offer.quantization if offer.quantization and len(same) == 1 else stem
