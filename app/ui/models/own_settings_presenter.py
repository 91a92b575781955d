"""Between the settings of one model and what keeps them: also the measuring of threads and previews of templates."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.chat.model import ActiveModel, Ready
from app.domain.engine_errors import LoadCancelled, Stopped
from app.domain.fault import from_fault
from app.domain.fit import Machine
from app.domain.generation import ChatPrompt
from app.domain.loading import LoadSettings, ThreadRates
from app.domain.message import Message, assistant, system, user
from app.domain.storage_errors import StorageError
from app.domain.templates.builtin import BUILTIN
from app.engine.protocol import Failed, FromEngine, Preview, Rendered, Tune, Tuned, Tuning
from app.library.shelf.catalog import ModelFile
from app.storage.model_settings import ModelSettings
from app.ui.behind.errands import Errands
from app.ui.models.file_words import adapters_of
from app.ui.models.own_settings import OwnSettings
from app.ui.models.values import Choices, Named
from app.ui.models.weighing import Weighing
from app.words.catalog import _, n_
from app.words.failures import sentence
from app.words.numbers import rate


class OwnSettingsPresenter(QObject):
    changed = Signal()
    """The model that is shown is loaded otherwise from now on; its memory is another."""
    failed = Signal(object)
    """A StorageError: they count, but could not be saved."""

    def __init__(
        self,
        view: OwnSettings,
        model: ActiveModel,
        kept: ModelSettings,
        errands: Errands,
        weighing: Weighing,
        *,
        usual: Callable[[], LoadSettings],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._kept = kept
        self._errands = errands
        self._weighing = weighing
        self._usual = usual
        self._file: ModelFile | None = None
        self._adapters: tuple[ModelFile, ...] = ()
        self._devices: tuple[Named, ...] = ()
        self._cancel_tuning: Callable[[], None] = lambda: None
        self._cancel_preview: Callable[[], None] = lambda: None
        self._connect()

    def settings_of(self, path: str) -> LoadSettings:
        """How this model is loaded."""
        return self._kept.of(path, self._usual())

    def show_model(self, file: ModelFile, adapters: tuple[ModelFile, ...]) -> None:
        if self._file and file.path != self._file.path:
            self._cancel_tuning()
            self._cancel_preview()
        self._file, self._adapters = file, adapters
        self._show()

    def renew(self) -> None:
        """The loaded model, or the machine, has changed."""
        file = self._file
        if file:
            is_loaded = self._model.path == str(file.path)
            self._view.show_outdated(is_outdated=is_loaded and self._model.settings != self.settings_of(str(file.path)))

    def renew_devices(self) -> None:
        """Others may be there than before."""
        if self._file:
            settings = self.settings_of(str(self._file.path))
            if _choosable(self._weighing.machine, settings) != self._devices:
                self._show()

    def leave(self) -> None:
        self._cancel_tuning()
        self._cancel_preview()

    def _connect(self) -> None:
        view = self._view
        view.changed.connect(self._keep)
        view.reset_wanted.connect(self._forget)
        view.reload_wanted.connect(self._reload)
        view.tuning_wanted.connect(self._tune)
        view.tuning_cancelled.connect(self._stop_tuning)
        view.preview_wanted.connect(self._preview)

    def _show(self) -> None:
        if self._file is None:
            return
        path = str(self._file.path)
        settings = self.settings_of(path)
        self._devices = _choosable(self._weighing.machine, settings)
        choices = Choices(
            devices=self._devices,
            adapters=adapters_of(self._adapters, self._file),
            templates=tuple(one.name for one in BUILTIN),
        )
        self._view.show_settings(settings, choices, is_own=self._kept.has(path))
        self.renew()

    def _keep(self, settings: LoadSettings) -> None:
        self._write(lambda path: self._kept.keep(path, settings, usual=self._usual()))

    def _forget(self) -> None:
        self._write(self._kept.forget)
        self._show()

    def _write(self, write: Callable[[str], None]) -> None:
        if self._file:
            try:
                write(str(self._file.path))
            except StorageError as error:
                self.failed.emit(error)
            self.renew()
            self.changed.emit()

    def _reload(self) -> None:
        if self._file:
            self._model.choose(str(self._file.path), self.settings_of(str(self._file.path)))
            self.renew()

    # Threads

    def _tune(self) -> None:
        """On the loaded model; another one is loaded for it first, and stays."""
        if self._file is None:
            return
        path = str(self._file.path)
        if self._model.path != path or not isinstance(self._model.state, Ready):
            self._model.choose(path, self.settings_of(path))
        self._view.tuning.show_running(0.0, _("The model is loaded first…"))
        self._cancel_tuning = self._model.ask(Tune, self._hear_tuning)

    def _stop_tuning(self) -> None:
        self._cancel_tuning()
        self._view.tuning.show_rest("")

    def _hear_tuning(self, message: FromEngine) -> None:
        match message:
            case Tuning(fraction=fraction, threads=threads):
                words = n_("Trying {count} thread…", "Trying {count} threads…", threads).format(count=threads)
                self._view.tuning.show_running(fraction, words)
            case Tuned(rates=rates):
                self._view.tuning.show_rest(_measured(rates))
                self._view.show_measured(rates.threads, rates.batch)
            case Failed(fault=fault):
                error = from_fault(fault)
                self._view.tuning.show_rest("" if isinstance(error, Stopped | LoadCancelled) else sentence(error).text)

    # Templates

    def _preview(self, template: str) -> None:
        if self._file is None:
            return
        self._cancel_preview()
        self._view.template.show_preview("", trouble=_("Writing a short chat in this template…"))
        path, prompt = str(self._file.path), ChatPrompt(_short_chat())
        make = partial(Preview, path=path, prompt=prompt, template=template)
        self._cancel_preview = self._errands.run(make, self._hear_preview)

    def _hear_preview(self, message: FromEngine) -> None:
        match message:
            case Rendered(prompt=prompt):
                self._view.template.show_preview(prompt.text)
            case Failed(fault=fault):
                error = from_fault(fault)
                detail = getattr(error, "detail", "")
                said = " ".join(filter(None, (sentence(error).text, detail)))
                self._view.template.show_preview("", trouble=said)


def _choosable(machine: Machine | None, settings: LoadSettings) -> tuple[Named, ...]:
    """What can be used; and what was chosen and is not there any more, so that it can be switched off."""
    devices = [one for one in machine.devices if one.kind != "cpu" and not one.reason] if machine else []
    there = tuple(Named(one.name, one.description or one.name) for one in devices)
    gone = [name for name in settings.devices if machine and name not in {one.name for one in devices}]
    return (*there, *(Named(name, _("{device} (not there)").format(device=name)) for name in gone))


def _measured(rates: ThreadRates) -> str:
    best = max((one.tokens_per_s for one in rates.generation if one.threads == rates.threads), default=0.0)
    words = n_("{count} thread is best: {rate}.", "{count} threads are best: {rate}.", rates.threads)
    return words.format(count=rates.threads, rate=rate(best))


def _short_chat() -> tuple[Message, ...]:
    """Has every role, so that a preview shows what becomes of each."""
    return (
        system(_("You answer shortly.")),
        user(_("What is the capital of France?")),
        assistant(_("Paris.")),
        user(_("And of Korea?")),
    )
