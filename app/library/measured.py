"""What loading models truly took on this machine, so that estimates get better with use."""

import statistics
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from app.domain.fit import Fit
from app.domain.loading import LoadedModel, MemoryUse
from app.storage.files import replace_file

_KEPT = 200  # loads
_LEAST, _MOST = 0.8, 1.25  # no correction goes further
_DOUBT = 2.0  # so many loads that were estimated rightly are added to those of other models


class _Load(msgspec.Struct, frozen=True):
    """One model as it was estimated and as it was. devices are those that held something, main memory included."""

    architecture: str
    parameters: int
    devices: tuple[str, ...]
    weights: tuple[int, int]
    compute: tuple[int, int]
    total: tuple[int, int]


class Measured:
    """The last loads that differ, in a file. One that cannot be read or written costs nothing but its corrections."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            loads = msgspec.json.decode(path.read_bytes(), type=tuple[_Load, ...])
        except (OSError, msgspec.DecodeError):
            loads = ()
        self._loads = [load for load in loads if _is_sound(load)][-_KEPT:]

    def note(self, estimate: Fit, loaded: LoadedModel) -> None:
        """Remember how far the uncorrected estimate of this very load was off."""
        if loaded.gpu_layers != estimate.gpu_layers or loaded.context != estimate.context or not loaded.memory:
            return
        load = _Load(
            architecture=loaded.architecture,
            parameters=estimate.parameters,
            devices=_devices(estimate.memory),
            weights=(estimate.weights_bytes, _sum(loaded.memory, "weights_bytes")),
            compute=(estimate.compute_bytes, _sum(loaded.memory, "compute_bytes")),
            total=(estimate.needed_bytes, sum(_sum(loaded.memory, part) for part in _PARTS)),
        )
        if not _is_sound(load) or load in self._loads:
            return
        others = [known for known in self._loads if not _is_same(known, loaded.architecture, estimate)]
        self._loads = [*others, load][-_KEPT:]
        try:
            replace_file(self._path, msgspec.json.encode(tuple(self._loads)))
        except OSError:
            return

    def corrected(self, architecture: str, estimate: Fit) -> Fit:
        """The estimate, moved towards what similar loads took; its error is how far such estimates were off.

        The very same load takes what it took. From others little can be learned of how buffers lie beside each other,
        so they count only by their number.
        """
        alike = self._alike(architecture, estimate)
        if not alike:
            return estimate
        doubt = 0.0 if _is_same(alike[0], architecture, estimate) else _DOUBT
        weights = _factor((load.weights for load in alike), doubt)
        compute = _factor((load.compute for load in alike), doubt)
        memory = tuple(
            replace(
                use,
                weights_bytes=round(use.weights_bytes * weights),
                compute_bytes=round(use.compute_bytes * compute),
            )
            for use in estimate.memory
        )
        error = statistics.median(abs(load.total[0] / load.total[1] - 1) for load in alike)
        return replace(estimate, memory=memory, error=error)

    def _alike(self, architecture: str, estimate: Fit) -> list[_Load]:
        """Loads on the same devices: this very one, else of this model, else of its architecture."""
        near = [
            load
            for load in self._loads
            if load.architecture == architecture and load.devices == _devices(estimate.memory)
        ]
        own = [load for load in near if load.parameters == estimate.parameters]
        return [load for load in own if _is_same(load, architecture, estimate)] or own or near


_PARTS = ("weights_bytes", "kv_bytes", "compute_bytes")


def _sum(memory: Iterable[MemoryUse], part: str) -> int:
    return sum(getattr(use, part) for use in memory)


def _devices(memory: Iterable[MemoryUse]) -> tuple[str, ...]:
    return tuple(sorted(use.device for use in memory))


def _is_same(load: _Load, architecture: str, estimate: Fit) -> bool:
    """Whether it was estimated alike in all parts, which takes the same model in the same way."""
    return (load.architecture, load.parameters, load.devices) == (
        architecture,
        estimate.parameters,
        _devices(estimate.memory),
    ) and (load.weights[0], load.compute[0], load.total[0]) == (
        estimate.weights_bytes,
        estimate.compute_bytes,
        estimate.needed_bytes,
    )


def _is_sound(load: _Load) -> bool:
    return min(*load.weights, *load.compute, *load.total, load.parameters) > 0


def _factor(pairs: Iterable[tuple[int, int]], doubt: float) -> float:
    """From estimate to truth: the median of what was seen, the nearer to 1 the less was seen."""
    ratios = [truth / estimate for estimate, truth in pairs]
    seen = 1 + (statistics.median(ratios) - 1) * len(ratios) / (len(ratios) + doubt)
    return min(_MOST, max(_LEAST, seen))
