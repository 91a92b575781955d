"""Between the loaded model and the window: the pill, the list of models, loading and its failures."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.chat.model import ActiveModel, Broken, Ready
from app.domain.engine_errors import EngineDied
from app.domain.errors import MaruError
from app.domain.loading import LoadedModel, LoadSettings
from app.domain.model_errors import NoModels
from app.domain.storage_errors import StorageError
from app.library.shelf.catalog import SUFFIX, ModelFile, Shelf, default_model, header_of, look_for_use, look_inside
from app.ui.behind.background import Background
from app.ui.header.model_picker import ModelPicker
from app.ui.header.model_words import in_full, items_of, line_of, name_of
from app.ui.theme.look import Look
from app.ui.widgets.place import Place
from app.ui.window.desk import Desk
from app.ui.window.main_window import MainWindow
from app.wiring import App
from app.words.catalog import _
from app.words.devices import gpu_words
from app.words.remedies import Remedy, label
from app.words.templates import template_words

_GPU: Final = "gpu"
_TEMPLATE: Final = "template"
_COMPLETION: Final = "completion"
_GPU_FAILED: Final = frozenset({"refused", "absent", "fewer_crashed", "none_crashed"})


class ModelPresenter(QObject):
    changed = Signal()
    """Another model, or another state of it."""
    chosen = Signal(str)
    """The person chose this model; to be remembered."""
    completion_wanted = Signal()
    """The model only continues texts, so it is to be used where that is done."""
    folder_added = Signal(str)
    looked = Signal(object)
    """The Shelf: what lies on the disk now."""
    failed = Signal(object)
    """A MaruError that belongs to no answer."""
    refused = Signal(object)
    """A ModelError: a file that was to be opened is no model to talk to. The one in use stays."""

    def __init__(self, window: MainWindow, desk: Desk, app: Callable[[], App], background: Background) -> None:
        """App has the settings as they are now."""
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._app = app
        self._background = background
        self.picker = ModelPicker(window)
        self._models: tuple[ModelFile, ...] = ()
        self._opened: tuple[ModelFile, ...] = ()
        """Wherever they lie, they stay in the list as long as the window."""
        self.has_looked = False
        self.model: ActiveModel = app().model
        self._leave = self.model.changed.connect(self._show_state)
        window.header.models_wanted.connect(self.offer)
        window.header.loading_cancelled.connect(self.model.cancel_loading)
        desk.notices.acted.connect(self._act_on_notice)
        desk.welcome.model_wanted.connect(self.ask_file)
        self.picker.chosen.connect(self.choose)
        self.picker.folder_wanted.connect(self.ask_folder)
        self.picker.file_wanted.connect(self.ask_file)
        self._show_state()

    @property
    def context(self) -> int:
        state = self.model.state
        return state.model.context if isinstance(state, Ready) else 0

    @property
    def layer_count(self) -> int:
        """Of the chosen model, as its header says; 0 when it cannot be read."""
        try:
            header = header_of(look_inside(Path(self.model.path)))
        except MaruError:
            return 0
        return header.number(f"{header.architecture}.block_count") + 1

    def dress(self, look: Look) -> None:
        self.picker.dress(look)

    def leave(self) -> None:
        self._leave()

    def name_of(self, path: str) -> str:
        """As the person knows the model in this file."""
        return name_of(path, self._models)

    def settings_of(self, path: str) -> LoadSettings:
        """How this model is loaded: what was chosen for it, over what counts for all."""
        app = self._app()
        return app.model_settings.of(path, app.settings.running.load_settings())

    def change_settings(self, **changes: Any) -> None:  # noqa: ANN401 - fields of LoadSettings
        """Of the model in use, which is loaded with them at once."""
        path, app = self.model.path, self._app()
        settings = replace(self.settings_of(path), **changes)
        try:
            app.model_settings.keep(path, settings, usual=app.settings.running.load_settings())
        except StorageError as error:
            self.failed.emit(error)
        self.load(path, settings)

    def look_around(self) -> None:
        """Read the folders; the first time, choose what was used last, or else what is there."""
        self.model.await_choice()
        self._background.run(partial(_find, self._app()), self._show_found)

    def offer(self, below: QWidget | None = None) -> None:
        """Drop the list down, below the pill of the chat or of another place, with what is on the disk now."""
        self._show_items()
        self.picker.drop_down(below or self._window.header.pill)
        self.look_around()

    def choose(self, path: str) -> None:
        self.load(path, self.settings_of(path))
        self.chosen.emit(path)
        self._window.composer.setFocus()

    def load(self, path: str, settings: LoadSettings) -> None:
        self._desk.notices.withdraw("model")
        self.model.choose(path, settings)

    def ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, _("A folder with models"))
        if folder:
            self.folder_added.emit(folder)

    def ask_file(self) -> None:
        pattern = _("Models") + f" (*{SUFFIX})"
        path, _chosen = QFileDialog.getOpenFileName(self._window, _("Open a model file"), "", pattern)
        if path:
            self.open_files([path])

    def open_files(self, paths: Sequence[str]) -> None:
        """Talk to the first model of these, wherever they lie; the others can be chosen."""
        self._background.run(partial(_look_into, paths), self._take_opened)

    def _take_opened(self, found: Sequence[ModelFile | MaruError]) -> None:
        models = tuple(one for one in found if isinstance(one, ModelFile))
        self._opened = (*self._opened, *models)
        self._models = _with(self._models, self._opened)
        if models:
            self.choose(str(models[0].path))
        self._show_items()
        for error in found:
            if isinstance(error, MaruError):
                self.refused.emit(error)

    def _show_found(self, found: tuple[Shelf, tuple[ModelFile, ...]]) -> None:
        shelf, models = found
        self._models = _with(models, self._opened)
        self._choose_first()
        self._show_items()
        self._show_state()
        self.looked.emit(shelf)

    def _choose_first(self) -> None:
        """What was used last, or what there is; unless something is chosen already."""
        self.has_looked = True
        if not self.model.path:
            try:
                first = default_model(self._models, self._app().settings.models.last)
            except NoModels:
                self.model.give_up()
            else:
                self.model.choose(str(first.path), self.settings_of(str(first.path)))

    def _show_items(self) -> None:
        items = items_of(self._models, self.model.path)
        self.picker.show_items(items)
        self._window.sidebar.show_count(Place.MODELS, len(items))

    def _show_state(self) -> None:
        state = self.model.state
        self._window.header.show_model(line_of(state, self._models))
        self._window.quiet_line.show_model(in_full(state, self._models))
        self._desk.welcome.show_has_model(has_model=bool(self.model.path or self._models or not self.has_looked))
        if isinstance(state, Ready):
            self._desk.notices.withdraw("model")
            self._show_template(state.model)
            self._show_gpu(state.model.gpu_note)
        if isinstance(state, Broken) and not _is_told_in_a_row(state.error):
            self.failed.emit(state.error)
        self.changed.emit()

    def _show_gpu(self, note: str) -> None:
        """A model that has too little room is told of by the pill; what failed can be tried again."""
        if note in _GPU_FAILED:
            again = _("Try the GPU again")
            self._desk.notices.show_notice(_GPU, gpu_words(note), label=again, remedy=_GPU, has_log=True)
        else:
            self._desk.notices.withdraw(_GPU)

    def _act_on_notice(self, cause: str, remedy: str) -> None:
        if cause == remedy == _GPU:
            self._desk.notices.withdraw(_GPU)
            self.model.try_gpu_again()
        elif cause == _TEMPLATE and remedy == _COMPLETION:
            self.completion_wanted.emit()
        elif cause == _TEMPLATE and remedy == Remedy.CHOOSE_MODEL:
            self.offer()

    def _show_template(self, model: LoadedModel) -> None:
        """There is a place for a model that has none; where one does not work, another model helps."""
        said = template_words(model)
        if not said:
            self._desk.notices.withdraw(_TEMPLATE)
        elif model.template_note == "missing":
            self._desk.notices.show_notice(_TEMPLATE, said, label=_("Continue a text"), remedy=_COMPLETION)
        else:
            another = Remedy.CHOOSE_MODEL
            self._desk.notices.show_notice(_TEMPLATE, said, label=label(another), remedy=another.value)


def _is_told_in_a_row(error: MaruError) -> bool:
    """Whether an answer was under way, which says it at its end."""
    return isinstance(error, EngineDied) and error.during in {"evaluating", "generating"}


def _find(app: App) -> tuple[Shelf, tuple[ModelFile, ...]]:
    """What lies in the folders; and of it the models, with the file that was opened last wherever it lies."""
    shelf = app.shelf()
    last = app.settings.models.last
    if not last or any(str(model.path) == last for model in shelf.models):
        return shelf, shelf.models
    try:
        return shelf, (*shelf.models, look_inside(Path(last)))
    except MaruError:
        return shelf, shelf.models


def _look_into(paths: Sequence[str]) -> list[ModelFile | MaruError]:
    found: list[ModelFile | MaruError] = []
    for path in paths:
        try:
            found.append(look_for_use(Path(path)))
        except MaruError as error:
            found.append(error)
    return found


def _with(models: tuple[ModelFile, ...], opened: Sequence[ModelFile]) -> tuple[ModelFile, ...]:
    """Each once."""
    known = {model.path for model in models}
    return (*models, *{model.path: model for model in opened if model.path not in known}.values())
