"""Where the window was and what it showed, remembered beside the chats; no setting, so not in the settings file."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


@dataclass(frozen=True)
class WindowState:
    """geometry is what QWidget.saveGeometry gives; empty at the first start."""

    geometry: bytes = b""
    has_sidebar: bool = True
    chat: str = ""
    draft: str = ""
    """What was written in it and not sent."""


def load_state(folder: Path) -> WindowState:
    file = _file(folder)
    geometry = file.value("geometry", QByteArray())
    return WindowState(
        geometry=bytes(geometry.data()) if isinstance(geometry, QByteArray) else b"",
        has_sidebar=str(file.value("sidebar", "true")).lower() != "false",
        chat=str(file.value("chat", "")),
        draft=str(file.value("draft", "")),
    )


def save_state(folder: Path, state: WindowState) -> None:
    """A folder that cannot be written costs only the place of the window, so nothing is said of it."""
    file = _file(folder)
    file.setValue("geometry", QByteArray(state.geometry))
    file.setValue("sidebar", state.has_sidebar)
    file.setValue("chat", state.chat)
    file.setValue("draft", state.draft)


def _file(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
