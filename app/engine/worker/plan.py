"""What loading a model would take, found by a dry run that allocates nothing."""

from dataclasses import replace
from pathlib import Path

from app.domain.loading import Device, LoadSettings, MemoryPlan, MemoryUse
from app.engine.worker import memory
from app.engine.worker.journal import Journal
from app.engine.worker.native import context as native
from app.engine.worker.native import model as models
from app.engine.worker.reasons import check_file, why_no_context, why_not_loaded
from app.engine.worker.settings import placement_of, shape_of


def plan(path: Path, settings: LoadSettings, *, devices: tuple[Device, ...], journal: Journal) -> MemoryPlan:
    """Raises ModelError, LoadRefused.

    llama.cpp tells the compute buffers and the sequence memory of a dry run truly. Weights come from the header,
    shared among the devices by their layers.
    """
    check_file(path)
    with journal.listening() as said:
        placement = replace(placement_of(settings), dry=True)
        model = models.load(path, placement, lambda _: True)
        if model is None:
            raise why_not_loaded(path, said)
        try:
            shape = shape_of(model, settings, threads=1)
            context = native.create(model, shape, native.AbortFlag())
            if context is None:
                raise why_no_context(path, said)
            size = context.size
            context.close()
            layers = memory.offloaded_layers(said)
            uses = _share(memory.breakdown(said), model, layers=layers, cache=memory.cache_bytes(said))
        finally:
            model.close()
    return MemoryPlan(memory=uses, devices=devices, context=size, gpu_layers=layers)


def _share(uses: tuple[MemoryUse, ...], model: models.Model, *, layers: int, cache: int) -> tuple[MemoryUse, ...]:
    """Weights and sequence memory lie where their layers lie, in equal parts on the accelerators."""
    part = min(1.0, layers / (model.layers + 1))  # llama.cpp counts the output as one more layer
    others = sum(use.device != "CPU" for use in uses)

    def shared(use: MemoryUse) -> MemoryUse:
        mine = 1 - part if use.device == "CPU" else part / others
        return replace(use, weights_bytes=round(model.weights_bytes * mine), kv_bytes=round(cache * mine))

    return tuple(shared(use) for use in uses)
