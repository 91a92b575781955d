"""How large the context and the batches of a model will be, and what each layer keeps of them.

The engine's own rules (engine/worker/settings.py), then llama.cpp's (llama-context.cpp, llama-kv-cache-iswa.cpp).
"""

from dataclasses import dataclass

from app.domain.loading import LONGEST_CONTEXT, LoadSettings
from app.library.fit.anatomy import Anatomy, Layer
from app.library.headers.quantization import TENSOR_TYPES

_PAD = 256  # llama.cpp counts cells in hundreds of this
_ENCODER_BATCH = 512
_UNSAID_CONTEXT = 2048  # of a model that does not say what it was trained for
_F32 = 4
_TYPES = {kind.name.lower(): kind for kind in TENSOR_TYPES.values()}


@dataclass(frozen=True)
class Shape:
    """context is what can be used, cells what is allocated for it, tokens what is computed at once."""

    context: int
    cells: int
    tokens: int
    outputs: int
    sequences: int
    type_k: str
    type_v: str
    flash: bool


def shape_of(anatomy: Anatomy, settings: LoadSettings) -> Shape:
    trained = min(anatomy.trained_context or settings.context or _UNSAID_CONTEXT, LONGEST_CONTEXT)
    context = min(settings.context, trained) if settings.context > 0 else trained
    sequences = max(1, settings.sequences)
    batch = min(max(settings.batch, sequences), context)
    micro_batch = min(settings.micro_batch, batch)
    if anatomy.is_encoder:
        batch = micro_batch = max(context, _ENCODER_BATCH)
    tokens = _padded(min(max(context, batch), micro_batch), sequences)
    quantized = _TYPES.get(settings.cache_type_v, _TYPES["f16"]).block > 1
    return Shape(
        context=context,
        cells=_padded(max(context, batch), _PAD),
        tokens=tokens,
        outputs=min(tokens, batch),
        sequences=sequences,
        type_k=settings.cache_type_k,
        type_v=settings.cache_type_v,
        flash=quantized or (settings.flash_attention != "off" and anatomy.architecture != "grok"),
    )


def cells_of(layer: Layer, shape: Shape) -> int:
    """How many tokens a layer remembers. A window is held once for each sequence, since all share one cache."""
    if not layer.window:
        return shape.cells
    return _padded(min(shape.cells, layer.window * shape.sequences + shape.tokens), _PAD)


def cache_bytes(anatomy: Anatomy, layer: Layer, shape: Shape) -> int:
    """What a layer keeps between tokens: keys and values, and running states."""
    kept = layer.state * shape.sequences * _F32
    if anatomy.caches and layer.keeps:
        # Without flash attention values lie in columns, and all layers take the place of the widest.
        value = layer.value if shape.flash else max(each.value for each in anatomy.layers)
        cells = cells_of(layer, shape)
        kept += cells * (_row_bytes(layer.key, shape.type_k) + _row_bytes(value, shape.type_v))
    return kept


def _row_bytes(numbers: int, kind: str) -> int:
    known = _TYPES.get(kind, _TYPES["f16"])
    return -(-numbers // known.block) * known.bytes


def _padded(count: int, step: int) -> int:
    return -(-count // step) * step
