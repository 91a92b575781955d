"""Where things lie: the data, cache, log and resource folders, as one value that is handed round."""

import hashlib
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import platformdirs

APP = "maru-chat"
MODEL, PRESET, PACK = ".gguf", ".toml", ".marupack"
"""Endings of the files that the program is opened with."""
_LONGEST_SOCKET = 90
"""Bytes of its path: systems allow some hundred, and Qt makes one of its own beside it first."""


@dataclass(frozen=True)
class Paths:
    """Folders of one run. Only `create` writes."""

    data: Path
    cache: Path
    logs: Path
    resources: Path
    home: Path | None = None
    """Where other programs keep their models; None: they are not looked for."""

    @property
    def database(self) -> Path:
        return self.data / "maru.db"

    @property
    def settings(self) -> Path:
        return self.data / "settings.toml"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def models(self) -> Path:
        """The program's own model folder."""
        return self.data / "models"

    @property
    def model_settings(self) -> Path:
        """How each model is loaded that has settings of its own."""
        return self.data / "models.json"

    @property
    def measured(self) -> Path:
        """What loading took on this machine so far."""
        return self.data / "measured.json"

    @property
    def presets(self) -> Path:
        """The person's own."""
        return self.data / "presets"

    @property
    def builtin_presets(self) -> Path:
        return self.resources / "presets"

    @property
    def downloads(self) -> Path:
        """The list of downloads; what they fetch lies beside the models."""
        return self.data / "downloads.json"

    @property
    def completion(self) -> Path:
        """The text that models go on with, and all its versions."""
        return self.data / "completion.json"

    @property
    def window_socket(self) -> str:
        """Where the window that is open is met: in the folder, or elsewhere, where that is too long or no text."""
        here = str(self.data / "window.socket")
        if sys.platform != "win32" and len(os.fsencode(here)) <= _LONGEST_SOCKET and here.isprintable():
            return here
        name = "maru-" + hashlib.sha256(os.fsencode(self.data)).hexdigest()[:24]
        return name if sys.platform == "win32" else str(Path(tempfile.gettempdir()) / name)

    @property
    def connections(self) -> Path:
        """Every request that ever went out."""
        return self.data / "connections.jsonl"

    @property
    def updates(self) -> Path:
        """When a new version was looked for, and what was found."""
        return self.data / "updates.json"

    @property
    def packs(self) -> Path:
        """Backends that were added to the engine: a folder for each commit of llama.cpp, in it one for each pack."""
        return self.data / "backends"

    @property
    def token_kept(self) -> Path:
        """Is there where the system's keyring holds a token of ours."""
        return self.data / "token-in-keyring"

    @property
    def states(self) -> Path:
        """Sequence state of the engine: may be deleted at any time."""
        return self.cache / "states"

    @property
    def translations(self) -> Path:
        return self.resources / "translations"

    @property
    def starter_models(self) -> tuple[Path, ...]:
        """Where the built-in starter model may be: in the frozen program's resources, or fetched by dev.py."""
        return self.resources / "models", shared_cache() / "models"


def standard() -> Paths:
    """The platform's own folders."""
    return Paths(
        data=platformdirs.user_data_path(APP, appauthor=False),
        cache=shared_cache(),
        logs=platformdirs.user_log_path(APP, appauthor=False),
        resources=resources(),
        home=_home(),
    )


def inside(folder: Path) -> Paths:
    """Everything below one folder (--data-dir): nothing outside it is written, nor read without being named."""
    return Paths(data=folder, cache=folder / "cache", logs=folder / "logs", resources=resources())


def beside_program() -> Path | None:
    """Where a portable copy keeps its data: a folder that its archive brings empty. None for all others."""
    folder = Path(sys.executable).parent / "data"
    return folder if getattr(sys, "frozen", False) and folder.is_dir() else None


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:  # a container's user without a name has none
        return None


def shared_cache() -> Path:
    return platformdirs.user_cache_path(APP, appauthor=False)


def resources() -> Path:
    """The read-only files that come with the program, also when it is frozen by PyInstaller."""
    frozen = getattr(sys, "_MEIPASS", None)
    return (Path(frozen) if frozen else Path(__file__).parent.parent) / "resources"


def local_path(named: str) -> Path:
    """The file that somebody names by its path or by a file:// address; in it, any bytes may be a name."""
    address = re.fullmatch(r"file:(?://([^/]*))?(.*)", named, re.IGNORECASE | re.DOTALL)
    if not address:
        return Path(named).absolute()
    host, path = address[1] or "", unquote(address[2], errors="surrogateescape")
    if sys.platform == "win32":  # /C:/folder, or the folder of another computer
        path = f"//{host}{path}" if host not in {"", "localhost"} else path.lstrip("/")
    return Path(path).absolute()
