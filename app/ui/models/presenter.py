"""Ties the place "Models" to the library: made when it is first opened, and then for as long as its window lives."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from PySide6.QtCore import Signal

from app.domain.errors import MaruError
from app.domain.fit import Machine
from app.domain.loading import LoadSettings
from app.library.hub.recommended import recommended
from app.library.shelf.catalog import ModelFile, Shelf, model_folders
from app.library.shelf.files import watched
from app.ui.behind.background import Background
from app.ui.behind.errands import Errands
from app.ui.behind.watching import FolderWatch
from app.ui.models.downloads_presenter import DownloadsPresenter
from app.ui.models.fetching import Fetching
from app.ui.models.find_presenter import FindPresenter
from app.ui.models.here_presenter import HerePresenter
from app.ui.models.machine_presenter import MachinePresenter
from app.ui.models.own_settings_presenter import OwnSettingsPresenter
from app.ui.models.page import ModelsPage
from app.ui.models.quantize_presenter import QuantizePresenter
from app.ui.models.repository_presenter import RepositoryPresenter
from app.ui.models.suggestion_presenter import SuggestionPresenter
from app.ui.models.weighing import Weighing
from app.ui.models.words import devices_line
from app.ui.theme.look import Look
from app.ui.widgets.place import PlacePresenter
from app.wiring import App
from app.words.failures import sentence

Again = Callable[[], object]


@dataclass(frozen=True)
class _Trouble:
    """What a notice on the page is about."""

    error: MaruError
    again: Again


def make_place(app: Callable[[], App], background: Background, *, language: str) -> "ModelsPresenter":
    """The place, with its page; app has the settings as they are now."""
    return ModelsPresenter(ModelsPage(), app, background, language=language)


class ModelsPresenter(PlacePresenter):
    page: ModelsPage
    talk_wanted = Signal(str)
    """To the model in this file."""
    helped = Signal(str, object, object)
    """A remedy, the MaruError it is for, and what to try again."""
    token_given = Signal(str, object)
    """The token, and what to try again with it."""
    page_wanted = Signal(str)
    """An address, in the browser."""
    folder_wanted = Signal()
    changed = Signal()
    """Something on the disk, perhaps: the models are to be looked for again."""

    def __init__(self, page: ModelsPage, app: Callable[[], App], background: Background, *, language: str) -> None:
        """App has the settings as they are now."""
        super().__init__(page)
        self._app = app
        self._background = background
        self._troubles: dict[str, _Trouble] = {}
        self._look = Look()
        self._is_left = False
        parts = app()
        self._weighing = Weighing(parts.measured)
        self._fetching = Fetching(parts.downloads, parts.paths.models)
        self._errands = Errands(parts.start_engine, background)
        self._watch = FolderWatch(self)
        self._own = OwnSettingsPresenter(
            page.here.pane.own,
            parts.model,
            parts.model_settings,
            self._errands,
            self._weighing,
            usual=self._usual,
        )
        self._repository: RepositoryPresenter
        self._suggestions: SuggestionPresenter
        self._here = HerePresenter(page.here, background, self._weighing, settings_of=self._own.settings_of)
        self._find = self._made_find(language)
        self._downloads = DownloadsPresenter(page.downloads, self._fetching)
        self._quantize = QuantizePresenter(self._errands, parts.paths.models, parent=self)
        self._machine = MachinePresenter(parts.hardware, parts.model, background, parts.paths, parent=self)
        self._connect()

    def dress(self, look: Look) -> None:
        self._look = look
        super().dress(look)

    def come(self) -> None:
        """Another program may have brought a model, or taken memory: the verdicts follow."""
        self._app().hardware.ask(self._take_machine)
        self.changed.emit()

    def take_over(self, before: Self) -> None:
        self.page.turn_to(before.page.tab)

    def show_shelf(self, shelf: Shelf) -> None:
        """What lies on the disk now."""
        self._here.show_shelf(shelf)
        self._suggestions.renew()
        self._repository.renew_downloads()
        settings = self._app().settings
        folders = model_folders(self._app().paths, settings.models)
        self._background.run(lambda: watched(folders), self._watch.watch)

    def show_used(self, path: str) -> None:
        """The model that chats talk to, and how it is loaded."""
        self._here.show_used(path)
        self._own.renew()

    def renew_downloads(self) -> None:
        self._downloads.renew()
        self._suggestions.renew()
        self._repository.renew_downloads()

    def resume_file(self, path: str) -> bool:
        """Go on with the download that this file belongs to; False when there is none."""
        return self._downloads.resume_file(path)

    def show_machine(self) -> None:
        """What this computer has to run models on, on a sheet."""
        self._machine.show(self._look, window=self.page.window())

    def add_packs(self, files: list[Path]) -> None:
        """For the engine, in the sheet about this computer."""
        self.show_machine()
        self._machine.add_files(files)

    def show_trouble(self, error: MaruError, again: Again) -> None:
        """As a notice of the page; one of the same kind replaces the one before."""
        said = sentence(error)
        cause = type(error).__name__
        self._troubles[cause] = _Trouble(error, again)
        remedy = said.remedy_id or ""
        self.page.notices.show_notice(cause, said.text, label=said.remedy_label or "", remedy=remedy)

    def leave(self) -> None:
        """Let go of everything that outlives the window."""
        self._is_left = True
        for part in (self._find, self._own, self._quantize, self._machine, self._errands):
            part.leave()

    def _made_find(self, language: str) -> FindPresenter:
        page, parts = self.page, self._app()
        self._repository = RepositoryPresenter(
            page.hub, parts.hub, self._fetching, self._weighing, settings=self._usual
        )
        self._suggestions = SuggestionPresenter(
            page.hub.suggestions,
            parts.hub,
            self._fetching,
            self._weighing,
            recommended=recommended(parts.paths.resources),
            language=language,
        )
        return FindPresenter(
            page.hub,
            parts.hub,
            self._weighing,
            repository=self._repository,
            suggestions=self._suggestions,
            endpoint=lambda: self._app().network().endpoint,
        )

    def _usual(self) -> LoadSettings:
        return self._app().settings.running.load_settings()

    def _connect(self) -> None:
        for source in (self._here, self._repository, self._suggestions, self._downloads):
            source.talk_wanted.connect(self.talk_wanted)
        for helper in (self._here, self._repository, self._find, self._downloads):
            helper.helped.connect(self.helped)
        for failing in (self._here, self._repository, self._own):
            failing.failed.connect(lambda error: self.show_trouble(error, self.changed.emit))
        self._suggestions.failed.connect(self.show_trouble)
        self._repository.token_given.connect(self.token_given)
        self._repository.page_wanted.connect(self.page_wanted)
        self._here.opened.connect(lambda model: self._own.show_model(model, self._here.shelf.adapters))
        self._here.quantizing_wanted.connect(self._ask_type)
        self._own.changed.connect(self._here.renew)
        for changing in (self._here, self._quantize, self._watch):
            changing.changed.connect(self.changed)
        self.page.here.folder_wanted.connect(self.folder_wanted)
        self.page.notices.acted.connect(self._help)
        self.page.devices.clicked.connect(self.show_machine)
        self._machine.outdated.connect(self._look_anew)

    def _ask_type(self, model: ModelFile) -> None:
        self._quantize.ask(model, self._look, window=self.page.window())

    def _help(self, cause: str, remedy: str) -> None:
        trouble = self._troubles[cause]
        self.page.notices.withdraw(cause)
        self.helped.emit(remedy, trouble.error, trouble.again)

    def _look_anew(self) -> None:
        """For devices, whatever is known of them."""
        self._app().hardware.forget()
        self._app().hardware.ask(self._take_machine)

    def _take_machine(self, answer: Machine | MaruError) -> None:
        if self._is_left:  # a question to the hardware cannot be taken back
            return
        self._machine.show_machine(answer)
        if isinstance(answer, MaruError):
            said = sentence(answer).text
            self.page.devices.show_devices(said)
            return
        self._weighing.machine = answer
        self.page.devices.show_devices(devices_line(answer))
        self._find.renew()
        self._here.renew()
        self._own.renew_devices()
