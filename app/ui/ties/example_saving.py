"""A turn of a chat as an example of a preset: of which one, written into its file, and the way back."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.compose import as_example
from app.domain.errors import MaruError
from app.domain.preset import Example, Preset
from app.storage.presets.store import Presets, PresetShelf, StoredPreset
from app.ui.behind.background import Background
from app.ui.theme import icons
from app.ui.widgets.controls import as_it_is, elided
from app.ui.widgets.notices import Notices
from app.words.catalog import _
from app.words.failures import sentence

_CAUSE = "example"
_UNDO = "undo"
_MOST = 20
"""Presets that are offered; an example for another one is written on its page."""
_WIDEST = 320
"""px of a name."""


class ExampleSaving(QObject):
    begun = Signal(str, str, object)
    """Question, answer, and the Preset that the chat is asked with, or None: a new preset is to begin with them."""

    def __init__(self, window: QWidget, notices: Notices, presets: Presets, background: Background) -> None:
        super().__init__(window)
        self._window = window
        self._notices = notices
        self._presets = presets
        self._background = background
        self._undo: Callable[[], object] = lambda: None
        notices.acted.connect(self._act)

    def offer(self, question: str, answer: str, key: str) -> None:
        """Of which of one's own presets; key is that of the chat."""
        at = QCursor.pos()

        def ask(shelf: PresetShelf) -> None:
            menu = QMenu(self._window)
            menu.setObjectName("example")
            own = [stored for stored in shelf.presets if not stored.is_builtin][:_MOST]
            for stored in sorted(own, key=lambda one: one.key != key):
                name = elided(stored.preset.name, menu.fontMetrics(), _WIDEST)
                action = menu.addAction(icons.icon("presets"), as_it_is(name))
                action.triggered.connect(partial(self._add, stored.key, question, answer))
            menu.addSeparator()
            near = shelf.find(key)
            fresh = menu.addAction(icons.icon("plus"), _("New preset from this"))
            fresh.triggered.connect(partial(self._begin, near.preset if near else None, question, answer))
            menu.setAccessibleName(_("Save as an example of"))
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

        self._background.run(self._presets.shelf, ask)

    def _begin(self, near: Preset | None, question: str, answer: str, *_is_checked: bool) -> None:
        self.begun.emit(question, answer, near)

    def _add(self, key: str, question: str, answer: str, *_is_checked: bool) -> None:
        self._background.run(partial(_with_example, self._presets, key, question, answer), self._tell_added)

    def _tell_added(self, result: "tuple[StoredPreset, Example] | MaruError") -> None:
        if isinstance(result, MaruError):
            self._notices.show_notice(_CAUSE, sentence(result).text)
            return
        stored, example = result
        self._undo = partial(self._take_back, stored.key, example)
        words = _("Saved as an example of “{name}”.").format(name=stored.preset.name)
        self._notices.show_notice(_CAUSE, words, label=_("Undo"), remedy=_UNDO)

    def _take_back(self, key: str, example: Example) -> None:
        def work() -> MaruError | None:
            preset = self._presets.get(key)
            if preset is None or example not in preset.examples:
                return None
            examples = [*preset.examples]
            examples.reverse()
            examples.remove(example)
            return _saved(self._presets, key, replace(preset, examples=tuple(reversed(examples))))

        def tell(error: MaruError | None) -> None:
            if error:
                self._notices.show_notice(_CAUSE, sentence(error).text)

        self._background.run(work, tell)

    def _act(self, cause: str, remedy: str) -> None:
        if cause == _CAUSE and remedy == _UNDO:
            self._notices.withdraw(_CAUSE)
            self._undo()


def _with_example(presets: Presets, key: str, question: str, answer: str) -> tuple[StoredPreset, Example] | MaruError:
    try:
        stored = presets.find(key)
        example = as_example(question, answer, stored.preset)
        preset = replace(stored.preset, examples=(*stored.preset.examples, example))
        return presets.save(key, preset), example
    except MaruError as error:
        return error


def _saved(presets: Presets, key: str, preset: Preset) -> MaruError | None:
    try:
        presets.save(key, preset)
    except MaruError as error:
        return error
    return None
