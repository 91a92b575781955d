"""Is there a screen to open a window on? Asked before Qt is loaded, because Qt ends the process where there is none."""

import ctypes
import importlib.util
import os
import re
import socket
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from app.cli.notice import has_terminal, show_notice
from app.cli.terminal import complain
from app.words.catalog import _

ON_SCREEN = ("", "xcb", "wayland")
PATIENCE_S = 1.0  # for a display on another computer


def can_open_window() -> bool:
    """If not, says why, in one line; in a box where a screen is all that there is."""
    reason = obstacle(os.environ)
    if reason:
        if not has_terminal() and has_display(os.environ):
            show_notice(reason)
        complain(reason + " " + _("So Maru talks here, in the terminal."))
    return not reason


def obstacle(environment: Mapping[str, str]) -> str:
    """Why no window can be opened, as a sentence; empty where it can."""
    platform = environment.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if sys.platform != "linux" or platform not in ON_SCREEN:
        return ""
    if not has_display(environment):
        return _("There is no display.")
    if library := missing_library():
        return _("The window needs the system library {library}, which is not installed.").format(library=library)
    return ""


def has_display(environment: Mapping[str, str]) -> bool:
    """One that answers: a variable alone outlives its display."""
    return _answers(_wayland_socket(environment)) or _answers(*_x11_sockets(environment.get("DISPLAY", "")))


def missing_library() -> str:
    """The first library that Qt's window system lacks; empty when it has all."""
    found = importlib.util.find_spec("PySide6")
    folder = Path(next(iter(found.submodule_search_locations or ()), "")) if found else Path()
    plugin = folder / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.is_file():  # another build of Qt, which knows its own libraries
        return ""
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        named = re.match(r"(\S+): cannot open", str(error))
        return named[1] if named else str(error)
    return ""


Address = str | tuple[str, int] | None


def _wayland_socket(environment: Mapping[str, str]) -> Address:
    name = environment.get("WAYLAND_DISPLAY", "")
    return str(Path(environment.get("XDG_RUNTIME_DIR", ""), name)) if name else None


def _x11_sockets(display: str) -> tuple[Address, ...]:
    """As Xlib finds them: HOST:NUMBER.SCREEN, without a host on this computer."""
    parts = re.fullmatch(r"(?:unix|unix/|/tmp/.X11-unix/X)?([^/:]*):(\d+)(?:\.\d+)?", display)
    if not parts:
        return ()
    host, number = parts[1], int(parts[2])
    here: tuple[Address, ...] = (f"\0/tmp/.X11-unix/X{number}", f"/tmp/.X11-unix/X{number}")  # noqa: S108 - X11's own
    return ((host, 6000 + number),) if host else here


def _answers(*addresses: Address) -> bool:
    return any(_connects(address) for address in addresses if address)


def _connects(address: str | tuple[str, int]) -> bool:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as asked:
        asked.settimeout(PATIENCE_S)
        try:
            asked.connect(address)
        except OSError:
            return False
        return True
