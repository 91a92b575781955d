"""Which device gets which layers, as llama.cpp shares them out (load_tensors, llama-model.cpp), and what each holds."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from app.domain.fit import Machine
from app.domain.loading import Device, LoadSettings, MemoryUse
from app.library.fit.anatomy import Anatomy, Layer
from app.library.fit.graph import Part, compute_bytes, output_bytes
from app.library.fit.shape import Shape, cache_bytes

MAIN = "CPU"
"""Main memory, as ggml calls it."""
_COPIES = 4  # GGML_SCHED_MAX_COPIES: several GPUs work on as many batches at a time


@dataclass(frozen=True)
class Placement:
    """The device of each layer, in their order, and that of the output."""

    layers: tuple[str, ...]
    output: str

    @property
    def accelerators(self) -> tuple[str, ...]:
        """In the order in which they work."""
        return tuple(dict.fromkeys(name for name in (*self.layers, self.output) if name != MAIN))


def accelerators(machine: Machine, settings: LoadSettings) -> tuple[Device, ...]:
    """What llama.cpp would use: those that were chosen, else all graphics cards, else an integrated one."""
    usable = [device for device in machine.devices if device.kind in ("gpu", "igpu") and not device.reason]
    if settings.devices:
        named = {device.name: device for device in usable}
        return tuple(named[name] for name in settings.devices if name in named)
    cards = [device for device in usable if device.kind == "gpu"]
    return tuple(cards or usable[:1])


def place(anatomy: Anatomy, gpu_layers: int, devices: Sequence[Device], settings: LoadSettings) -> Placement:
    """The last gpu_layers of the layers, the output counted as one, in the proportions of free memory or as chosen."""
    count = len(anatomy.layers) + 1
    offloaded = min(max(gpu_layers, 0), count) if devices else 0
    bounds = _bounds(devices, settings.tensor_split)
    names = [MAIN] * (count - offloaded)
    names += [devices[bisect_right(bounds, index / offloaded)].name for index in range(offloaded)]
    return Placement(tuple(names[:-1]), names[-1])


def _bounds(devices: Sequence[Device], chosen: Sequence[float]) -> list[float]:
    """Where one device's share of the layers ends and the next begins."""
    split = [*chosen, *[0.0] * len(devices)][: len(devices)]
    shares = split if any(split) else [float(device.free_bytes) for device in devices]
    total = sum(shares)
    if not total:
        shares, total = [1.0] * len(devices), float(len(devices))
    return [end / total for end in accumulate(shares)][:-1]


def uses(anatomy: Anatomy, placement: Placement, shape: Shape, *, mapped: bool) -> tuple[MemoryUse, ...]:
    """What each device would hold, main memory first. mapped: weights are used where the file lies in memory."""
    of_device: Mapping[str, list[Layer]] = {name: [] for name in (MAIN, *placement.accelerators)}
    for layer, name in zip(anatomy.layers, placement.layers, strict=True):
        of_device[name].append(layer)
    return tuple(
        MemoryUse(
            name,
            weights_bytes=_weights(anatomy, layers, name, placement, mapped=mapped),
            kv_bytes=sum(cache_bytes(anatomy, layer, shape) for layer in layers),
            compute_bytes=compute_bytes(anatomy, _part(layers, name, placement), shape)
            + (output_bytes(anatomy, shape) if name == MAIN else 0),
        )
        for name, layers in of_device.items()
    )


def _part(layers: Sequence[Layer], name: str, placement: Placement) -> Part:
    """What a device computes. The processor lends the large products of its layers to a GPU, if any (op_offload)."""
    cards = placement.accelerators
    if name == MAIN and cards:
        layers = [replace(layer, wide=0) for layer in layers]
    at_once = len(cards) > 1 and MAIN not in (*placement.layers, placement.output)
    return Part(layers, embeds=name == MAIN, outputs=name == placement.output, copies=_COPIES if at_once else 1)


def _weights(anatomy: Anatomy, layers: Sequence[Layer], name: str, placement: Placement, *, mapped: bool) -> int:
    size = sum(layer.weights_bytes for layer in layers)
    if name == placement.output:
        size += anatomy.output_bytes
    if name == MAIN:
        size += anatomy.input_bytes
    if placement.output != MAIN:  # an embedding that is the output too lies there; its rows are read from the file
        size += anatomy.tied_bytes * ((name == placement.output) - (name == MAIN and mapped))
    return size
