"""Where the window was and how it looked, remembered beside the chats so that the next start shows it at once."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from app.ui.theme.look import Wish


@dataclass(frozen=True)
class WindowState:
    """Settings are not kept here, only what they came to: reading them takes longer than the first paint may."""

    geometry: bytes = b""
    """What QWidget.saveGeometry gave; empty at the first start."""
    has_sidebar: bool = True
    chat: str = ""
    draft: str = ""
    """What was written in that chat and not sent."""
    language: str = ""
    wish: Wish = field(default_factory=Wish)


def load_state(folder: Path) -> WindowState:
    """What cannot be read is as at the first start."""
    file = _file(folder)
    geometry = file.value("geometry", QByteArray())
    usual = Wish()
    return WindowState(
        geometry=bytes(geometry.data()) if isinstance(geometry, QByteArray) else b"",
        has_sidebar=_flag(file, "sidebar", usual=True),
        chat=str(file.value("chat", "")),
        draft=str(file.value("draft", "")),
        language=str(file.value("language", "")),
        wish=Wish(
            theme=str(file.value("theme", usual.theme)),
            high_contrast=_flag(file, "contrast", usual=usual.high_contrast),
            text_size=_number(file, "text", usual=usual.text_size),
            column_width=_number(file, "column", usual=usual.column_width),
        ),
    )


def save_state(folder: Path, state: WindowState) -> None:
    """A folder that cannot be written costs only the place of the window, so nothing is said of it."""
    values = {
        "geometry": QByteArray(state.geometry),
        "sidebar": state.has_sidebar,
        "chat": state.chat,
        "draft": state.draft,
        "language": state.language,
        "theme": state.wish.theme,
        "contrast": state.wish.high_contrast,
        "text": state.wish.text_size,
        "column": state.wish.column_width,
    }
    file = _file(folder)
    for name, value in values.items():
        file.setValue(name, value)


def _file(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def _flag(file: QSettings, name: str, *, usual: bool) -> bool:
    return str(file.value(name, usual)).lower() == "true"


def _number(file: QSettings, name: str, *, usual: int) -> int:
    text = str(file.value(name, usual))
    return int(text) if text.isdecimal() and 0 < int(text) < 10_000 else usual
