"""Files from outside, named when the program is started or dropped on its window: to the place that takes them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from app.paths import PACK, PRESET
from app.ui.chat.model_presenter import ModelPresenter
from app.ui.ties.places import Places
from app.ui.widgets.place import Place

if TYPE_CHECKING:
    from app.ui.models.presenter import ModelsPresenter
    from app.ui.presets.presenter import PresetsPresenter


class FileOpening(QObject):
    def __init__(self, places: Places, models: ModelPresenter) -> None:
        super().__init__(places)
        self._places = places
        self._models = models

    def open(self, files: Sequence[str]) -> None:
        """The first model is talked to, presets and packs are taken in; what is nothing of all is said in the chat."""
        presets = [Path(file) for file in files if file.lower().endswith(PRESET)]
        packs = [Path(file) for file in files if file.lower().endswith(PACK)]
        models = [file for file in files if not file.lower().endswith((PRESET, PACK))]
        if models:
            self._places.show_chat()
            self._models.open_files(models)
        if presets:
            self._places.show_place(Place.PRESETS)
            cast("PresetsPresenter", self._places.presenter(Place.PRESETS)).take_files(presets)
        if packs:
            self._places.show_place(Place.MODELS)
            cast("ModelsPresenter", self._places.presenter(Place.MODELS)).add_packs(packs)
