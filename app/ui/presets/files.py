"""Preset files and files of examples that come from elsewhere, or go there: chosen, or dropped on the page."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from app.storage.presets.examples import read_examples
from app.storage.presets.store import Presets, StoredPreset
from app.ui.presets.page import PresetsPage
from app.ui.presets.turns import Turns
from app.words.catalog import _

_ENDING: Final = ".toml"


class Files(QObject):
    came = Signal(object)
    """A StoredPreset that was imported."""
    examples_came = Signal(object)
    """Examples for the preset that is open."""
    failed = Signal(object)

    def __init__(self, page: PresetsPage, presets: Presets, turns: Turns) -> None:
        super().__init__(page)
        self._page = page
        self._presets = presets
        self._turns = turns

    def take(self, paths: Sequence[Path]) -> None:
        """Presets are added, examples go to the one that is open."""
        for path in paths:
            if path.suffix.lower() == _ENDING:
                self._turns.run(partial(self._presets.import_file, path), self.came.emit, self.failed.emit)
            else:
                self._turns.run(partial(read_examples, path), self.examples_came.emit, self.failed.emit)

    def ask_import(self) -> None:
        dialog = self._asking(_("Import a preset"), _("Presets (*.toml)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names]))
        dialog.open()

    def ask_examples(self) -> None:
        dialog = self._asking(_("Import examples"), _("Examples (*.csv *.tsv *.jsonl *.ndjson)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.take([Path(name)]))
        dialog.open()

    def ask_export(self, stored: StoredPreset) -> None:
        dialog = self._asking(_("Export the preset"), _("Presets (*.toml)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_ENDING.lstrip("."))
        dialog.selectFile(stored.path.name)
        dialog.fileSelected.connect(lambda name: self._export(stored.key, Path(name)))
        dialog.open()

    def _export(self, key: str, path: Path) -> None:
        self._turns.run(lambda: self._presets.export(key, path), lambda _none: None, self.failed.emit)

    def _asking(self, title: str, kinds: str) -> QFileDialog:
        dialog = QFileDialog(self._page, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(kinds)
        return dialog
