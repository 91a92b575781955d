"""The processors that ggml's backends have found."""

import ctypes
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.domain.loading import Device
from app.engine.worker.native.library import function

_KINDS = ("cpu", "gpu", "igpu", "accel")
_POINTER = ctypes.c_void_p


class _Properties(ctypes.Structure):
    """ggml_backend_dev_props of ggml-backend.h."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("description", ctypes.c_char_p),
        ("free", ctypes.c_size_t),
        ("total", ctypes.c_size_t),
        ("kind", ctypes.c_int),
        ("address", ctypes.c_char_p),
        ("abilities", ctypes.c_bool * 8),  # four are used; room for a few more
    )


def listed() -> tuple[Device, ...]:
    """All devices. One that another backend has already shown has the reason "twice", as llama.cpp would skip it."""
    found: list[Device] = []
    addresses: set[str] = set()
    for handle in _handles():
        device, address = _describe(handle)
        is_known = address in addresses or (device.kind == "igpu" and _is_of_other_backend(device, found))
        found.append(replace(device, reason="twice") if is_known else device)
        addresses |= {address} - {""}
    return tuple(found)


def device_handle(name: str) -> ctypes.c_void_p | None:
    """The handle that ggml has of a device, to be given to the model's parameters."""
    return next((handle for handle in _handles() if _describe(handle)[0].name == name), None)


def _handles() -> Iterator[ctypes.c_void_p]:
    get = function("ggml_backend_dev_get", [ctypes.c_size_t], _POINTER)
    for index in range(function("ggml_backend_dev_count", [], ctypes.c_size_t)()):
        yield _POINTER(get(index))


def _describe(handle: ctypes.c_void_p) -> tuple[Device, str]:
    """The device, and its address on the bus ("" when unknown)."""
    properties: Any = _Properties()
    function("ggml_backend_dev_get_props", [_POINTER, _POINTER], None)(handle, ctypes.byref(properties))
    registry = function("ggml_backend_dev_backend_reg", [_POINTER], _POINTER)(handle)
    device = Device(
        name=_text(properties.name),
        description=_text(properties.description),
        kind=_KINDS[properties.kind] if properties.kind < len(_KINDS) else "accel",
        backend=_text(function("ggml_backend_reg_name", [_POINTER], ctypes.c_char_p)(_POINTER(registry))),
        free_bytes=properties.free,
        total_bytes=properties.total,
    )
    return device, _text(properties.address)


def _is_of_other_backend(device: Device, before: list[Device]) -> bool:
    """Backends do not agree on the address of an integrated GPU; only those of the first one that shows any count."""
    first = next((one for one in before if one.kind == "igpu"), device)
    return first.backend != device.backend


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="replace")
