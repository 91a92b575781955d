"""Between the composer's pill and the presets: the list that it opens, and the preset that the chat is asked with."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.chat.session import ChatSession
from app.domain.filling import variables
from app.storage.presets.store import Presets
from app.ui.composer.composer import Composer
from app.ui.composer.preset_picker import PresetPicker
from app.ui.composer.variables_form import VariablesForm
from app.ui.look import Look
from app.ui.preset_items import items_of


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
        composer.hold_form(VariablesForm())
        self._picker = PresetPicker(composer)
        self._picker.chosen.connect(self._choose)
        self._picker.page_wanted.connect(self.page_wanted)
        composer.presets_wanted.connect(self.offer)

    def renew(self) -> None:
        """Show the preset that the chat is asked with, as it is now."""
        preset = self._session().preset
        self._composer.show_preset(preset, variables(preset) if preset else ())

    def offer(self) -> None:
        """Open the list."""
        if not self._session().answering:
            chosen = self._session().conversation.preset
            shelf = self._presets.shelf(self._language)
            self._picker.show_presets(list(items_of(shelf.presets, self._language, chosen=chosen)))
            self._picker.open_above(self._composer.pill)

    def dress(self, look: Look) -> None:
        self._picker.dress(look)

    def _choose(self, key: str) -> None:
        self._session().use_preset(key)
        self._composer.setFocus()
