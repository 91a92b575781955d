"""What is done with a preset as a whole: new, duplicate, export, delete, and open its file elsewhere."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.domain.preset import Preset
from app.storage.presets.store import Presets, StoredPreset
from app.ui.presets.editing import Editing
from app.ui.presets.files import Files
from app.ui.presets.history import merged
from app.ui.presets.turns import Turns
from app.ui.presets.values import Wish
from app.ui.widgets.undo import Undo
from app.words.catalog import _


class Deeds(QObject):
    came = Signal(object)
    """A StoredPreset that is new on the shelf, and to be looked at."""
    begun = Signal(object)
    """The same, and it wants a name."""
    used = Signal(object)
    """A StoredPreset: begin a chat with it."""
    removed = Signal(str)
    """The key of a preset whose file is gone now."""
    failed = Signal(object)

    def __init__(
        self, presets: Presets, turns: Turns, editing: Editing, *, files: Files, undo: Undo, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._presets = presets
        self._turns = turns
        self._editing = editing
        self._files = files
        self._undo = undo

    def do(self, wish: Wish, key: str, stored: StoredPreset | None) -> None:
        """Without a stored preset the key is the path of a file that cannot be read."""
        self._editing.save()
        match wish:
            case Wish.DUPLICATE:
                self.duplicate(key)
            case Wish.USE if stored:
                self.used.emit(stored)
            case Wish.EXPORT if stored:
                self._files.ask_export(stored)
            case Wish.SHOW_FILE:
                show_file(stored.path if stored else Path(key))
            case Wish.DELETE:
                self._delete(stored.key if stored else Path(key).stem, stored.preset.name if stored else Path(key).stem)

    def add(self, preset: Preset) -> None:
        self._turns.run(lambda: self._presets.add(preset), self.begun.emit, self.failed.emit)

    def duplicate(self, key: str, *, wanted: Preset | None = None) -> None:
        """Wanted is what was to be made of the open one, which came with the program: the copy becomes that."""
        original = self._editing.preset

        def change(copy: StoredPreset) -> None:
            self.came.emit(copy)
            if wanted and self._editing.stored == copy:
                self._editing.put(merged(original, wanted, copy.preset))

        self._turns.run(lambda: self._presets.duplicate(key), change, self.failed.emit)

    def _delete(self, key: str, name: str) -> None:
        def offer_back(bring_back: Callable[[], StoredPreset]) -> None:
            again = partial(self._turns.run, bring_back, self.came.emit, self.failed.emit)
            self._undo.offer(_("Deleted “{title}”").format(title=name), again)
            self.removed.emit(key)

        self._turns.run(lambda: self._presets.remove(key), offer_back, self.failed.emit)


def show_file(path: Path) -> None:
    """In whatever program this system opens it with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
