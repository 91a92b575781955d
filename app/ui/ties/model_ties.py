"""Ties the place for models to the rest of the window, once it is made: what it wishes is done by others."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from app.library.network.token import TokenSource
from app.ui.chat.model_presenter import ModelPresenter
from app.ui.ties.places import Places
from app.ui.ties.remedies import Remedies
from app.ui.ties.settings_presenter import SettingsPresenter
from app.ui.widgets.place import Place, PlacePresenter
from app.words.hub import token_place

if TYPE_CHECKING:
    from app.ui.models.presenter import ModelsPresenter


class ModelTies(QObject):
    def __init__(self, places: Places, models: ModelPresenter, settings: SettingsPresenter, remedies: Remedies) -> None:
        super().__init__(places)
        self._places = places
        self._models = models
        self._settings = settings
        self._remedies = remedies
        places.made.connect(self._tie)
        models.looked.connect(places.show_shelf)
        settings.machine_wanted.connect(self._show_machine)

    def _tie(self, made: Place, presenter: PlacePresenter) -> None:
        if made is not Place.MODELS:
            return
        place = cast("ModelsPresenter", presenter)
        place.talk_wanted.connect(self._talk)
        place.helped.connect(self._remedies.help_again)
        place.token_given.connect(self._take_token)
        place.page_wanted.connect(lambda target: QDesktopServices.openUrl(QUrl(target)))
        place.folder_wanted.connect(self._models.ask_folder)
        place.changed.connect(self._models.look_around)
        self._models.changed.connect(self._show_used)
        self._show_used()

    def _show_used(self) -> None:
        if self._places.models:
            self._places.models.show_used(self._models.model.path)

    def _show_machine(self) -> None:
        self._places.show_models()
        if self._places.models:
            self._places.models.show_machine()

    def _talk(self, path: str) -> None:
        """To this model, in the chat that is open."""
        self._places.show_chat()
        self._models.choose(path)

    def _take_token(self, token: str, again: Callable[[], object]) -> None:
        source = self._settings.take_token(token)
        if self._places.models and source is TokenSource.RUN:  # else it is where the field says that it will be
            self._places.models.page.notices.show_notice("token", token_place(source.value))
        again()
