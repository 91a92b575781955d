"""The shelf of presets as rows of the list: in which order, under which headings, and what is wrong with a file."""

from pathlib import Path

from app.storage.presets.store import PresetShelf, StoredPreset
from app.ui.presets.values import ListedPreset
from app.words.catalog import _
from app.words.failures import sentence
from app.words.preset_groups import GROUPS, group_words, language_words


def listed(shelf: PresetShelf, *, language: str) -> tuple[ListedPreset, ...]:
    """By group, one's own first; then what came with the program in other languages; then the files that are none."""
    presets = sorted(shelf.presets, key=lambda stored: _place(stored, language))
    broken = [
        ListedPreset(error.path, Path(error.path).stem, _("Cannot be read"), sentence(error).text, is_broken=True)
        for error in shelf.refused
    ]
    return (*(_row(stored, language) for stored in presets), *broken)


def listed_preset(stored: StoredPreset, *, language: str = "") -> ListedPreset:
    return _row(stored, language or stored.preset.language)


def _row(stored: StoredPreset, language: str) -> ListedPreset:
    preset = stored.preset
    heading = language_words(preset.language) if _is_foreign(stored, language) else group_words(preset.group)
    return ListedPreset(
        stored.key,
        preset.name,
        "" if not preset.group and not _is_foreign(stored, language) else heading,
        preset.description,
        is_builtin=stored.is_builtin,
    )


def _is_foreign(stored: StoredPreset, language: str) -> bool:
    return stored.is_builtin and stored.preset.language != language


def _place(stored: StoredPreset, language: str) -> tuple[bool, str, int, str, bool, str]:
    group = stored.preset.group
    is_known = group in GROUPS
    return (
        _is_foreign(stored, language),
        stored.preset.language if _is_foreign(stored, language) else "",
        GROUPS.index(group) if is_known else 1,
        "" if is_known else group,
        stored.is_builtin,
        stored.preset.name.casefold(),
    )
