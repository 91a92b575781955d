"""Between the tab "On this computer" and the model files: the list, the one that is looked at, and deleting it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.domain.errors import MaruError
from app.domain.loading import LoadSettings
from app.domain.model_errors import ModelError
from app.library.headers.header import Header
from app.library.shelf.bin import move_to_bin
from app.library.shelf.catalog import ModelFile, Shelf, header_of
from app.ui.behind.background import Background
from app.ui.models.file_words import facts_of, page_of
from app.ui.models.here import HereView
from app.ui.models.model_pane import ModelWish
from app.ui.models.values import Card, Facts
from app.ui.models.weighing import Weighing
from app.ui.models.words import memory_of, model_card, trouble
from app.ui.widgets.blank import Blank, WayOut
from app.ui.widgets.chips import Chip, Tone
from app.words.catalog import _
from app.words.remedies import Remedy, label


class HerePresenter(QObject):
    talk_wanted = Signal(str)
    quantizing_wanted = Signal(object)
    """A ModelFile."""
    opened = Signal(object)
    """The ModelFile that is looked at now."""
    changed = Signal()
    """Something was deleted."""
    helped = Signal(str, object, object)
    """A remedy, the MaruError it is for, and what to try again."""
    failed = Signal(object)

    def __init__(
        self,
        view: HereView,
        background: Background,
        weighing: Weighing,
        *,
        settings_of: Callable[[str], LoadSettings],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._background = background
        self._weighing = weighing
        self._settings_of = settings_of
        self._shelf: Shelf | None = None
        self._used = ""
        self._open = ""
        self._header: Header | None = None
        view.opened.connect(self.open)
        view.acted.connect(self._act_on_list)
        view.pane.wished.connect(self._do)
        view.pane.acted.connect(self._act)
        view.show_blank(Blank(_("Looking into the model folders…")))

    @property
    def shelf(self) -> Shelf:
        return self._shelf or Shelf()

    def show_shelf(self, shelf: Shelf) -> None:
        """What lies on the disk now."""
        self._shelf = shelf
        self.renew()

    def show_used(self, path: str) -> None:
        """The model that chats talk to."""
        if path != self._used:
            self._used = path
            self.renew()

    def renew(self) -> None:
        """The machine, or a setting that counts for the verdicts, has changed."""
        if self._shelf is None:
            return
        cards = self._cards(self._shelf)
        self._view.show_models(cards)
        if not cards:
            words = _("There is no model on this computer yet. Find one, or add a folder with GGUF files.")
            ways = tuple(WayOut(remedy, label(remedy)) for remedy in (Remedy.FIND_MODEL, Remedy.ADD_FOLDER))
            self._view.show_blank(Blank(words, ways))
            return
        if self._open not in {card.id for card in cards}:
            self.open(self._used if any(card.id == self._used for card in cards) else cards[0].id, is_in_front=False)
        else:
            self._weigh()

    def open(self, path: str, *, is_in_front: bool = True) -> None:
        self._open, self._header = path, None
        if is_in_front:
            self._view.open_model(path)
        else:
            self._view.list.choose(path)
        model, error = self._model(path), self._refused(path)
        if error:
            self._view.pane.show_blank(trouble(error))
        elif model:
            self._view.pane.show_model(page_of(model, None, is_part=model not in self.shelf.models))
            self._view.pane.show_facts(Facts(()))
            self._background.run(partial(_read, model), partial(self._show_header, path))
            self.opened.emit(model)

    def _cards(self, shelf: Shelf) -> tuple[Card, ...]:
        guess = self._weighing.first_guess
        models = [
            model_card(model, guess(size_bytes=model.size_bytes), is_chosen=str(model.path) == self._used)
            for model in shelf.models
        ]
        parts = [
            model_card(one, Chip(words), is_chosen=False)
            for ones, words in ((shelf.adapters, _("adapter (LoRA)")), (shelf.projectors, _("eyes of another model")))
            for one in ones
        ]
        refused = [
            Card(
                error.path, Path(error.path).name, str(Path(error.path).parent), (Chip(_("cannot be used"), Tone.BAD),)
            )
            for error in shelf.refused
        ]
        return (*models, *parts, *refused)

    def _show_header(self, path: str, answer: Header | MaruError) -> None:
        model = self._model(path)
        if path != self._open or model is None:
            return
        if isinstance(answer, MaruError):
            self._view.pane.show_blank(trouble(answer))
            return
        self._header = answer
        self._view.pane.show_facts(facts_of(model, answer))
        self._weigh()

    def _weigh(self) -> None:
        model = self._model(self._open)
        if model is None or self._header is None:
            return
        is_alone = model in self.shelf.models
        found = self._weighing.fit(self._header, self._settings_of(self._open)) if is_alone else None
        page = page_of(model, self._weighing.chip_of(found) if found else None, is_part=not is_alone)
        memory = memory_of(found, model.quantization or model.name) if found else None
        self._view.pane.show_model(replace(page, memory=memory))

    def _model(self, path: str) -> ModelFile | None:
        shelf = self.shelf
        every = (*shelf.models, *shelf.adapters, *shelf.projectors)
        return next((model for model in every if str(model.path) == path), None)

    def _refused(self, path: str) -> ModelError | None:
        return next((error for error in self.shelf.refused if error.path == path), None)

    def _do(self, wish: ModelWish) -> None:
        model = self._model(self._open)
        if model is None:
            return
        match wish:
            case ModelWish.TALK:
                self.talk_wanted.emit(self._open)
            case ModelWish.SHOW_FOLDER:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(model.path.parent)))
            case ModelWish.QUANTIZE:
                self.quantizing_wanted.emit(model)
            case ModelWish.DELETE:
                self._background.run(partial(_delete, model), partial(self._show_deleted, model))

    def _show_deleted(self, model: ModelFile, error: MaruError | None) -> None:
        if error:
            self.failed.emit(error)
            return
        words = _("“{name}” is in the bin of this system. Restore it there if you want it again.")
        self._view.undo.offer(words.format(name=model.name), None)
        self.changed.emit()

    def _act(self, way: str) -> None:
        error = self._refused(self._open)
        if error:
            self.helped.emit(way, error, self.changed.emit)

    def _act_on_list(self, way: str) -> None:
        self.helped.emit(way, MaruError(), self.changed.emit)


def _read(model: ModelFile) -> Header | MaruError:
    try:
        return header_of(model)
    except MaruError as error:
        return error


def _delete(model: ModelFile) -> MaruError | None:
    try:
        move_to_bin(model)
    except MaruError as error:
        return error
    return None
