"""System libraries on Linux: what packages of Python leave to the system, brought where we may."""

import ctypes
import os
import shutil
import sys

from workshop.steps import Stop, step

QT_LIBRARIES = "libEGL.so.1 libGL.so.1 libdbus-1.so.3 libfontconfig.so.1 libglib-2.0.so.0 libxkbcommon.so.0".split()
SCREEN_LIBRARIES = (
    "libX11-xcb.so.1 libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-image.so.0 libxcb-keysyms.so.1 libxcb-randr.so.0 "
    "libxcb-render-util.so.0 libxcb-shape.so.0 libxcb-xkb.so.1 libxkbcommon-x11.so.0"
).split()


def require_libraries(*libraries: str) -> None:
    """Brings the system libraries that Qt's own packages leave to the system."""
    if sys.platform == "linux":
        missing = [debian_package(library) for library in libraries if not can_load(library)]
        require_packages(missing, "Qt needs system libraries.")


def debian_package(library: str) -> str:
    """Debian names a library's package after its soname: libEGL.so.1 is in libegl1, libdbus-1.so.3 in libdbus-1-3."""
    name, version = library.lower().replace("glib-", "glib").split(".so.")
    return f"{name}-{version}" if name[-1].isdigit() else name + version


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def require_packages(packages: list[str], why: str) -> None:
    """Installs Debian packages when we are root; otherwise stops with the exact command."""
    if not packages:
        return
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise Stop(f"{why} Please install what Debian calls: {names}")
    if os.geteuid() != 0:
        raise Stop(f"{why} Please run:\n\n    sudo apt-get install {names}")
    with step(f"{why} Installing {names}", "apt") as go:
        go("apt-get", "update")
        silent = {"DEBIAN_FRONTEND": "noninteractive"}
        go("apt-get", "install", "-y", "--no-install-recommends", *packages, environment=silent)
