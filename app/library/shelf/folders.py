"""Where other programs keep their models, on each platform: looked into where they lie, never written to."""

import configparser
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

LM_STUDIO = "lm studio"
OLLAMA = "ollama"
JAN = "jan"
GPT4ALL = "gpt4all"
HUGGING_FACE = "hugging face"
PROGRAMS = {
    LM_STUDIO: "LM Studio",
    OLLAMA: "Ollama",
    JAN: "Jan",
    GPT4ALL: "GPT4All",
    HUGGING_FACE: "Hugging Face",
}
"""As they call themselves."""

SETTINGS_LIMIT = 1024 * 1024  # bytes of another program's settings that are looked at


@dataclass(frozen=True)
class Folder:
    """A place with models, or one file. source is the program it belongs to, empty for none.

    What is not ours (another program's, or what came with this one) is never deleted.
    """

    path: Path
    source: str = ""
    is_ours: bool = True


def folders_of_others(
    home: Path, environment: Mapping[str, str], *, platform: str = sys.platform
) -> tuple[Folder, ...]:
    """Whether they are there or not; each once."""
    places = {
        LM_STUDIO: _lm_studio(home),
        OLLAMA: _ollama(home, environment, platform),
        JAN: _jan(home, environment, platform),
        GPT4ALL: _gpt4all(home, environment, platform),
        HUGGING_FACE: _hugging_face(home, environment),
    }
    return tuple(
        Folder(path, source, is_ours=False) for source, found in places.items() for path in dict.fromkeys(found)
    )


def _lm_studio(home: Path) -> Iterator[Path]:
    """`.lmstudio`, before version 0.3.6 `.cache/lm-studio`, or where a pointer file leads; a setting moves the models.

    The order is that of findLMStudioHome() in lmstudio-ai/lmstudio.js; downloadsFolder stands in its settings.json.
    """
    pointer = _text(home / ".lmstudio-home-pointer").strip()
    for base in (*([Path(pointer)] if pointer else []), home / ".lmstudio", home / ".cache" / "lm-studio"):
        chosen = _setting(base / "settings.json", "downloadsFolder")
        if chosen:
            yield _expanded(chosen)
        yield base / "models"


def _ollama(home: Path, environment: Mapping[str, str], platform: str) -> Iterator[Path]:
    """ollama/ollama: envconfig/config.go (Models), and docs/faq ("Where are models stored?") for the Linux service."""
    if chosen := environment.get("OLLAMA_MODELS", "").strip("\"' "):
        yield Path(chosen)
    yield home / ".ollama" / "models"
    if platform not in {"win32", "darwin"}:
        yield Path("/usr/share/ollama/.ollama/models")


def _jan(home: Path, environment: Mapping[str, str], platform: str) -> Iterator[Path]:
    """janhq/jan: src-tauri/src/core/app/commands.rs (resolve_jan_data_folder); `~/jan` before version 0.6.

    Models are in llamacpp/models, described by a model.yml each; older ones in models (migrateLegacyModels).
    """
    root = _data(home, environment, platform)
    chosen = (
        environment.get("JAN_DATA_FOLDER", ""),
        _setting(root / "Jan" / "settings.json", "data_folder"),
        _setting(root / "jan.ai.app" / "settings.json", "data_folder"),
    )
    for base in (*(Path(folder) for folder in chosen if folder), root / "Jan" / "data", home / "jan"):
        yield base / "llamacpp" / "models"
        yield base / "models"


def _gpt4all(home: Path, environment: Mapping[str, str], platform: str) -> Iterator[Path]:
    """nomic-ai/gpt4all: gpt4all-chat/src/mysettings.cpp (modelPath), in an INI file of Qt's QSettings."""
    settings = _qt_settings(home, environment, platform) / "nomic.ai" / "GPT4All.ini"
    if chosen := _ini(settings, "modelPath"):
        yield Path(chosen)
    yield _data(home, environment, platform, roaming=False) / "nomic.ai" / "GPT4All"


def _hugging_face(home: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """huggingface_hub/constants.py; the same on every platform."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if chosen := environment.get(name):
            yield _expanded(chosen)
    if chosen := environment.get("HF_HOME"):
        yield _expanded(chosen) / "hub"
    cache = environment.get("XDG_CACHE_HOME")
    yield (Path(cache) if cache else home / ".cache") / "huggingface" / "hub"


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:  # the home of somebody who is not known here
        return Path(path)


def _data(home: Path, environment: Mapping[str, str], platform: str, *, roaming: bool = True) -> Path:
    """Where programs keep their data."""
    if platform == "win32":
        name, inside = ("APPDATA", "Roaming") if roaming else ("LOCALAPPDATA", "Local")
        return Path(environment.get(name) or home / "AppData" / inside)
    if platform == "darwin":
        return home / "Library" / "Application Support"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")


def _qt_settings(home: Path, environment: Mapping[str, str], platform: str) -> Path:
    """Qt's "Locations where application settings are stored", for QSettings::IniFormat."""
    if platform == "win32":
        return _data(home, environment, platform)
    return Path(environment.get("XDG_CONFIG_HOME") or home / ".config")


def _setting(path: Path, name: str) -> str:
    """From a file of JSON; empty when there is none, or when it cannot be read."""
    try:
        settings = msgspec.json.decode(_text(path), type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):
        return ""
    value = settings.get(name)
    return value if isinstance(value, str) else ""


def _ini(path: Path, name: str) -> str:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(_text(path))
    except configparser.Error:
        return ""
    value = parser.get("General", name, fallback="").strip('"')
    return re.sub(r"\\(.)", r"\1", value)  # Qt writes a backslash as two


def _text(path: Path) -> str:
    """Of a small file; empty when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(SETTINGS_LIMIT).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return ""
