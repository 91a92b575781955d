"""Between the composer's pill and the presets: the list that it opens, and the preset that the chat is asked with."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal

from app.chat.session import ChatSession
from app.domain.filling import PLACE, variables
from app.domain.preset import TEXT
from app.storage.presets.store import Presets
from app.ui.composer.composer import Composer
from app.ui.composer.preset_items import items_of
from app.ui.composer.preset_picker import PresetPicker
from app.ui.composer.variables_form import VariablesForm
from app.ui.theme.look import Look

_GAP: Final = "\0"
"""Where the message goes into the template; no template holds it."""


class PresetChoice(QObject):
    renewed = Signal()
    """It shows the preset as it is now."""
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
        composer.installEventFilter(self)

    def renew(self) -> None:
        """Show the preset that the chat is asked with, as it is now."""
        preset = self._session().preset
        self._composer.show_preset(preset, variables(preset) if preset else ())
        self.renewed.emit()

    def typed(self, question: str) -> str:
        """What was written of a question that this preset has asked with the values that stand in the form."""
        preset = self._session().preset
        if preset is None:
            return question
        around = PLACE.sub(lambda place: _GAP if place[1] == TEXT else self._composer.values[place[1]], preset.template)
        before, gap, after = around.partition(_GAP)
        is_whole = bool(gap) and len(question) > len(before) + len(after)
        is_such = is_whole and question.startswith(before) and question.endswith(after)
        return question[len(before) : len(question) - len(after)] if is_such else question

    def offer(self) -> None:
        """Open the list."""
        chosen = self._session().conversation.preset
        shelf = self._presets.shelf(self._language)
        self._picker.show_items(items_of(shelf.presets, self._language, chosen=chosen))
        self._picker.open_above(self._composer.pill)

    def dress(self, look: Look) -> None:
        self._picker.dress(look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.renew()  # the preset may have been changed in the place where presets are looked after
        return super().eventFilter(watched, event)

    def _choose(self, key: str) -> None:
        self._session().use_preset(key)
        self._composer.setFocus()
