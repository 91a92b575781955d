"""Which devices a model may use under a person's settings, and why another is not used (words/devices.py)."""

import ctypes
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

import psutil

from app.domain.loading import VISIBLE_DEVICES, Device, LoadSettings
from app.engine.worker.native import vulkan
from app.engine.worker.native.devices import listed

_LEAST_FREE = 256 * 1024**2  # bytes: the buffers of the smallest models
_GPUS = ("gpu", "igpu")


def unquote_visible() -> None:
    """Windows' `set NAME="0"` puts the quotes into the value, and ggml then sees no device at all."""
    for name in VISIBLE_DEVICES.values():
        if name in os.environ:
            os.environ[name] = os.environ[name].strip("\"' ")


def devices(settings: LoadSettings) -> tuple[Device, ...]:
    """What ggml lists, with the reason where one is not used."""
    return judged(listed(), settings)


def every_device(settings: LoadSettings, backends: Sequence[str]) -> tuple[Device, ...]:
    """Those, and the graphics cards that something keeps from the GPU backends that there are.

    Asks drivers, so best in a throw-away process.
    """
    found = devices(settings)
    if not backends:
        return (*found, Device("GPU", "", "gpu", "", reason="no_backend"))
    present = {device.backend for device in found}
    return (*found, *(_absent(backend) for backend in backends if backend not in present))


def judged(found: Sequence[Device], settings: LoadSettings) -> tuple[Device, ...]:
    """As llama.cpp would choose (each card once, integrated ones only alone), but for what the person chose."""
    has_discrete = any(one.kind == "gpu" and not (one.reason or _is_full(one)) for one in found)

    def reason(one: Device) -> str:
        if settings.gpu_layers == 0 or (settings.devices and one.name not in settings.devices):
            return "off"
        if settings.devices or one.reason:
            return "" if settings.devices else one.reason
        if _is_full(one):
            return "little_memory"
        return "integrated" if one.kind == "igpu" and has_discrete else ""

    available = psutil.virtual_memory().available
    return tuple(
        replace(one, reason=reason(one))
        if one.kind in _GPUS
        else replace(one, free_bytes=available if one.kind == "cpu" else one.free_bytes)
        for one in found
    )


def settled(settings: LoadSettings, found: Sequence[Device]) -> LoadSettings:
    """The settings with the devices that are really to be used; without any, no layer goes to one."""
    used = [one.name for one in found if one.kind in _GPUS and not one.reason]
    used.sort(key=lambda name: settings.devices.index(name) if settings.devices else 0)
    return replace(settings, devices=tuple(used), gpu_layers=settings.gpu_layers if used else 0)


def is_absent(settings: LoadSettings, found: Sequence[Device]) -> bool:
    """Whether nothing of what the person chose is there."""
    return settings.gpu_layers != 0 and bool(settings.devices) and not {one.name for one in found} & {*settings.devices}


def _is_full(device: Device) -> bool:
    return device.total_bytes > 0 and device.free_bytes < _LEAST_FREE


def _absent(backend: str) -> Device:
    """Why a backend of this build has no device."""
    reason, name = "no_driver", ""
    if backend == "Vulkan":
        reason, name = _why_no_vulkan()
    elif backend == "CUDA" and _has_cuda():
        reason = "hidden" if VISIBLE_DEVICES[backend] in os.environ else "unsupported"
    return Device(backend, name, "gpu", backend, reason=reason)


def _why_no_vulkan() -> tuple[str, str]:
    """The reason, and the name of what was found all the same."""
    try:
        found = vulkan.physical_devices()
    except OSError:
        return "no_loader", ""
    if not found:
        return "no_driver", ""
    cards = [name for name, is_software in found if not is_software]
    if VISIBLE_DEVICES["Vulkan"] in os.environ:
        return "hidden", (cards or [found[0][0]])[0]
    return ("unsupported", cards[0]) if cards else ("software", found[0][0])


def _has_cuda() -> bool:
    """Whether there is a driver for it."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True
