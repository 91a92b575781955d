"""Chats that are opened as the settings want them: what a new one begins with, and what is left out of a long one."""

from collections.abc import Callable
from dataclasses import replace

from app.chat.chats import Chats
from app.chat.session import ChatSession
from app.domain.errors import NotFound
from app.domain.settings import Settings


class Sessions:
    def __init__(self, chats: Chats, settings: Callable[[], Settings]) -> None:
        """Settings are those of now."""
        self._chats = chats
        self._settings = settings

    def first(self, chat_id: str) -> ChatSession:
        """This chat, or a new one where it is not there any more."""
        if chat_id:
            try:
                return self.read(chat_id)
            except NotFound:
                pass
        return self.new()

    def read(self, chat_id: str) -> ChatSession:
        """Raises NotFound."""
        return self.style(self._chats.open(chat_id))

    def new(self) -> ChatSession:
        session = self._chats.new()
        session.conversation = replace(session.conversation, system=self._settings().chatting.system)
        return self.style(session)

    def style(self, session: ChatSession) -> ChatSession:
        policy = self._settings().chatting.policy
        session.style = replace(session.style, system=session.conversation.system, policy=policy)
        return session
