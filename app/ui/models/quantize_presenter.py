"""Has a large model quantized: asks which type, shows how far it is, and says what came out of it."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.engine_errors import Stopped
from app.domain.fault import from_fault
from app.domain.loading import QUANTIZATIONS
from app.engine.protocol import Failed, FromEngine, Quantize, Quantized, Quantizing
from app.library.shelf.catalog import ModelFile
from app.library.shelf.names import plain
from app.ui.behind.errands import Errands
from app.ui.models.quantize_dialog import QuantizeDialog
from app.ui.models.values import Named
from app.ui.theme.look import Look
from app.words.catalog import _
from app.words.failures import sentence
from app.words.numbers import percent, size


class QuantizePresenter(QObject):
    """One at a time: it takes all of the processor."""

    changed = Signal()
    """A new model lies on the disk."""

    def __init__(self, errands: Errands, folder: Path, *, parent: QObject) -> None:
        """Folder is the program's own for models, for copies of what lies in another program's folder."""
        super().__init__(parent)
        self._errands = errands
        self._folder = folder
        self._dialog: QuantizeDialog | None = None
        self._cancel: Callable[[], None] = lambda: None

    def ask(self, model: ModelFile, look: Look, *, window: QWidget) -> None:
        dialog = QuantizeDialog(model.name, types_for(model), look, parent=window)
        dialog.wanted.connect(lambda name: self._begin(model, name))
        dialog.cancelled.connect(self._stop)
        dialog.destroyed.connect(self._forget)
        self._dialog = dialog
        dialog.open()

    def leave(self) -> None:
        self._cancel()

    def _begin(self, model: ModelFile, name: str) -> None:
        folder = model.path.parent if model.is_ours else self._folder
        target = folder / f"{plain(model.path.stem)}-{name}.gguf"
        with suppress(OSError):  # the engine says what is the matter, when it cannot write there
            folder.mkdir(parents=True, exist_ok=True)
        if self._dialog:
            self._dialog.show_running(0.0, _("Preparing…"))
        self._cancel = self._errands.run(
            lambda number: Quantize(number, str(model.path), str(target), name), self._hear
        )

    def _stop(self) -> None:
        self._cancel()
        if self._dialog:
            self._dialog.show_end(_("Stopped. Nothing was changed."), is_done=False)

    def _hear(self, message: FromEngine) -> None:
        if self._dialog is None:
            return
        match message:
            case Quantizing(fraction=fraction):
                self._dialog.show_running(fraction, _("Quantizing, {percent}").format(percent=percent(fraction, 1)))
            case Quantized(path=path, size_bytes=count):
                words = _("“{name}” is ready, {size}.").format(name=Path(path).name, size=size(count))
                self._dialog.show_end(words, is_done=True)
                self.changed.emit()
            case Failed(fault=fault):
                error = from_fault(fault)
                words = "" if isinstance(error, Stopped) else sentence(error).text
                self._dialog.show_end(words, is_done=False)

    def _forget(self) -> None:
        self._dialog = None
        self._cancel()


def types_for(model: ModelFile) -> tuple[Named, ...]:
    """The smaller ones, the usual one first, each with about what it will take."""
    own = QUANTIZATIONS.get(model.quantization, 32.0)
    smaller = [(name, bits) for name, bits in QUANTIZATIONS.items() if bits < own]
    smaller.sort(key=lambda item: (item[0] != "Q4_K_M", -item[1]))
    return tuple(
        Named(name, _("{type}, about {size}").format(type=name, size=size(round(model.parameters * bits / 8))))
        for name, bits in smaller
    )
