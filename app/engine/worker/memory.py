"""How much memory llama.cpp took, read from its log: the breakdown itself is a C++ map that ctypes cannot take."""

import re
from collections import defaultdict
from collections.abc import Iterable

from app.domain.loading import MemoryUse

_BUFFER = re.compile(r"^\w+:\s+(\S+)\s+(model|KV|RS|compute|output)\s+buffer size\s*=\s*([\d.]+) MiB")
_CACHE = re.compile(r"^llama_(?:kv_cache|memory_recurrent)\w*: size\s*=\s*([\d.]+) MiB")
_OFFLOADED = re.compile(r"offloaded (\d+)/\d+ layers to GPU")
_MIB = 1024 * 1024
_FIELDS = {"model": "weights_bytes", "KV": "kv_bytes", "RS": "kv_bytes"}


def breakdown(lines: Iterable[str]) -> tuple[MemoryUse, ...]:
    """Weights, sequence memory and compute buffers of each device, in the order of the log."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        if match := _BUFFER.match(line):
            device, what, size = match.groups()
            found[_device(device)][_FIELDS.get(what, "compute_bytes")] += round(float(size) * _MIB)
    return tuple(MemoryUse(device, **sizes) for device, sizes in found.items())


def cache_bytes(lines: Iterable[str]) -> int:
    """The sequence memory of all devices; told truly even by a dry run, whose buffers have no size."""
    return sum(round(float(match[1]) * _MIB) for line in lines if (match := _CACHE.match(line)))


def offloaded_layers(lines: Iterable[str]) -> int:
    return next((int(match[1]) for line in lines if (match := _OFFLOADED.search(line))), 0)


def _device(buffer: str) -> str:
    """CPU_Mapped and CPU_REPACK are the CPU's own, CUDA_Host is CPU memory that the GPU can read."""
    return "CPU" if buffer.startswith("CPU") or buffer.endswith("_Host") else buffer.split("_", maxsplit=1)[0]
