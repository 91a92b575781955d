"""A person's load settings in the terms of llama.cpp."""

from pathlib import Path

from app.domain.engine_errors import LoadRefused
from app.domain.loading import LONGEST_CONTEXT, LoadSettings
from app.engine.worker.native.context import CACHE_TYPES, FLASH_ATTENTION, Shape
from app.engine.worker.native.model import Model, Placement

_ENCODER_BATCH = 512  # at least: several short texts go through an encoder together


def check_words(path: Path, settings: LoadSettings) -> None:
    """Raises LoadRefused for a word that llama.cpp has no number for."""
    unknown = {settings.cache_type_k, settings.cache_type_v} - CACHE_TYPES.keys()
    unknown |= {settings.flash_attention} - FLASH_ATTENTION.keys()
    if unknown:
        raise LoadRefused(str(path), f"unknown: {', '.join(sorted(unknown))}")


def placement_of(settings: LoadSettings) -> Placement:
    return Placement(
        gpu_layers=settings.gpu_layers,
        devices=settings.devices,
        tensor_split=settings.tensor_split,
        mmap=settings.mmap,
        mlock=settings.mlock,
    )


def shape_of(model: Model, settings: LoadSettings, *, threads: int) -> Shape:
    """The context that these settings mean for this model: never longer than it was trained for."""
    trained = min(model.trained_context or settings.context or 2048, LONGEST_CONTEXT)
    context = min(settings.context, trained) if settings.context > 0 else trained
    batch = min(max(settings.batch, settings.sequences), context)  # every answer has its token in each batch
    micro_batch = min(settings.micro_batch, batch)
    if model.embeds:
        # An encoder looks at a whole text at once, so the micro-batch must hold the longest one.
        batch = micro_batch = max(context, _ENCODER_BATCH)
    return Shape(
        context=context,
        batch=batch,
        micro_batch=micro_batch,
        sequences=settings.sequences,
        threads=threads,
        cache_type_k=settings.cache_type_k,
        cache_type_v=settings.cache_type_v,
        flash_attention=settings.flash_attention,
        embeddings=model.embeds,
        rope_frequency_base=settings.rope_frequency_base,
        rope_frequency_scale=settings.rope_frequency_scale,
    )
