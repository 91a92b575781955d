"""How each model is loaded, where the person chose something of its own for it: a small JSON file.

Only what differs from the usual settings is written, so that those go on holding for all the rest.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from app.domain.engine_errors import SettingOutOfRange
from app.domain.errors import MaruError
from app.domain.loading import LoadSettings
from app.domain.storage_errors import SettingRefused, SettingsDamaged
from app.storage.failures import explained
from app.storage.files import replace_file

_MODELS = "models"
_TYPES = get_type_hints(LoadSettings)


class ModelSettings:
    """A damaged file is kept aside, a value that cannot be used is left out: notices says so of the first look.

    Models are known by their paths. Read anew each time, since the terminal may write while a window is open. Keys that
    this version does not know stay in the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notices: tuple[MaruError, ...] = ()
        try:
            _read(path)
        except (FileNotFoundError, NotADirectoryError):
            pass
        except (OSError, ValueError, RecursionError) as error:
            with suppress(OSError):
                path.replace(path.with_name(f"{path.name}.damaged"))
            self.notices = (SettingsDamaged(str(path), detail=str(error)),)
        else:
            self.notices = tuple(self._refused())

    def of(self, model: str, usual: LoadSettings) -> LoadSettings:
        """The usual settings with what was chosen for this model laid over them."""
        for name, value in self._kept(model).items():
            with suppress(ValueError, SettingOutOfRange):
                usual = _with(usual, name, value)
        return usual

    def has(self, model: str) -> bool:
        return bool(self._kept(model))

    def keep(self, model: str, chosen: LoadSettings, *, usual: LoadSettings) -> None:
        """Raises StorageError."""
        unknown = {name: value for name, value in self._kept(model).items() if name not in _TYPES}
        own = {name: value for name, value in _plain(chosen).items() if value != _plain(usual)[name]}
        self._write(model, {**unknown, **own})

    def forget(self, model: str) -> None:
        """The usual settings hold again. Raises StorageError."""
        if self.has(model):
            self._write(model, {})

    def _file(self) -> dict[str, Any]:
        try:
            return _read(self._path)
        except (OSError, ValueError, RecursionError):
            return {}

    def _kept(self, model: str) -> dict[str, Any]:
        kept = self._file().get(_MODELS, {}).get(model)
        return kept if isinstance(kept, dict) else {}

    def _write(self, model: str, kept: dict[str, Any]) -> None:
        content = self._file()
        models = {**content.get(_MODELS, {}), model: kept}
        content[_MODELS] = {name: table for name, table in models.items() if table}
        with explained(self._path):  # ASCII, so that names which are not UTF-8 can be written too
            replace_file(self._path, json.dumps(content, indent=1).encode())

    def _refused(self) -> Iterator[SettingRefused]:
        for model in self._file().get(_MODELS, {}):
            for name, value in self._kept(model).items():
                try:
                    _with(LoadSettings(), name, value)
                except (ValueError, SettingOutOfRange):
                    yield SettingRefused(str(self._path), name=name, value=str(value))


def _read(path: Path) -> dict[str, Any]:
    """Raises OSError, ValueError, RecursionError."""
    content = json.loads(path.read_bytes())
    if not isinstance(content, dict) or not isinstance(content.get(_MODELS, {}), dict):
        raise ValueError("not a table of models")  # noqa: TRY004 - caught with the other faults of the file
    return content


def _with(settings: LoadSettings, name: str, value: object) -> LoadSettings:
    """Raises ValueError, SettingOutOfRange. A name that this version does not know changes nothing."""
    if name not in _TYPES:
        return settings
    changed: dict[str, Any] = {name: msgspec.convert(value, _TYPES[name])}
    return replace(settings, **changed)


def _plain(settings: LoadSettings) -> dict[str, Any]:
    """As JSON knows it."""
    return {item.name: msgspec.to_builtins(getattr(settings, item.name)) for item in fields(settings)}
