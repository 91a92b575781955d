"""Loading a model: check the file, read it with progress, make its context, lay its adapters, say what it took."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from app.domain.errors import AdapterRefused, LoadCancelled, LoadRefused, ModelCutShort, NotAModel, OutOfMemory
from app.domain.loading import Adapter, Device, LoadedModel, LoadSettings, ModelKind
from app.engine.worker import memory
from app.engine.worker.crowd import processors
from app.engine.worker.journal import Journal
from app.engine.worker.native import context as contexts
from app.engine.worker.native import model as models
from app.engine.worker.native.context import AbortFlag, Context, Shape
from app.engine.worker.native.model import Adapters, Model
from app.engine.worker.plan import plan
from app.engine.worker.reasons import check_file, why_no_context, why_not_loaded
from app.engine.worker.settings import placement_of, shape_of

Progress = Callable[[float], bool]

_F32 = 4


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
    """Raises ModelError, LoadCancelled (progress returned False), OutOfMemory, LoadRefused."""
    began = time.perf_counter()
    check_file(path)
    threads = settings.threads or processors()[0]
    opened = None
    for layers in _layers_to_try(settings, devices):
        try:
            placed = replace(settings, gpu_layers=layers)
            opened = _open(
                path, placed, devices=devices, threads=threads, journal=journal, flag=flag, progress=progress
            )
            break
        except OutOfMemory:
            if layers == 0:
                raise
    assert opened is not None  # noqa: S101 - the last try either succeeds or raises
    facts = replace(opened.facts, load_s=time.perf_counter() - began)
    return replace(opened, facts=facts)


def _layers_to_try(settings: LoadSettings, devices: tuple[Device, ...]) -> list[int]:
    """As many layers as fit, when the person leaves it to us: all, then fewer, at last none."""
    if settings.gpu_layers >= 0 or not any(device.kind in ("gpu", "igpu") for device in devices):
        return [max(0, settings.gpu_layers)]
    return [999, 48, 32, 24, 16, 12, 8, 4, 0]


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
    cancelled = False

    def watch(fraction: float) -> bool:
        nonlocal cancelled
        cancelled = not progress(fraction)
        return not cancelled

    return models.load(path, placement_of(settings), watch), cancelled


def _check_way(path: Path, model: Model) -> None:
    if model.unknown_way:
        raise LoadRefused(str(path), model.unknown_way)


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
    )


def kind_of(model: Model) -> ModelKind:
    if model.embeds:
        return ModelKind.EMBEDDING
    return ModelKind.CHAT if model.chat_template else ModelKind.BASE
