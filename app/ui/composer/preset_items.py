"""The presets as a list to choose from: one's own first, then those of the spoken language by their groups."""

from collections.abc import Iterator, Sequence

from app.storage.presets.store import StoredPreset
from app.ui.widgets.picker import PickerItem
from app.words.catalog import _
from app.words.preset_groups import GROUPS, group_words, language_words


def items_of(presets: Sequence[StoredPreset], language: str, *, chosen: str) -> Iterator[PickerItem]:
    """No preset stands before all. chosen is a key, empty for none."""
    plain = _("What you write is asked as it is")
    yield PickerItem("", _("No preset"), plain, is_chosen=not chosen, hint=plain)
    for stored in sorted(presets, key=lambda stored: _order(stored, language)):
        preset = stored.preset
        what, is_chosen = preset.description, stored.key == chosen
        yield PickerItem(stored.key, preset.name, what, _group(stored, language), is_chosen, hint=what)


def _order(stored: StoredPreset, language: str) -> tuple[bool, str, int, str]:
    preset = stored.preset
    if not stored.is_builtin:
        return False, "", 0, preset.name.casefold()
    group = GROUPS.index(preset.group) if preset.group in GROUPS else len(GROUPS)
    return True, "" if preset.language == language else preset.language, group, preset.group


def _group(stored: StoredPreset, language: str) -> str:
    if not stored.is_builtin:
        return _("Your own")
    if stored.preset.language != language:
        return language_words(stored.preset.language)
    return group_words(stored.preset.group)
