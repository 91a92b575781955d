"""How a model is loaded, and what is known of it once it is: values that travel between the faces and the engine."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.engine_errors import SettingOutOfRange


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


LONGEST_CONTEXT = 2**24
"""Tokens; what a header says beyond that no model was ever trained for."""

BOUNDS: dict[str, tuple[float, float]] = {
    "context": (0, LONGEST_CONTEXT),
    "gpu_layers": (-1, 9999),
    "batch": (1, 2**16),
    "micro_batch": (1, 2**16),
    "threads": (0, 1024),
    "sequences": (1, 256),
    "rope_frequency_base": (0, 1e9),
    "rope_frequency_scale": (0, 1000),
}
"""The lowest and the highest number of each numeric setting."""


@dataclass(frozen=True)
class LoadSettings:
    """Under llama.cpp's names. A context of 0 is the model's own; gpu_layers -1 is as many as fit; threads 0 adapts.

    Raises SettingOutOfRange.
    """

    context: int = 8192
    gpu_layers: int = -1
    batch: int = 512
    micro_batch: int = 512
    threads: int = 0
    sequences: int = 8
    """How many answers can grow at once (n_seq_max); they share the context. Windows and states are held for each:
    of Gemma-3-4B at 32k, 16 sequences take 2.5 GB, 8 take 1.4."""
    cache_type_k: str = "f16"
    cache_type_v: str = "f16"
    flash_attention: str = "auto"
    """auto, on or off."""
    mmap: bool = True
    mlock: bool = False
    devices: tuple[str, ...] = ()
    """Names as in Device.name, in the order of tensor_split; empty are all that suit."""
    tensor_split: tuple[float, ...] = ()
    adapters: tuple[Adapter, ...] = ()
    chat_template: str = ""
    """Instead of the model's own: the name of a built-in one, or Jinja source; empty keeps that."""
    rope_frequency_base: float = 0.0
    rope_frequency_scale: float = 0.0
    """RoPE; 0 is what the model says."""

    def __post_init__(self) -> None:
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise SettingOutOfRange(name, value, low, high)


GPU_BACKENDS = {"vulkan": "Vulkan", "cuda": "CUDA", "hip": "ROCm", "metal": "Metal", "sycl": "SYCL"}
"""What ggml's files are called, and as what their devices name themselves."""

VISIBLE_DEVICES = {"CUDA": "CUDA_VISIBLE_DEVICES", "Vulkan": "GGML_VK_VISIBLE_DEVICES"}
"""The environment variables by which a person hides the devices of a backend."""


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
    gpu_note: str = ""
    """Why fewer layers lie on the GPU than were asked for (app/words/devices.py); empty when all do."""
    threads: int = 0
    load_s: float = 0.0
    template: str = ""
    """model, override, or the name of the built-in template."""
    template_note: str = ""
    memory: tuple[MemoryUse, ...] = ()
    devices: tuple[Device, ...] = field(default_factory=tuple)
    infill: bool = False
    """Whether it can fill a gap in a text."""


@dataclass(frozen=True)
class MemoryPlan:
    """What loading would take, found without allocating it; per device, plus what is free there."""

    memory: tuple[MemoryUse, ...]
    devices: tuple[Device, ...]
    context: int = 0
    gpu_layers: int = 0


@dataclass(frozen=True)
class Rate:
    """How fast a model was with so many threads and so many tokens a step: the median.

    spread is the distance of the quartiles, as a part of the median.
    """

    threads: int
    batch: int
    tokens_per_s: float
    spread: float = 0.0


@dataclass(frozen=True)
class ThreadRates:
    """What was measured of a loaded model, and what that means for LoadSettings.

    threads is best for the answer (for the prompt where the model is an encoder), prompt_threads for the prompt. Where
    more threads or a larger batch gain no more than noise, fewer and smaller are chosen. busy is how many processors
    other programs used meanwhile: with more than a small part of one, measure again when they rest.
    """

    threads: int
    prompt_threads: int
    batch: int
    generation: tuple[Rate, ...] = ()
    prompt: tuple[Rate, ...] = ()
    batches: tuple[Rate, ...] = ()
    busy: float = 0.0


QUANTIZATIONS = {
    "F32": 32.0,
    "BF16": 16.0,
    "F16": 16.0,
    "Q8_0": 8.5,
    "Q6_K": 6.56,
    "Q5_1": 6.0,
    "Q5_K_M": 5.7,
    "Q5_K_S": 5.57,
    "Q5_0": 5.5,
    "Q4_1": 5.0,
    "Q4_K_M": 4.89,
    "Q4_K_S": 4.67,
    "Q4_0": 4.5,
    "IQ4_NL": 4.5,
    "IQ4_XS": 4.25,
    "Q3_K_L": 4.31,
    "Q3_K_M": 4.0,
    "Q3_K_S": 3.65,
    "Q2_K": 3.17,
}
"""What a model can be quantized to without an importance matrix, and the bits that a weight then takes on average."""
