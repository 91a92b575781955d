"""Ties every command of the keyboard to what it does, in the chat or in the place that stands before it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from app.ui.chat.list_presenter import ListPresenter
from app.ui.chat.model_presenter import ModelPresenter
from app.ui.chat.presenter import ChatPresenter
from app.ui.commands import ABOUT_CHAT, Command, Shortcuts
from app.ui.prompt.presenter import PromptPresenter
from app.ui.ties.places import Places
from app.ui.ties.settings_presenter import SettingsPresenter
from app.ui.widgets.place import Place
from app.ui.window.main_window import MainWindow


class CommandTies(QObject):
    def __init__(
        self,
        window: MainWindow,
        places: Places,
        *,
        chat: ChatPresenter,
        chats: ListPresenter,
        models: ModelPresenter,
        prompt: PromptPresenter,
        settings: SettingsPresenter,
        show_help: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._places = places
        self._chat = chat
        self._deeds: dict[Command, Callable[[], object]] = {
            Command.NEW_CHAT: chats.new,
            Command.SEARCH_CHATS: self._search,
            Command.FIND: self._find,
            Command.NEXT_CHAT: partial(chats.step, 1),
            Command.PREVIOUS_CHAT: partial(chats.step, -1),
            Command.RENAME: window.header.title.edit,
            Command.UNDO_DELETE: self._undo,
            Command.WRITE: window.composer.setFocus,
            Command.REGENERATE: chat.regenerate_last,
            Command.EDIT_QUESTION: chat.edit_last_question,
            Command.COPY_ANSWER: chat.copy_last_answer,
            Command.EXACT_PROMPT: prompt.switch,
            Command.MODELS: models.offer,
            Command.MODELS_PAGE: partial(places.show_place, Place.MODELS),
            Command.PRESETS: partial(places.show_place, Place.PRESETS),
            Command.COMPLETION: partial(places.show_place, Place.COMPLETION),
            Command.COMPARE: partial(places.show_place, Place.COMPARE),
            Command.SIDEBAR: window.switch_sidebar,
            Command.SETTINGS: settings.show_page,
            Command.LARGER: partial(settings.resize_text, 1),
            Command.SMALLER: partial(settings.resize_text, -1),
            Command.USUAL_SIZE: settings.set_text_size,
            Command.HELP: show_help,
            Command.QUIT: window.close,
        }
        Shortcuts(window).commanded.connect(self.do)

    def do(self, command: Command) -> None:
        if self._places.shown and command in ABOUT_CHAT:
            self._places.show_chat()
        self._deeds[command]()

    def _undo(self) -> None:
        """In the place that is shown, or else, in the chat, what was deleted from the list of chats."""
        undo = self._window.sidebar.undo
        if not self._places.undo() and not self._places.shown and undo.isVisible():
            undo.undo()

    def _search(self) -> None:
        if not self._window.sidebar.isVisible():
            self._window.switch_sidebar()
        self._window.sidebar.start_search()

    def _find(self) -> None:
        """In the chat, or in the place that stands before it."""
        if self._places.shown:
            self._places.take_focus()
        else:
            self._chat.start_find()
