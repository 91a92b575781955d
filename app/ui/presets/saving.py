"""Writes a preset that somebody is in the middle of writing: what cannot be used yet does not hold up the rest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.domain.compose import variables
from app.domain.preset import Preset
from app.domain.preset_errors import PresetDamaged
from app.storage.presets.store import Presets, StoredPreset

_FIELDS: Final[Mapping[str, str]] = {
    "answer": "rule",
    "examples_as": "example_form",
    "second_thought": "checklist",
}
"""What the file calls otherwise."""


@dataclass(frozen=True)
class Saved:
    """What the file says now; trouble is why one field is still as it was."""

    stored: StoredPreset
    trouble: PresetDamaged | None = None


def saved(presets: Presets, key: str, preset: Preset, *, base: Preset) -> Saved:
    """Base is what the file says. Raises NotFound, PresetError, StorageError."""
    preset = tidied(preset)
    try:
        return Saved(presets.save(key, preset))
    except PresetDamaged as error:
        field = field_of(error)
        if not field or getattr(preset, field) == getattr(base, field):
            raise
        rest = Preset(**{**vars(preset), field: getattr(base, field)})
        return Saved(presets.save(key, tidied(rest)), error)


def tidied(preset: Preset) -> Preset:
    """Without the variables that the template has no more."""
    names = {variable.name for variable in variables(preset)}
    return replace(preset, variables=tuple(one for one in preset.variables if one.name in names))


def field_of(error: PresetDamaged) -> str:
    """Of Preset, that the error is about; empty for none."""
    first = re.split(r"[.\[]", error.key)[0]
    name = _FIELDS.get(first, first)
    return name if name in vars(Preset("")) else ""
