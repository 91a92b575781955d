"""Between all chats and the sidebar: the list, its search, new, open, rename, delete and undo."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from app.chat.chats import Chats
from app.chat.session import ChatSession
from app.domain.errors import NotFound
from app.ui.chat.presenter import ChatPresenter
from app.ui.sidebar.model import ChatItem
from app.ui.window.main_window import MainWindow
from app.words.catalog import _


class ListPresenter(QObject):
    def __init__(
        self,
        window: MainWindow,
        chats: Chats,
        chat: ChatPresenter,
        *,
        start: Callable[[], ChatSession],
        read: Callable[[str], ChatSession],
    ) -> None:
        """Start makes a new session, read opens one that is kept (raises NotFound)."""
        super().__init__(window)
        self._window = window
        self._chats = chats
        self._chat = chat
        self._start = start
        self._read = read
        self._search = ""
        self._answering: dict[str, ChatSession] = {}
        self._leave = chats.changed.connect(self.refresh)
        sidebar = window.sidebar
        sidebar.new_wanted.connect(self.new)
        sidebar.opened.connect(self.open)
        sidebar.renamed.connect(chats.rename)
        sidebar.deleted.connect(self.delete)
        sidebar.searched.connect(self._look_for)
        chat.settled.connect(self._note_answering)
        self.refresh()

    def leave(self) -> None:
        self._leave()

    def new(self) -> None:
        """An empty chat; the one that is open when it is empty itself."""
        if self._chat.session.path():
            self._show(self._start())
        self._window.composer.setFocus()

    def open(self, chat_id: str) -> None:
        if chat_id == self._chat.session.conversation.id:
            self._window.composer.setFocus()
            return
        try:
            session = self._answering.get(chat_id) or self._read(chat_id)
        except NotFound:  # deleted by another program meanwhile
            self.refresh()
            return
        self._show(session)

    def step(self, by: int) -> None:
        """To the next chat of the list, or the one before."""
        ids = [entry.id for entry in self._chats.entries(search=self._search)]
        if not ids:
            return
        here = self._chat.session.conversation.id
        at = ids.index(here) + by if here in ids else 0
        if 0 <= at < len(ids):
            self.open(ids[at])

    def delete(self, chat_id: str) -> None:
        title = next((entry.title for entry in self._chats.entries() if entry.id == chat_id), "")
        self._answering.pop(chat_id, None)
        self._chats.delete(chat_id)
        if chat_id == self._chat.session.conversation.id:
            self._show(self._start())
        words = _("Deleted “{title}”").format(title=title or _("New chat"))
        self._window.sidebar.undo.offer(words, partial(self._chats.restore, chat_id))

    def refresh(self) -> None:
        self._answering = {key: one for key, one in self._answering.items() if one.answering}
        self._window.sidebar.show_chats(
            tuple(
                ChatItem(entry.id, entry.title, entry.updated, is_answering=entry.id in self._answering)
                for entry in self._chats.entries(search=self._search)
            )
        )
        self._window.sidebar.show_open(self._chat.session.conversation.id)

    def _look_for(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _note_answering(self) -> None:
        session = self._chat.session
        if session.answering:
            self._answering[session.conversation.id] = session
        self.refresh()

    def _show(self, session: ChatSession) -> None:
        self._chat.show_session(session)
        self.refresh()
