"""Loading a model: check the file, read it with progress, make its context, lay its adapters, say what it took."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from app.domain.engine_errors import LoadCancelled, LoadRefused, OutOfMemory
from app.domain.loading import Adapter, Device, LoadedModel, LoadSettings, ModelKind
from app.domain.model_errors import AdapterRefused, ModelCutShort, NotAModel
from app.engine.worker import memory
from app.engine.worker.crowd import processors
from app.engine.worker.devices import is_absent, settled
from app.engine.worker.journal import Journal
from app.engine.worker.native import context as contexts
from app.engine.worker.native import model as models
from app.engine.worker.native.context import AbortFlag, Context, Shape
from app.engine.worker.native.header import read_header
from app.engine.worker.native.model import Adapters, Model
from app.engine.worker.plan import plan
from app.engine.worker.reasons import check_file, parts_of, why_no_context, why_not_loaded
from app.engine.worker.settings import check_words, placement_of, shape_of

Progress = Callable[[float, int], bool]
"""How much is read, and how many layers go to a GPU; False when nobody wants the model any more."""

_F32 = 4
_MANY_LAYERS = 128  # where a file does not say how many it has
_RUNGS = (1.0, 0.75, 0.5, 0.25, 0.125)


@dataclass(frozen=True)
class Opened:
    """A model ready to work: close it before another is opened."""

    model: Model
    context: Context
    shape: Shape
    facts: LoadedModel

    def close(self) -> None:
        self.context.close()
        self.model.close()


def open_model(
    path: Path,
    settings: LoadSettings,
    *,
    devices: tuple[Device, ...],
    journal: Journal,
    flag: AbortFlag,
    progress: Progress,
) -> Opened:
    """As many layers on the GPU as were asked for, or fit.

    Raises ModelError, LoadCancelled (progress returned False), OutOfMemory, LoadRefused.
    """
    began = time.perf_counter()
    check_file(path)
    check_words(path, settings)
    threads = settings.threads or processors()[0]
    note = "absent" if is_absent(settings, devices) else ""
    rungs = _rungs(path, settled(settings, devices))
    while True:
        placed = rungs.pop(0)
        try:
            opened = _open(
                path, placed, devices=devices, threads=threads, journal=journal, flag=flag, progress=progress
            )
        except (OutOfMemory, LoadRefused) as failure:
            if not rungs or _is_of_main_memory(failure):
                raise
            note = "none"
            if isinstance(failure, LoadRefused):
                note = "refused"
                del rungs[:-1]  # fewer layers only help where there was no room
        else:
            note = "fewer" if note == "none" and placed.gpu_layers else note
            return replace(opened, facts=replace(opened.facts, gpu_note=note, load_s=time.perf_counter() - began))


def _rungs(path: Path, settings: LoadSettings) -> list[LoadSettings]:
    """From all layers that were asked for on the devices down to none."""
    counts = []
    if settings.gpu_layers:
        header = read_header(path)
        most = header.layers + 1 if header and header.layers else _MANY_LAYERS  # llama.cpp counts the output as one
        asked = most if settings.gpu_layers < 0 else min(settings.gpu_layers, most)
        counts = sorted({round(part * asked) for part in _RUNGS} - {0}, reverse=True)
    return [*(replace(settings, gpu_layers=count) for count in counts), replace(settings, gpu_layers=0, devices=())]


def _is_of_main_memory(failure: OutOfMemory | LoadRefused) -> bool:
    """Known to be that: fewer layers on the GPU would only take more of it."""
    return isinstance(failure, OutOfMemory) and failure.device == "CPU" and failure.needed_bytes > 0


def _open(
    path: Path,
    settings: LoadSettings,
    *,
    devices: tuple[Device, ...],
    threads: int,
    journal: Journal,
    flag: AbortFlag,
    progress: Progress,
) -> Opened:
    _check_weights(path, settings)
    with journal.listening() as said:
        model, cancelled = _read(path, settings, progress)
        if model is None:
            raise LoadCancelled if cancelled else why_not_loaded(path, said)
        context = None
        try:
            _check_way(path, model)
            shape = shape_of(model, settings, threads=threads)
            _check_room(path, model, shape, settings, devices=devices, journal=journal)
            context = _make_context(path, model, shape, flag=flag, said=said)
            _lay_adapters(model, context, settings.adapters, journal)
        except BaseException:
            if context is not None:
                context.close()
            model.close()
            raise
        uses = memory.breakdown(said)
        layers = memory.offloaded_layers(said)
    used = tuple(device for device in devices if any(use.device == device.name for use in uses))
    facts = describe(path, model, context, threads=threads)
    return Opened(model, context, shape, replace(facts, memory=uses, gpu_layers=layers, devices=used))


def _read(path: Path, settings: LoadSettings, progress: Progress) -> tuple[Model | None, bool]:
    cancelled = not progress(0.0, settings.gpu_layers)

    def watch(fraction: float) -> bool:
        nonlocal cancelled
        cancelled = cancelled or not progress(fraction, settings.gpu_layers)
        return not cancelled

    return models.load(path, placement_of(settings), watch), cancelled


def _check_way(path: Path, model: Model) -> None:
    if model.unknown_way:
        raise LoadRefused(str(path), model.unknown_way)


def _check_weights(path: Path, settings: LoadSettings) -> None:
    """Weights that are read, not mapped, must fit into main memory where no GPU takes them. Raises OutOfMemory."""
    if settings.mmap or settings.gpu_layers:
        return
    needed = sum(part.stat().st_size for part in parts_of(path))
    free = psutil.virtual_memory().available
    if needed > free:
        raise OutOfMemory("CPU", needed, free, "weights")


def _make_context(path: Path, model: Model, shape: Shape, *, flag: AbortFlag, said: list[str]) -> Context:
    context = contexts.create(model, shape, flag)
    if context is None:
        raise why_no_context(path, said)
    return context


def _check_room(
    path: Path,
    model: Model,
    shape: Shape,
    settings: LoadSettings,
    *,
    devices: tuple[Device, ...],
    journal: Journal,
) -> None:
    """Refuse a context that main memory cannot hold: Linux would promise it, and kill us when we use it.

    Only where a rough bound says that it might not fit, a dry run finds the truth. Raises OutOfMemory.
    """
    free = psutil.virtual_memory().available
    width = model.embedding_length
    if 2 * model.layers * shape.context * width * _F32 < free:
        return
    uses = plan(path, settings, devices=devices, journal=journal).memory
    needed = sum(use.kv_bytes + use.compute_bytes for use in uses if use.device == "CPU")
    if needed > free:
        raise OutOfMemory("CPU", needed, free)


def _lay_adapters(model: Model, context: Context, adapters: tuple[Adapter, ...], journal: Journal) -> None:
    """Raises AdapterRefused, ModelError."""
    loaded = []
    for adapter in adapters:
        path = Path(adapter.path)
        try:
            check_file(path)
        except (NotAModel, ModelCutShort) as problem:
            raise AdapterRefused(adapter.path, type(problem).__name__) from problem
        with journal.listening() as said:
            pointer = models.load_adapter(model, path)
        if not pointer:
            raise AdapterRefused(adapter.path, "\n".join(said[-3:]))
        loaded.append((pointer, adapter.scale))
    if loaded and not context.lay(Adapters(loaded)):
        raise AdapterRefused(adapters[-1].path, "llama_set_adapters_lora")


def describe(path: Path, model: Model, context: Context, *, threads: int) -> LoadedModel:
    return LoadedModel(
        path=str(path),
        name=model.metadata("general.name") or path.stem,
        architecture=model.architecture,
        kind=kind_of(model),
        parameters=model.parameters,
        size_bytes=model.weights_bytes,
        context=context.size,
        trained_context=model.trained_context,
        embedding_length=model.embedding_length,
        layers=model.layers,
        threads=threads,
        infill=model.gap is not None,
    )


def kind_of(model: Model) -> ModelKind:
    if model.embeds:
        return ModelKind.EMBEDDING
    return ModelKind.CHAT if model.chat_template else ModelKind.BASE
