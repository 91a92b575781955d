"""Ties the place "Presets" to the files and to the engine: made when it is first opened, for as long as its window."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, Self

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.compose import as_example
from app.domain.preset import Example, Preset
from app.storage.presets.store import PresetShelf, StoredPreset
from app.ui.behind.background import Background
from app.ui.behind.errands import Errands
from app.ui.behind.watching import FolderWatch
from app.ui.presets.checking import Checking
from app.ui.presets.deeds import Deeds
from app.ui.presets.editing import Editing
from app.ui.presets.editor import with_field
from app.ui.presets.files import Files
from app.ui.presets.page import PresetsPage
from app.ui.presets.previewing import Previewing
from app.ui.presets.shelf_words import listed
from app.ui.presets.telling import Telling
from app.ui.presets.trying import Trying
from app.ui.presets.turns import Turns
from app.ui.presets.values import ListedPreset, Wish
from app.ui.widgets.blank import Blank, WayOut
from app.ui.widgets.place import PlacePresenter
from app.wiring import App
from app.words.catalog import _

_OPEN_FILE: Final = "open file"


def make_place(app: Callable[[], App], background: Background, *, language: str) -> "PresetsPresenter":
    """The place, with its page; app has the settings as they are now."""
    return PresetsPresenter(PresetsPage(), app, background, language=language)


class PresetsPresenter(PlacePresenter):
    page: PresetsPage
    used = Signal(object)
    """A StoredPreset: begin a chat with it."""
    compared = Signal(object, str, str)
    """A Preset, its key, and what was entered: compare it with others."""
    helped = Signal(str, object, object)
    """A remedy, the MaruError it is for, and what to try again."""
    model_wanted = Signal()
    counted = Signal(int)
    """So many presets there are."""
    chosen = Signal()
    """Another one is looked at, by the person's wish."""

    def __init__(self, page: PresetsPage, app: Callable[[], App], background: Background, *, language: str) -> None:
        """App has the settings as they are now."""
        super().__init__(page)
        self._app = app
        self._language = language
        self._presets = app().presets
        self._telling = Telling(page)
        self._turns = Turns(background)
        self._errands = Errands(app().start_engine, background)
        self._shelf = PresetShelf()
        self._wanted_key = ""
        self._unmade: Preset | None = None
        """What a person wanted to make of a preset that cannot be changed."""
        self._has_removed = False
        """And nothing was written since."""
        self._is_left = False
        self.editing = Editing(self._presets, self._turns, self)
        self._checking = Checking(page.editor, background, self)
        self._previewing = Previewing(page.side.prompt, app, background, self._errands)
        self._trying = Trying(page.side, app)
        self._files = Files(page, self._presets, self._turns)
        self._deeds = Deeds(
            self._presets, self._turns, self.editing, files=self._files, undo=page.list.undo, parent=self
        )
        self._watch = FolderWatch(self)
        self._leave_model = app().model.changed.connect(self._renew_prompt)
        self._connect()
        self.renew()

    @property
    def sidebar_part(self) -> QWidget | None:
        return self.page.list

    def come(self) -> None:
        self.renew()

    def take_over(self, before: Self) -> None:
        """Open what was open, with what was entered to try it."""
        self.page.side.try_it.show_draft(before.page.side.try_it.draft)
        if before.editing.stored:
            self.open(before.editing.stored.key)

    def undo(self) -> bool:
        """The deletion, while nothing was written since; else the last change of the open preset."""
        if self._has_removed and self.page.list.undo.is_offered:
            self.page.list.undo.undo()
            return True
        return self.editing.step(is_back=True) or super().undo()

    def leave(self) -> None:
        self._is_left = True
        self._leave_model()
        self.editing.leave()
        self._trying.leave()
        self._previewing.leave()
        self._errands.leave()

    def open(self, key: str) -> None:
        """As soon as the shelf has it."""
        self._wanted_key = key
        self._show_wanted()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Presets are added, and the last one opened; examples go to the preset that is open."""
        self._files.take(paths)

    def renew(self) -> None:
        """What lies in the folder now."""
        self._turns.run(self._presets.shelf, self._show_shelf, self._telling.tell)

    def add_examples(self, examples: Sequence[Example]) -> None:
        """To the preset that is open."""
        self._telling.forget_trouble()
        self.page.editor.examples.add(examples)

    def new_with_example(self, question: str, answer: str, near: Preset | None = None) -> None:
        """A new preset that teaches what this turn of a chat has shown."""
        start = near or Preset("", language=self._language)
        example = as_example(question, answer, start)
        self._deeds.add(replace(start, name=_("New preset"), description="", examples=(example,)))

    def _connect(self) -> None:
        page, editing = self.page, self.editing
        page.list.opened.connect(self._choose)
        page.list.new_wanted.connect(lambda: self._deeds.add(Preset(_("New preset"), language=self._language)))
        page.list.import_wanted.connect(self._files.ask_import)
        page.wished.connect(self._do)
        page.acted.connect(self._act)
        page.renamed.connect(lambda name: editing.take(with_field(editing.preset, "name", name), "name"))
        page.dropped.connect(self.take_files)
        page.redone.connect(lambda: editing.step(is_back=False))
        page.steps.redone.connect(lambda: editing.step(is_back=False))
        page.steps.undone.connect(lambda: editing.step(is_back=True))
        page.side.try_it.use_button.clicked.connect(lambda: self._do(Wish.USE, self._key))
        page.duplicate_button.clicked.connect(self._copy)
        self._telling.copy_wanted.connect(self._copy)
        page.editor.changed.connect(editing.take)
        for written in (page.editor.changed, page.renamed):
            written.connect(self._note_written)
        page.side.try_it.answer.example_requested.connect(lambda _id: self._keep_try())
        page.editor.examples.import_wanted.connect(self._files.ask_examples)
        page.side.try_it.changed.connect(self._renew_prompt)
        page.side.try_it.compare_wanted.connect(self._compare)
        editing.shown.connect(self._show)
        editing.changed.connect(self._renew)
        editing.refused.connect(self._offer_copy)
        editing.saved.connect(self._note_saved)
        editing.failed.connect(self._telling.tell_unsaved)
        self._files.came.connect(self._open_new)
        self._deeds.came.connect(self._open_new)
        self._deeds.begun.connect(self._name_it)
        self._deeds.used.connect(self.used)
        self._deeds.removed.connect(self._note_removed)
        self._deeds.failed.connect(self._telling.tell)
        self._files.examples_came.connect(self.add_examples)
        self._files.failed.connect(self._telling.tell)
        self._previewing.counted.connect(page.editor.show_costs)
        self._previewing.model_wanted.connect(self.model_wanted)
        self._trying.helped.connect(self.helped)
        self._watch.changed.connect(self.renew)

    @property
    def _key(self) -> str:
        return self.editing.stored.key if self.editing.stored else ""

    # The shelf

    def _show_shelf(self, shelf: PresetShelf) -> None:
        if self._is_left:
            return
        self._shelf = shelf
        self._show_list()
        self._look_out()
        self.counted.emit(len(shelf.presets))
        now = self._shelf.find(self._key)
        if now:
            self.editing.look_again(now)
        elif self._key:
            self._miss()
        self._show_wanted()

    def _show_list(self) -> None:
        self.page.list.show_presets(listed(self._shelf, language=self._language))
        self.page.list.show_open(self._key)

    def _show_wanted(self) -> None:
        """What is to be opened; where nothing is open, what was a bad file, or the first of the list."""
        if self._key and not self._wanted_key:
            return
        rows = {row.key: row for row in listed(self._shelf, language=self._language)}
        shown = self.page.shown_key
        keys = [self._wanted_key] if self._wanted_key else [shown, Path(shown).stem, *rows]
        row = next((rows[key] for key in keys if key in rows), None)
        if row is None:
            return
        key = row.key
        self._wanted_key = ""
        self._trying.clear()
        self._unmade = None
        self._telling.forget()
        stored = self._shelf.find(key)
        if stored is None:
            self.editing.open(None)
            self._show_broken(row)
            return
        self.page.editor.begin()
        self.editing.open(stored)

    def _show_broken(self, row: ListedPreset) -> None:
        self.page.show_blank(Blank(row.what, (WayOut(_OPEN_FILE, _("Open the file")),)), row)

    def _miss(self) -> None:
        """The file of the open preset is gone, or cannot be read any more. What is written stays until it is left."""
        stored = self.editing.stored
        error = next((error for error in self._shelf.refused if stored and error.path == str(stored.path)), None)
        if error:
            self._telling.tell_damaged(error)
        elif stored:
            preset = self.editing.preset
            self.editing.open(None)
            words = _("The file of “{name}” is gone.").format(name=preset.name)
            self.page.list.undo.offer(words, partial(self._deeds.add, preset))

    def _choose(self, key: str) -> None:
        self._telling.forget_trouble()
        self.open(key)
        self.chosen.emit()

    def _open_new(self, stored: StoredPreset) -> None:
        self._shelf = self._shelf.holding(stored)  # nobody waits for the folder, nor sees what the file said before
        self._show_list()
        self.open(stored.key)
        self.renew()

    def _name_it(self, stored: StoredPreset) -> None:
        self._open_new(stored)
        self.chosen.emit()
        self.page.name.setFocus()
        self.page.name.selectAll()

    def _note_written(self) -> None:
        self._has_removed = False

    def _note_removed(self, key: str) -> None:
        self._has_removed = True
        if key == self._key:
            self.editing.open(None)
        self.renew()

    def _look_out(self) -> None:
        """For files that come and go, and for what others write into the one that is open."""
        stored = self.editing.stored
        self._watch.watch([self._presets.folder, *([stored.path] if stored else [])])

    # The open one

    def _show(self) -> None:
        stored = self.editing.stored
        if stored is None:
            return
        preset = self.editing.preset
        self._look_out()
        self.page.name.show_text(preset.name)
        self.page.editor.show_preset(preset)
        self.page.show_preset(ListedPreset(stored.key, preset.name, is_builtin=stored.is_builtin))
        self._trying.show_preset(preset)

    def _renew(self) -> None:
        if self.editing.stored:
            self.page.editor.show_preset(self.editing.preset)
            self.page.steps.show_steps(can_undo=self.editing.can_undo, can_redo=self.editing.can_redo)
            self._trying.show_preset(self.editing.preset)
            self._checking.check(self.editing.preset)
            self._renew_prompt()

    def _renew_prompt(self) -> None:
        if self.editing.stored and not self._is_left:
            self._previewing.show_preset(self.editing.preset, self.page.side.try_it.values)

    def _note_saved(self, stored: StoredPreset) -> None:
        if stored.key == self._key:
            self._telling.forget_saving()
        self._shelf = self._shelf.holding(stored)
        self.renew()

    def _offer_copy(self, preset: Preset) -> None:
        self._unmade = preset
        self._telling.offer_copy()

    def _copy(self) -> None:
        self._deeds.duplicate(self._key, wanted=self._unmade)

    def _do(self, wish: Wish, key: str) -> None:
        self._deeds.do(wish, key, self._shelf.find(key))

    def _keep_try(self) -> None:
        """What was tried becomes an example of the preset that is open."""
        question, answer = self._trying.tried
        self.add_examples([as_example(question, answer, self.editing.preset)])

    def _compare(self) -> None:
        values = self.page.side.try_it.values
        self.compared.emit(self.editing.preset, self._key, values.get("text", ""))

    def _act(self, way: str) -> None:
        if way == _OPEN_FILE:
            self._do(Wish.SHOW_FILE, self.page.shown_key)
