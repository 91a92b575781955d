"""How much memory llama.cpp took, read from its log: the breakdown itself is a C++ map that ctypes cannot take."""

import re
from collections import defaultdict
from collections.abc import Iterable

from app.domain.loading import MemoryUse

_BUFFER = re.compile(r"^\w+:\s+(\S+)\s+(model|KV|RS|compute|output)\s+buffer size\s*=\s*([\d.]+) MiB")
_CACHE = re.compile(r"^llama_(?:kv_cache|memory_recurrent)\w*: size\s*=\s*([\d.]+) MiB")
_OFFLOADED = re.compile(r"offloaded (\d+)/\d+ layers to GPU")
_FILE = re.compile(r"^print_info: file size\s*=\s*([\d.]+) (MiB|GiB)")
_MIB = 1024 * 1024
_UNITS = {"MiB": _MIB, "GiB": 1024 * _MIB}
_FIELDS = {"model": "weights_bytes", "KV": "kv_bytes", "RS": "kv_bytes"}


def breakdown(lines: Iterable[str]) -> tuple[MemoryUse, ...]:
    """Weights, sequence memory and compute buffers of each device, in the order of the log.

    Of a file that is mapped into memory llama.cpp tells the stretch from its first to its last tensor there. What was
    copied from it to elsewhere (to a GPU, or packed anew for the CPU) is never read there again, so it is left out.
    """
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    file, weights, mapped = 0, 0, 0
    for line in lines:
        if match := _FILE.match(line):
            file = round(float(match[1]) * _UNITS[match[2]])
        elif match := _BUFFER.match(line):
            buffer, what, size = match[1], match[2], round(float(match[3]) * _MIB)
            found[_device(buffer)][_FIELDS.get(what, "compute_bytes")] += size
            weights += size * (what == "model")
            mapped += size * (buffer == "CPU_Mapped")
    if mapped and file:
        found["CPU"]["weights_bytes"] -= min(mapped, max(0, weights - file))
    return tuple(MemoryUse(device, **sizes) for device, sizes in found.items())


def cache_bytes(lines: Iterable[str]) -> int:
    """The sequence memory of all devices; told truly even by a dry run, whose buffers have no size."""
    return sum(round(float(match[1]) * _MIB) for line in lines if (match := _CACHE.match(line)))


def offloaded_layers(lines: Iterable[str]) -> int:
    return next((int(match[1]) for line in lines if (match := _OFFLOADED.search(line))), 0)


def _device(buffer: str) -> str:
    """CPU_Mapped and CPU_REPACK are the CPU's own, CUDA_Host is CPU memory that the GPU can read."""
    return "CPU" if buffer.startswith("CPU") or buffer.endswith("_Host") else buffer.split("_", maxsplit=1)[0]
