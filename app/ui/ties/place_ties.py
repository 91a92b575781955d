"""Ties the places "Completion" and "Compare" to the rest of the window, once they are made."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from app.ui.chat.list_presenter import ListPresenter
from app.ui.chat.model_presenter import ModelPresenter
from app.ui.chat.presenter import ChatPresenter
from app.ui.ties.places import Places
from app.ui.ties.remedies import Remedies
from app.ui.widgets.place import Place, PlacePresenter

if TYPE_CHECKING:
    from app.ui.compare.presenter import ComparePresenter
    from app.ui.completion.presenter import CompletionPresenter


class PlaceTies(QObject):
    def __init__(
        self, places: Places, chat: ChatPresenter, chats: ListPresenter, models: ModelPresenter, remedies: Remedies
    ) -> None:
        super().__init__(places)
        self._places = places
        self._chat = chat
        self._chats = chats
        self._models = models
        self._remedies = remedies
        places.made.connect(self._tie)
        chat.compare_wanted.connect(self._compare)
        models.completion_wanted.connect(lambda: places.show_place(Place.COMPLETION))

    def _tie(self, made: Place, presenter: PlacePresenter) -> None:
        if made is Place.COMPLETION:
            self._tie_completion(cast("CompletionPresenter", presenter))
        elif made is Place.COMPARE:
            self._tie_comparison(cast("ComparePresenter", presenter))

    def _tie_completion(self, place: "CompletionPresenter") -> None:
        place.ask_wanted.connect(self._ask)
        place.helped.connect(self._remedies.help_again)
        place.page.pill.clicked.connect(lambda: self._models.offer(place.page.pill))

    def _tie_comparison(self, place: "ComparePresenter") -> None:
        place.chat_wanted.connect(self._open_chat)
        place.link_wanted.connect(self._chat.link_wanted)
        place.lineup.presets_wanted.connect(lambda: self._places.show_place(Place.PRESETS))
        place.lineup.models_wanted.connect(self._places.show_models)

    def _compare(self, turn_id: str) -> None:
        """The question of this turn, in the chat that is open."""
        self._places.show_place(Place.COMPARE)
        place = cast("ComparePresenter", self._places.presenter(Place.COMPARE))
        place.open_turn(self._chat.session, turn_id)

    def _open_chat(self, chat_id: str) -> None:
        self._places.show_chat()
        self._chats.open(chat_id)

    def _ask(self, text: str) -> None:
        """In a new chat, without any preset between."""
        self._places.show_chat()
        self._chats.new()
        self._chat.send(text)
