"""The preset that is open: saved while one writes in it, and what others write into its file is taken in."""

from threading import Lock
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import MaruError
from app.domain.preset import Preset
from app.storage.presets.store import Presets, StoredPreset
from app.ui.presets.history import History, merged
from app.ui.presets.saving import Saved, saved
from app.ui.presets.turns import Turns

_SAVE_AFTER_MS: Final = 400
_REST_MS: Final = 1_000
"""Who pauses so long begins a new step for undo."""


class Editing(QObject):
    shown = Signal()
    """It looks otherwise, and not because somebody writes in it: show it."""
    changed = Signal()
    """It is another preset now, or another one is open: what follows from it is to be renewed."""
    refused = Signal(object)
    """A Preset as it would be: it came with the program, and only a copy can be changed."""
    saved = Signal(object)
    """A StoredPreset: its file says this now, be it open or not."""
    failed = Signal(object)
    """A MaruError: what is written could not be kept."""

    def __init__(self, presets: Presets, turns: Turns, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._presets = presets
        self._turns = turns
        self._stored: StoredPreset | None = None
        self._base = Preset("")
        """What the file says, as far as we know."""
        self._history = History(self._base)
        self._unfinished: dict[str, tuple[Preset, Preset]] = {}
        """Of presets that were left before all of them was right: the file then, and what was written; by key."""
        self._saving = 0
        """So many times it is being written just now, one after another."""
        self._is_left = False
        self._pen = Lock()
        self._save_soon = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._save_soon.timeout.connect(self.save)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._note_rest)

    @property
    def stored(self) -> StoredPreset | None:
        """None while nothing is open."""
        return self._stored

    @property
    def preset(self) -> Preset:
        """As it is written now."""
        return self._history.now

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    def open(self, stored: StoredPreset | None) -> None:
        self.save()
        if self._stored and not self._stored.is_builtin and self.preset != self._base:
            self._unfinished[self._stored.key] = self._base, self.preset
        self._stored = stored
        self._base = stored.preset if stored else Preset("")
        self._history = History(self._base)
        if stored and stored.key in self._unfinished:
            before, written = self._unfinished.pop(stored.key)
            self._history.put(merged(before, written, stored.preset), "")
            self._save_soon.start()
        self.shown.emit()
        self.changed.emit()

    def take(self, preset: Preset, field: str) -> None:
        """A person has changed this field."""
        if self._stored is None or preset == self.preset:
            return
        if self._stored.is_builtin:
            self.refused.emit(preset)
            self.shown.emit()
            return
        self._history.put(preset, field)
        self._rest.start()
        self._save_soon.start()
        self.changed.emit()

    def put(self, preset: Preset) -> None:
        """It is this now, and looks so."""
        self.take(preset, "")
        self.shown.emit()

    def step(self, *, is_back: bool) -> bool:
        """Undo, or redo. False when there is nothing to take back."""
        has_moved = self._history.undo() if is_back else self._history.redo()
        if has_moved:
            self._save_soon.start()
            self.shown.emit()
            self.changed.emit()
        return has_moved

    def save(self) -> None:
        """What is written and not in the file yet."""
        self._save_soon.stop()
        stored, preset = self._stored, self.preset
        if stored is None or stored.is_builtin or preset == self._base:
            return
        self._saving += 1
        base = self._base
        self._turns.run(
            lambda: self._write(stored.key, preset, base),
            lambda kept: self._note_saved(stored, preset, kept),
            lambda error: self._note_failed(stored, error),
        )

    def look_again(self, stored: StoredPreset) -> None:
        """The open preset as its file says now. What is written here and not saved yet goes before."""
        if self._saving or self._stored is None or stored.preset == self._base:
            return
        both = merged(self._base, self.preset, stored.preset)
        self._stored, self._base = stored, stored.preset
        if both != self.preset:
            self._history.put(both, "")
            self.shown.emit()
            self.changed.emit()
        if both != self._base:
            self._save_soon.start()

    def leave(self) -> None:
        """Save what is not saved yet, at once: nobody waits for an answer any more."""
        stored = self._stored
        if stored is None or stored.is_builtin or self.preset == self._base:
            return
        with self._pen:
            self._is_left = True
            try:
                saved(self._presets, stored.key, self.preset, base=self._base)
            except MaruError:
                return  # it was said when it was written

    def _write(self, key: str, preset: Preset, base: Preset) -> Saved:
        """In a thread; never after what leave has written."""
        with self._pen:
            return Saved(self._presets.find(key)) if self._is_left else saved(self._presets, key, preset, base=base)

    def _note_rest(self) -> None:
        self._history.rest()

    def _note_saved(self, stored: StoredPreset, preset: Preset, result: Saved) -> None:
        self._saving -= 1
        if not result.trouble and self._unfinished.get(stored.key, (None, None))[1] == preset:
            del self._unfinished[stored.key]
        if self._stored and self._stored.key == stored.key:
            self._stored, self._base = result.stored, result.stored.preset
            if self.preset != preset:
                self._save_soon.start()
        self.saved.emit(result.stored)
        if result.trouble and self._stored and self._stored.key == stored.key:
            self.failed.emit(result.trouble)

    def _note_failed(self, stored: StoredPreset, error: MaruError) -> None:
        self._saving -= 1
        if self._stored and self._stored.key == stored.key:
            self.failed.emit(error)
