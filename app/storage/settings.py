"""The settings file: TOML that holds what differs from the defaults, and whatever else stands in it."""

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from app.domain.engine_errors import SettingOutOfRange
from app.domain.errors import MaruError
from app.domain.message import clean
from app.domain.settings import Group, Settings, declared, groups
from app.domain.storage_errors import SettingRefused, SettingsDamaged
from app.storage.failures import explained
from app.storage.files import replace_file

Tables = dict[str, Any]


def load_settings(path: Path) -> tuple[Settings, tuple[MaruError, ...]]:
    """The settings, and what was wrong with the file.

    A file that cannot be read is kept aside as .damaged and the defaults hold; a single
    value that cannot be used (type, choice, range) leaves its own default.
    """
    try:
        tables = _read(path)
    except (FileNotFoundError, NotADirectoryError):
        return Settings(), ()
    except (OSError, ValueError) as error:
        with suppress(OSError):
            path.replace(path.with_name(f"{path.name}.damaged"))
        return Settings(), (SettingsDamaged(str(path), detail=str(error)),)
    notices: list[MaruError] = []
    read: dict[str, Any] = {
        name: _group(group, tables.get(name, {}), notices, place=(path, name)) for name, group in groups()
    }
    return Settings(**read), tuple(notices)


def save_settings(path: Path, settings: Settings) -> None:
    """Keys that this version does not know stay; a default is not written, so that a better one can follow it.

    Raises StorageError.
    """
    try:
        tables = _read(path)
    except (OSError, ValueError):
        tables = {}
    for name, group in groups():
        known = {item.name for item in declared(group)}
        old = tables.get(name)
        kept = {key: value for key, value in old.items() if key not in known} if isinstance(old, dict) else {}
        tables[name] = kept | dict(_chosen(getattr(settings, name)))
    filled = {name: table for name, table in tables.items() if table != {}}
    with explained(path):
        replace_file(path, clean(tomli_w.dumps(filled)).encode())


def _read(path: Path) -> Tables:
    """Raises OSError, ValueError (TOML and UTF-8 errors are such)."""
    return tomllib.loads(path.read_bytes().decode("utf-8-sig"))  # Notepad writes the mark


def _group(group: type[Group], table: object, notices: list[MaruError], *, place: tuple[Path, str]) -> Group:
    path, name = place
    values = group()
    if not isinstance(table, dict):
        notices.append(SettingRefused(str(path), name=name, value=str(table)))
        return values
    for item in declared(group):
        if item.name not in table:
            continue
        try:
            value = msgspec.convert(table[item.name], item.type)
            values = replace(values, **{item.name: value})  # type: ignore[type-var] # each group is a dataclass
        except (msgspec.ValidationError, SettingOutOfRange):
            notices.append(SettingRefused(str(path), name=f"{name}.{item.name}", value=str(table[item.name])))
    return values


def _chosen(group: Group) -> Iterator[tuple[str, object]]:
    """Names and values that are not the defaults, as TOML knows them."""
    for item in declared(type(group)):
        value = getattr(group, item.name)
        if value != item.default:
            yield item.name, str(value) if isinstance(value, StrEnum) else value
