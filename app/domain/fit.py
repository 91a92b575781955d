"""Whether a model fits this machine, before anything is loaded or downloaded: verdict and arithmetic."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.loading import Device, MemoryUse


class Verdict(StrEnum):
    """GPU: all of it on the GPU; PARTLY: some layers; CPU: in main memory only; NO: it does not fit."""

    GPU = "gpu"
    PARTLY = "partly"
    CPU = "cpu"
    NO = "no"


@dataclass(frozen=True)
class Machine:
    """What there is to run models on; free memory as of now, with what we hold ourselves counted as free."""

    devices: tuple[Device, ...]


@dataclass(frozen=True)
class Fit:
    """What loading would take, in bytes per device, and whether that is there."""

    verdict: Verdict
    memory: tuple[MemoryUse, ...]
    free_bytes: int
    """Of the devices that would be used."""
    context: int
    gpu_layers: int
    layers: int
    """Of the model, the output counted as one more, as llama.cpp does."""
    parameters: int = 0
    bits_per_weight: float = 0.0
    error: float = 0.0
    """How far such estimates were off on this machine so far, as a fraction; 0 when nothing was measured."""
    gpu_note: str = ""
    """Why the GPU is left out (as LoadedModel.gpu_note), where its driver has failed."""

    @property
    def weights_bytes(self) -> int:
        return sum(use.weights_bytes for use in self.memory)

    @property
    def kv_bytes(self) -> int:
        return sum(use.kv_bytes for use in self.memory)

    @property
    def compute_bytes(self) -> int:
        return sum(use.compute_bytes for use in self.memory)

    @property
    def needed_bytes(self) -> int:
        return self.weights_bytes + self.kv_bytes + self.compute_bytes
