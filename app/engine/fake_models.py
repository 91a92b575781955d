"""What the fake engine pretends of models and devices.

The name of a model's file says what becomes of it: missing.gguf is missing, slow.gguf loads for a second, and die-…gguf
dies while it loads. With "gpu" in it there is a graphics card, that is used; with "code" or "infill" in it the model
fills gaps in texts; with "base" in it there is no chat template:

    die-SIGSEGV.gguf      die-gpu-SIGABRT.gguf (with a layer on the GPU)      die-gpu-SIGABRT-above-12.gguf (with 13)
"""

import os
import re
import signal
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.loading import Device, LoadedModel, LoadSettings, MemoryUse, ModelKind, Rate, ThreadRates
from app.domain.model_errors import ModelMissing
from app.domain.templates.builtin import BUILTIN
from app.engine.protocol import Load

GIB = 1024**3
DEVICE = Device("CPU", "A pretended processor", "cpu", "fake", 8 * GIB, 16 * GIB)
GPU = Device("Vulkan0", "A pretended graphics card", "gpu", "Vulkan", 3 * GIB, 4 * GIB)
MEMORY = (MemoryUse("CPU", weights_bytes=98_000_000, kv_bytes=24_000_000, compute_bytes=60_000_000),)
CONTEXT = 8192
COMMIT = "feedc0de" * 5
VECTOR = 32
LAYERS = 30


@dataclass(frozen=True)
class Pretended:
    """One load: so many layers go to the GPU, and it dies by this signal (0: it does not)."""

    gpu_layers: int
    dies_by: int


def pretend(path: Path, settings: LoadSettings, *, processor_only: bool) -> Pretended:
    layers = 0
    if "gpu" in path.name and not processor_only:
        layers = LAYERS + 1 if settings.gpu_layers < 0 else min(settings.gpu_layers, LAYERS + 1)
    found = re.search(r"die-(gpu-)?(SIG[A-Z]+)(?:-above-(\d+))?", path.name)
    if found and layers >= (int(found[3]) + 1 if found[3] else bool(found[1])):
        return Pretended(layers, signal.Signals[found[2]])
    return Pretended(layers, 0)


def find(path: str) -> Path:
    """Raises ModelMissing."""
    if Path(path).name == "missing.gguf":
        raise ModelMissing(path)
    return Path(path)


def devices(*, brief: bool) -> tuple[Device, ...]:
    """A processor, and why there is no graphics card: the fake works without."""
    return (DEVICE,) if brief else (DEVICE, replace(GPU, free_bytes=0, total_bytes=0, reason="no_driver"))


def loaded(message: Load, *, context: int, gpu_layers: int) -> LoadedModel:
    template = message.settings.chat_template
    is_base = "base" in Path(message.path).name
    return LoadedModel(
        path=message.path,
        name=Path(message.path).stem,
        architecture="llama",
        kind=ModelKind.BASE if is_base else ModelKind.CHAT,
        parameters=134_515_008,
        size_bytes=98_000_000,
        context=context,
        trained_context=CONTEXT,
        embedding_length=VECTOR,
        layers=LAYERS,
        gpu_layers=gpu_layers,
        threads=message.settings.threads or 2,
        load_s=0.1,
        template=_template_name(template) if template else "plain" if is_base else "model",
        template_note="missing" if is_base and not template else "",
        memory=(*MEMORY, MemoryUse(GPU.name, weights_bytes=gpu_layers * 3_000_000)) if gpu_layers else MEMORY,
        devices=(DEVICE, GPU) if gpu_layers else (DEVICE,),
        infill=bool(re.search("code|infill", Path(message.path).name)),
    )


def rates() -> ThreadRates:
    """What tuning comes to: two threads and batches of 256."""
    return ThreadRates(
        threads=2,
        prompt_threads=2,
        batch=256,
        generation=(Rate(1, 1, 20.0, 0.02), Rate(2, 1, 31.0, 0.03)),
        prompt=(Rate(1, 256, 160.0, 0.02), Rate(2, 256, 300.0, 0.04)),
        batches=(Rate(2, 128, 270.0, 0.02), Rate(2, 256, 300.0, 0.04), Rate(2, 512, 301.0, 0.04)),
    )


def die(by: int) -> None:
    if by:
        os.kill(os.getpid(), by)


def _template_name(template: str) -> str:
    return template if template in {one.name for one in BUILTIN} else "override"
