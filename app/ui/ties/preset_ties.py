"""Ties presets to the rest of the window: a chat is begun with one, and a turn of a chat becomes an example of one."""

from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject

from app.domain.preset import Preset
from app.storage.presets.store import StoredPreset
from app.ui.chat.list_presenter import ListPresenter
from app.ui.chat.model_presenter import ModelPresenter
from app.ui.chat.presenter import ChatPresenter
from app.ui.ties.example_saving import ExampleSaving
from app.ui.ties.places import Places
from app.ui.ties.remedies import Remedies
from app.ui.widgets.place import Place, PlacePresenter
from app.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from app.ui.presets.presenter import PresetsPresenter


class _Comparing(Protocol):
    def add_preset(self, preset: Preset, key: str, said: str) -> None: ...


class PresetTies(QObject):
    def __init__(
        self,
        window: MainWindow,
        places: Places,
        chat: ChatPresenter,
        *,
        chats: ListPresenter,
        models: ModelPresenter,
        remedies: Remedies,
        saving: ExampleSaving,
    ) -> None:
        super().__init__(places)
        self._window = window
        self._places = places
        self._chat = chat
        self._chats = chats
        self._models = models
        self._remedies = remedies
        places.made.connect(self._tie)
        chat.presets_wanted.connect(self._show_page)
        chat.example_wanted.connect(saving.offer)
        saving.begun.connect(self._begin)

    def show_count(self, count: int) -> None:
        """How many presets there are, beside the place in the sidebar."""
        self._window.sidebar.show_count(Place.PRESETS, count)

    def _tie(self, made: Place, presenter: PlacePresenter) -> None:
        if made is not Place.PRESETS:
            return
        place = cast("PresetsPresenter", presenter)
        place.used.connect(self._use)
        place.compared.connect(self._compare)
        place.helped.connect(self._remedies.help_again)
        place.counted.connect(self.show_count)
        place.chosen.connect(self._window.close_drawer)
        place.model_wanted.connect(lambda: self._models.offer(place.page.name))

    def _show_page(self) -> None:
        """With the preset of the chat that is open, where it has one."""
        self._places.show_place(Place.PRESETS)
        if self._chat.session.conversation.preset:
            self._presets_place.open(self._chat.session.conversation.preset)

    @property
    def _presets_place(self) -> "PresetsPresenter":
        return cast("PresetsPresenter", self._places.presenter(Place.PRESETS))

    def _use(self, stored: StoredPreset) -> None:
        self._places.show_chat()
        self._chats.new()
        self._chat.session.use_preset(stored.key)

    def _compare(self, preset: Preset, key: str, said: str) -> None:
        self._places.show_place(Place.COMPARE)
        cast("_Comparing", self._places.presenter(Place.COMPARE)).add_preset(preset, key, said)

    def _begin(self, question: str, answer: str, near: Preset | None) -> None:
        self._places.show_place(Place.PRESETS)
        self._presets_place.new_with_example(question, answer, near)
