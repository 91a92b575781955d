"""Between the composer's pill and the presets: the list that it opens, and the preset that the chat is asked with."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from app.chat.session import ChatSession
from app.storage.presets.store import Presets, StoredPreset
from app.ui.composer.composer import Composer
from app.ui.composer.preset_picker import PresetItem, PresetPicker
from app.ui.look import Look
from app.words.catalog import _
from app.words.preset_groups import GROUPS, group_words, language_words


class PresetChoice(QObject):
    page_wanted = Signal()
    """The place where presets are looked after."""

    def __init__(
        self, composer: Composer, presets: Presets, session: Callable[[], ChatSession], *, language: str
    ) -> None:
        super().__init__(composer)
        self._composer = composer
        self._presets = presets
        self._session = session
        self._language = language
        self._picker = PresetPicker(composer)
        self._picker.chosen.connect(self._choose)
        self._picker.page_wanted.connect(self.page_wanted)
        composer.presets_wanted.connect(self.offer)

    def renew(self) -> None:
        """Show the preset that the chat is asked with, as it is now."""
        self._composer.show_preset(self._session().preset)

    def offer(self) -> None:
        """Open the list."""
        if not self._session().answering:
            self._picker.show_presets(list(self._items()))
            self._picker.open_above(self._composer.pill)

    def dress(self, look: Look) -> None:
        self._picker.dress(look)

    def _choose(self, key: str) -> None:
        self._session().use_preset(key)
        self._composer.setFocus()

    def _items(self) -> Iterator[PresetItem]:
        """One's own first, then those of the spoken language by their groups, then the others."""
        chosen = self._session().conversation.preset
        yield PresetItem("", _("No preset"), _("What you write is asked as it is"), is_chosen=not chosen)
        for stored in sorted(self._presets.shelf(self._language).presets, key=self._order):
            preset = stored.preset
            yield PresetItem(stored.key, preset.name, preset.description, self._group(stored), stored.key == chosen)

    def _order(self, stored: StoredPreset) -> tuple[bool, str, int, str]:
        preset = stored.preset
        is_spoken = preset.language == self._language
        if not stored.is_builtin:
            return False, "", 0, preset.name.casefold()
        group = GROUPS.index(preset.group) if preset.group in GROUPS else len(GROUPS)
        return True, "" if is_spoken else preset.language, group, preset.group

    def _group(self, stored: StoredPreset) -> str:
        if not stored.is_builtin:
            return _("Your own")
        if stored.preset.language != self._language:
            return language_words(stored.preset.language)
        return group_words(stored.preset.group)
