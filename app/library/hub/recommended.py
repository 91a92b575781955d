"""The short list of models for people who do not know which one to take, and the four of it that suit a machine."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.domain.fit import Machine
from app.domain.hub import Why

FILE = "recommended.toml"
CHOICES = 4
SLOWEST_BYTES = 3_000_000_000
"""Read for each token from main memory (some 30 GB a second): more is slower than people read."""


@dataclass(frozen=True)
class Recommendation:
    """One of the list, whose head explains the fields. An active_bytes of 0 means all of the file."""

    repo: str
    quantization: str
    name: str
    family: str
    licence: str
    languages: tuple[str, ...]
    why: Why
    size_bytes: int
    active_bytes: int = 0

    @property
    def memory_bytes(self) -> int:
        """About what it takes with a usual context; the true sum needs its header (library/fit)."""
        return self.size_bytes * 11 // 10 + 500_000_000


def recommended(resources: Path) -> tuple[Recommendation, ...]:
    """The strongest first."""
    listed = tomllib.loads((resources / FILE).read_text(encoding="utf-8"))
    return msgspec.convert(listed["model"], tuple[Recommendation, ...])


def choose(known: Sequence[Recommendation], machine: Machine, *, language: str = "") -> tuple[Recommendation, ...]:
    """Four that run well here, the strongest first: the best, one of another family, a quick one, one for the language.

    Where fewer run well, the smallest of all make up the number.
    """
    good = [one for one in known if _runs_well(one, machine) and one.why is not Why.KOREAN]
    chosen = good[:1]
    chosen += [one for one in good if one.family != chosen[0].family][:1]
    chosen += [one for one in known if language == "ko" and one.why is Why.KOREAN and _runs_well(one, machine)][:1]
    chosen += [one for one in good if one.why in {Why.QUICK, Why.TINY} and one not in chosen][:1]
    small = sorted(known, key=lambda one: one.size_bytes)
    rest = [one for one in (*good, *small) if one not in chosen and (one.why is not Why.KOREAN or language == "ko")]
    chosen += list(dict.fromkeys(rest))[: CHOICES - len(chosen)]
    return tuple(one for one in known if one in chosen)


def _runs_well(one: Recommendation, machine: Machine) -> bool:
    """All of it on GPUs, or in main memory if it reads little of itself for each token."""
    used = [device for device in machine.devices if not device.reason]
    on_gpus = sum(device.free_bytes for device in used if device.kind == "gpu")
    in_main = sum(device.free_bytes for device in used if device.kind == "cpu")
    is_light = (one.active_bytes or one.size_bytes) <= SLOWEST_BYTES
    return one.memory_bytes <= on_gpus or (is_light and one.memory_bytes <= in_main)
