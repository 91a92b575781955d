"""Makes Korean work under fcitx, for which Qt's wheels have no plugin."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo

_FCITX: Final = ("fcitx", "fcitx5")


def choose_input_method(environment: MutableMapping[str, str], plugins: Path | None = None) -> None:
    """Before QApplication is made: fcitx understands ibus too; without either, no Korean could be typed."""
    if environment.get("QT_IM_MODULE") not in _FCITX or environment.get("QT_IM_MODULES"):
        return
    folder = plugins or Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    if not any(folder.glob("platforminputcontexts/*fcitx*")):
        environment["QT_IM_MODULE"] = "ibus"
