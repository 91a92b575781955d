"""The system's Vulkan itself, asked past ggml, to learn why that sees no graphics card."""

import ctypes
import sys
from typing import Any

_LIBRARY = {"win32": "vulkan-1.dll", "darwin": "libvulkan.1.dylib"}.get(sys.platform, "libvulkan.so.1")
_CREATE_INSTANCE = 1  # VkStructureType
_CPU = 4  # VkPhysicalDeviceType
_KIND_AT, _NAME_AT, _NAME_SIZE = 16, 20, 256  # in VkPhysicalDeviceProperties, which is shorter than:
_ROOM = 4096


class _NewInstance(ctypes.Structure):
    """VkInstanceCreateInfo; we want no layers and no extensions."""

    _fields_ = (
        ("kind", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("flags", ctypes.c_uint32),
        ("application", ctypes.c_void_p),
        ("layer_count", ctypes.c_uint32),
        ("layers", ctypes.c_void_p),
        ("extension_count", ctypes.c_uint32),
        ("extensions", ctypes.c_void_p),
    )


def physical_devices() -> list[tuple[str, bool]]:
    """Name, and whether it is the processor that pretends; empty without a driver. Raises OSError without Vulkan."""
    vulkan: Any = ctypes.CDLL(_LIBRARY)
    instance = ctypes.c_void_p()
    wanted = _NewInstance(kind=_CREATE_INSTANCE)
    if vulkan.vkCreateInstance(ctypes.byref(wanted), None, ctypes.byref(instance)) != 0:
        return []
    try:
        count = ctypes.c_uint32()
        vulkan.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), None)
        handles = (ctypes.c_void_p * count.value)()
        vulkan.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), handles)
        return [_describe(vulkan, ctypes.c_void_p(handle)) for handle in handles[: count.value]]
    finally:
        vulkan.vkDestroyInstance(instance, None)


def _describe(vulkan: Any, handle: ctypes.c_void_p) -> tuple[str, bool]:  # noqa: ANN401 - a C library
    properties = ctypes.create_string_buffer(_ROOM)
    vulkan.vkGetPhysicalDeviceProperties(handle, properties)
    kind = int.from_bytes(properties.raw[_KIND_AT : _KIND_AT + 4], sys.byteorder)
    name = properties.raw[_NAME_AT : _NAME_AT + _NAME_SIZE].partition(b"\0")[0]
    return name.decode(errors="replace"), kind == _CPU
