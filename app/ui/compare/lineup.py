"""Who is asked: the presets and models of the columns, and the lists from which they are chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from app.chat.comparing import FEWEST, MOST
from app.chat.model import Idle
from app.domain.filling import variables
from app.domain.preset import TEXT, Preset, Variable
from app.library.shelf.catalog import ModelFile
from app.storage.presets.store import StoredPreset
from app.ui.compare.column_pane import ColumnPane
from app.ui.compare.page import ComparePage
from app.ui.composer.preset_items import items_of as preset_items
from app.ui.composer.preset_picker import PresetPicker
from app.ui.header.model_picker import ModelPicker
from app.ui.header.model_pill import ModelLine
from app.ui.header.model_words import items_of, line_of
from app.ui.theme.look import Look
from app.wiring import App

_BESIDE = "step-by-step"
"""The preset of the program that a first comparison is made with: it shows at once what a preset changes."""


@dataclass(frozen=True)
class Asked:
    """Who a column asks; an empty model is the one that chats talk to."""

    preset: Preset | None = None
    key: str = ""
    model: str = ""


class Lineup(QObject):
    changed = Signal()
    """Somebody else is asked: what was answered is no longer what would be."""
    presets_wanted = Signal()
    models_wanted = Signal()

    def __init__(self, page: ComparePage, app: Callable[[], App], *, language: str) -> None:
        super().__init__(page)
        self._page = page
        self._app = app
        self._language = language
        self._models: tuple[ModelFile, ...] = ()
        self._presets = PresetPicker(page)
        self._model_list = ModelPicker(page)
        self._pick: Callable[[str], None] | None = None
        """What becomes of the key or the path that is chosen from a list."""
        beside = self.usual_preset()
        self.columns = [Asked(), Asked(beside.preset, beside.key) if beside else Asked()]
        self._presets.chosen.connect(self._take)
        self._model_list.chosen.connect(self._take)
        self._presets.page_wanted.connect(self.presets_wanted)
        for wanted in (self._model_list.page_wanted, self._model_list.folder_wanted, self._model_list.file_wanted):
            wanted.connect(self.models_wanted)
        page.asking.added.connect(lambda: self._put([*self.columns, Asked()]))

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What the presets want to know besides the text; what is called the same is asked once."""
        wanted = {one.name: one for asked in self.columns if asked.preset for one in variables(asked.preset)}
        return tuple(one for one in wanted.values() if one.name != TEXT)

    def usual_preset(self) -> StoredPreset | None:
        """Of those that came with the program, in the spoken language."""
        presets = self._app().presets.shelf(self._language).presets
        return next((stored for stored in presets if stored.key == f"{self._language}/{_BESIDE}"), None)

    def use(self, presets: Sequence[tuple[Preset | None, str]]) -> None:
        """These presets with their keys, all asked of the model that chats talk to."""
        asked = [Asked(preset, key) for preset, key in presets[:MOST]]
        self._put([*asked, *[Asked()] * (FEWEST - len(asked))])

    def path(self, asked: Asked) -> str:
        return asked.model or self._app().model.path

    def show_models(self, models: tuple[ModelFile, ...]) -> None:
        """What there is on the disk."""
        self._models = models
        self.show()

    def show(self) -> Sequence[ColumnPane]:
        """Bring the columns up to date; returns those that are new."""
        made = self._page.set_columns(len(self.columns))
        for pane in made:
            pane.preset_wanted.connect(partial(self._offer_presets, pane))
            pane.model_wanted.connect(partial(self._offer_models, pane))
            pane.removed.connect(partial(self._remove, pane))
        for pane, asked in zip(self._page.columns, self.columns, strict=True):
            pane.show_asked(asked.preset, self._line_of(asked))
        return made

    def dress(self, look: Look) -> None:
        self._presets.dress(look)
        self._model_list.dress(look)

    def _line_of(self, asked: Asked) -> ModelLine:
        """The model that chats talk to says how it is; another is loaded when it is asked."""
        model = self._app().model
        path = self.path(asked)
        return line_of(model.state if path == model.path else Idle(path), self._models)

    def _put(self, columns: list[Asked]) -> None:
        self.columns = columns
        self.changed.emit()

    def _remove(self, pane: ColumnPane) -> None:
        at = self._page.columns.index(pane)
        self._put([*self.columns[:at], *self.columns[at + 1 :]])

    def _choose(self, at: int, asked: Asked) -> None:
        self._put([*self.columns[:at], asked, *self.columns[at + 1 :]])

    def _take(self, chosen: str) -> None:
        if self._pick:
            self._pick(chosen)

    def _offer_presets(self, pane: ColumnPane) -> None:
        at = self._page.columns.index(pane)
        asked = self.columns[at]
        presets = self._app().presets.shelf(self._language).presets
        self._presets.show_items(preset_items(presets, self._language, chosen=asked.key))

        def pick(key: str) -> None:
            found = next((stored.preset for stored in presets if stored.key == key), None)
            self._choose(at, replace(asked, preset=found, key=key))

        self._pick = pick
        self._presets.open_above(pane.preset)
        _move_below(self._presets, pane.preset)

    def _offer_models(self, pane: ColumnPane) -> None:
        at = self._page.columns.index(pane)
        asked = self.columns[at]
        self._model_list.show_items(items_of(self._models, self.path(asked)))
        self._pick = lambda path: self._choose(at, replace(asked, model=path))
        self._model_list.drop_down(pane.model)


def _move_below(popup: QWidget, pill: QWidget) -> None:
    """The list of presets opens above the composer's pill; here there is no room above."""
    popup.move(popup.x(), pill.mapToGlobal(QPoint(0, pill.height())).y())
