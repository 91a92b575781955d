"""How a model is loaded, and what is known of it once it is: values that travel between the faces and the engine."""

from dataclasses import dataclass, field
from enum import StrEnum


class ModelKind(StrEnum):
    """CHAT has a chat template of its own; BASE continues text; EMBEDDING is an encoder."""

    CHAT = "chat"
    BASE = "base"
    EMBEDDING = "embedding"


@dataclass(frozen=True)
class Adapter:
    """A LoRA file laid over the base model; scale 1.0 is its full strength."""

    path: str
    scale: float = 1.0


@dataclass(frozen=True)
class LoadSettings:
    """Under llama.cpp's names. A context of 0 is the model's own; gpu_layers -1 is as many as fit; threads 0 adapts."""

    context: int = 8192
    gpu_layers: int = -1
    batch: int = 512
    micro_batch: int = 512
    threads: int = 0
    sequences: int = 16
    """How many answers can grow at once (n_seq_max); they share the context."""
    cache_type_k: str = "f16"
    cache_type_v: str = "f16"
    flash_attention: str = "auto"
    """auto, on or off."""
    mmap: bool = True
    mlock: bool = False
    devices: tuple[str, ...] = ()
    """Names as in Device.name; empty lets llama.cpp choose."""
    tensor_split: tuple[float, ...] = ()
    adapters: tuple[Adapter, ...] = ()
    chat_template: str = ""
    """Instead of the model's own: the name of a built-in one, or Jinja source; empty keeps that."""
    rope_frequency_base: float = 0.0
    rope_frequency_scale: float = 0.0
    """RoPE; 0 is what the model says."""


@dataclass(frozen=True)
class Device:
    """A processor as ggml's backend API lists it; kind is cpu, gpu, igpu or accel.

    reason is empty for one that is used, otherwise a machine word that says why it is not (app/words/devices.py).
    """

    name: str
    description: str
    kind: str
    backend: str
    free_bytes: int = 0
    total_bytes: int = 0
    reason: str = ""


@dataclass(frozen=True)
class MemoryUse:
    """What one device holds for the model."""

    device: str
    weights_bytes: int = 0
    kv_bytes: int = 0
    compute_bytes: int = 0


@dataclass(frozen=True)
class LoadedModel:
    """The truth after loading.

    template_note is empty when the model's own chat template is used as it is, otherwise it
    names what is used instead and why (a machine word: missing, broken, slow).
    """

    path: str
    name: str
    architecture: str
    kind: ModelKind
    parameters: int
    size_bytes: int
    context: int
    trained_context: int
    embedding_length: int = 0
    layers: int = 0
    gpu_layers: int = 0
    threads: int = 0
    load_s: float = 0.0
    template: str = ""
    """model, override, or the name of the built-in template."""
    template_note: str = ""
    memory: tuple[MemoryUse, ...] = ()
    devices: tuple[Device, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class MemoryPlan:
    """What loading would take, found without allocating it; per device, plus what is free there."""

    memory: tuple[MemoryUse, ...]
    devices: tuple[Device, ...]
    context: int = 0
    gpu_layers: int = 0
