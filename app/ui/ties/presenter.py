"""Ties the window to the program: makes the window, and lets every wish in it reach who can fulfil it."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.engine_errors import EngineError
from app.domain.errors import MaruError
from app.domain.event import Deliver
from app.domain.model_errors import ModelError
from app.domain.settings import Settings
from app.ui.behind.background import Background
from app.ui.chat.list_presenter import ListPresenter
from app.ui.chat.model_presenter import ModelPresenter
from app.ui.chat.presenter import ChatPresenter
from app.ui.commands import Command
from app.ui.conversation.style import Style
from app.ui.conversation.view import ConversationView
from app.ui.prompt.presenter import PromptPresenter
from app.ui.sheets.help import HelpSheet
from app.ui.theme.dressing import Dressing
from app.ui.ties.activity import Activity
from app.ui.ties.address_question import ask_to_open
from app.ui.ties.command_ties import CommandTies
from app.ui.ties.context_room import ContextRoom
from app.ui.ties.example_saving import ExampleSaving
from app.ui.ties.file_opening import FileOpening
from app.ui.ties.model_ties import ModelTies
from app.ui.ties.place_ties import PlaceTies
from app.ui.ties.places import Places
from app.ui.ties.preset_ties import PresetTies
from app.ui.ties.remedies import Remedies
from app.ui.ties.sessions import Sessions
from app.ui.ties.settings_presenter import SettingsPresenter
from app.ui.ties.updates_presenter import UpdatesPresenter
from app.ui.window.desk import Desk
from app.ui.window.main_window import MainWindow
from app.ui.window.state import WindowState
from app.wiring import App
from app.words import failures
from app.words.remedies import Remedy


class Presenter(QObject):
    """Lives as long as its window; another language makes another of both, over the same parts."""

    language_changed = Signal()

    def __init__(
        self, app: App, window: MainWindow, dressing: Dressing, deliver: Deliver, *, chat: str, language: str
    ) -> None:
        """Chat is the id of the one to open; a new one where there is none."""
        super().__init__()
        self.window = window
        self._language = language
        self._app = app
        self._dressing = dressing
        self._background = Background(deliver)
        self._errors: dict[str, MaruError] = {}
        self._view = ConversationView(dressing.look.theme, text_scale=dressing.look.scale)
        self.desk = Desk(self._view)
        window.hold(self.desk)
        self.settings = SettingsPresenter(
            self.window,
            app.settings,
            dressing,
            save=app.save_settings,
            tokens=app.tokens,
            connections=app.connections,
            offers_updates=not app.updates.channel,
        )
        self.updates = UpdatesPresenter(window, self.desk.notices, lambda: self.app, dressing, self._background)
        self._sessions = Sessions(app.chats, lambda: self.settings.settings)
        self.chat = ChatPresenter(
            self.window, self.desk, self._view, self._sessions.first(chat), presets=app.presets, language=language
        )
        self.models = ModelPresenter(self.window, self.desk, lambda: self.app, self._background)
        self._room = ContextRoom(self.chat, self.models, self.desk.notices)
        self.prompt = PromptPresenter(window, self.chat, self.models)
        self.list = ListPresenter(self.window, app.chats, self.chat, start=self._sessions.new, read=self._sessions.read)
        self._activity = Activity(window, app.downloads, app.connections)
        self.places = Places(self.window, lambda: self.app, self._background, language=language)
        self._remedies = Remedies(
            self.chat, self.models, self.settings, self.places, network=app.network, paths=app.paths
        )
        self.opening = FileOpening(self.places, self.models)
        self._tie()
        self._dress()
        self._connect()
        self._connect_settings()
        self._connect_places()
        self.window.composer.open()

    @property
    def app(self) -> App:
        """The parts, with the settings as they are now."""
        return replace(self._app, settings=self.settings.settings)

    @property
    def state(self) -> WindowState:
        """For the next start, and for the next window."""
        return WindowState(
            geometry=bytes(self.window.saveGeometry().data()),
            has_sidebar=self.window.wants_sidebar,
            chat=self.chat.session.conversation.id,
            draft=self.window.composer.draft.text,
            language=self._language,
            wish=self._dressing.wish,
        )

    def begin(self) -> None:
        """What can wait until the window is seen: the models on the disk, and what the start has to say."""
        self.models.look_around()
        self._background.run(self._app.presets.shelf, lambda shelf: self._preset_ties.show_count(len(shelf.presets)))
        self._app.downloads.start()
        self.updates.begin()
        for notice in self._app.notices:
            self.show_error(type(notice).__name__, notice)

    def take_over(self, before: "Presenter") -> None:
        """Go on where another window stood, which is left."""
        draft = before.window.composer.draft
        before.leave()
        self.chat.drafts, self.chat.editing.begun = before.chat.drafts, before.chat.editing.begun
        self.window.composer.show_draft(draft)
        self.chat.resume_edit()
        self.prompt.take_over(before.prompt)
        self.updates.begin()
        self.models.look_around()
        self.places.take_over(before.places)

    def leave(self) -> None:
        """Let go of everything that outlives the window."""
        self.settings.leave()
        self.updates.leave()
        self._dressing.changed.disconnect(self._dress)
        for leave in self._leaves:
            leave()
        self._activity.leave()
        self.places.leave()
        self.prompt.leave()
        self.list.leave()
        self.models.leave()
        self.chat.leave_session()
        self._background.close()

    def show_error(self, cause: str, error: MaruError) -> None:
        """As a notice; one of the same cause replaces the one before."""
        said = failures.sentence(error)
        self._errors[cause] = error
        self.desk.notices.show_notice(
            cause,
            said.text,
            label=said.remedy_label or "",
            remedy=said.remedy_id or "",
            has_log=isinstance(error, ModelError | EngineError),
        )

    def do(self, command: Command) -> None:
        self._commands.do(command)

    def _tie(self) -> None:
        """What stands between the chat, the places and the keyboard."""
        self._ties = ModelTies(self.places, self.models, self.settings, self._remedies)
        self._place_ties = PlaceTies(self.places, self.chat, self.list, self.models, self._remedies)
        self._preset_ties = PresetTies(
            self.window,
            self.places,
            self.chat,
            chats=self.list,
            models=self.models,
            remedies=self._remedies,
            saving=ExampleSaving(self.window, self.desk.notices, self._app.presets, self._background),
        )
        self._leaves = [
            self._app.chats.troubled.connect(partial(self.show_error, "storage")),
            self._app.downloads.finished.connect(lambda _download: self.models.look_around()),
        ]
        self._commands = CommandTies(
            self.window,
            self.places,
            chat=self.chat,
            chats=self.list,
            models=self.models,
            prompt=self.prompt,
            settings=self.settings,
            show_help=self._show_help,
        )

    def _connect(self) -> None:
        window = self.window
        window.files_dropped.connect(self.opening.open)
        window.sidebar.settings_wanted.connect(self.settings.show_page)
        self.desk.notices.acted.connect(self._act_on_notice)
        self.chat.remedy_wanted.connect(self._remedies.help_turn)
        self.chat.link_wanted.connect(partial(ask_to_open, window))
        self.chat.troubled.connect(partial(self.show_error, "storage"))
        self.chat.mended.connect(partial(self.desk.notices.withdraw, "storage"))
        self.models.changed.connect(lambda: self.chat.show_context(self.models.context))
        self.models.failed.connect(self._show_model_error)
        self.models.refused.connect(lambda error: self.show_error(error.path, error))
        self._dressing.changed.connect(self._dress)

    def _connect_settings(self) -> None:
        self.settings.changed.connect(self._apply)
        self.settings.folder_wanted.connect(self.models.ask_folder)
        self.settings.model_outdated.connect(self._reload)
        self.settings.failed.connect(partial(self.show_error, "storage"))
        self.settings.about_wanted.connect(self.updates.show_about)
        self.settings.changed.connect(self.updates.heed)
        self.updates.failed.connect(partial(self.show_error, "update"))
        self.models.chosen.connect(self.settings.remember_model)
        self.models.folder_added.connect(self.settings.add_folder)

    def _connect_places(self) -> None:
        self._activity.changed.connect(self.places.renew_downloads)
        self.models.picker.page_wanted.connect(self.places.show_models)
        self.desk.welcome.find_wanted.connect(self.places.find_model)
        sidebar = self.window.sidebar
        sidebar.place_wanted.connect(self.places.show_place)
        for chosen in (sidebar.opened, sidebar.new_wanted):
            chosen.connect(self.places.show_chat)

    def _show_help(self) -> None:
        sheet = HelpSheet(self._dressing.look, parent=self.window)
        sheet.about_wanted.connect(lambda: self.updates.show_about(sheet))
        sheet.open()

    def _act_on_notice(self, cause: str, remedy: str) -> None:
        """Where a notice tells of no failure, only the log is ours to show."""
        if cause in self._errors or remedy == Remedy.OPEN_LOG:
            self._remedies.help(remedy, self._errors.get(cause, MaruError()))

    def _apply(self, before: Settings, after: Settings) -> None:
        if after.appearance.language != before.appearance.language:
            self.language_changed.emit()
            return
        self._app.adopt(after)
        self._dress()
        self._sessions.style(self.chat.session)
        if (after.models.folders, after.models.others) != (before.models.folders, before.models.others):
            self.models.look_around()

    def _reload(self) -> None:
        """With the settings as they are now; what nobody has chosen yet is chosen with them."""
        if self.models.model.path:
            self.models.load(self.models.model.path, self.models.settings_of(self.models.model.path))

    def _dress(self) -> None:
        look, settings = self._dressing.look, self.settings.settings
        self.window.dress(look, column_width=settings.appearance.column_width)
        for part in (self.desk, self.chat, self.models, self.places, self.prompt):
            part.dress(look)
        self.window.composer.send_with_enter(is_on=settings.chatting.send_with_enter)
        self._view.set_reading_width(settings.appearance.column_width)
        if (self._view.look.theme, self._view.look.scale) != (look.theme, look.scale):
            self._view.set_look(Style(look.theme, scale=look.scale))

    def _show_model_error(self, error: MaruError) -> None:
        if not self.chat.session.answering:  # else the answer says it, at its end
            self.show_error("model", error)
