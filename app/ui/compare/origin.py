"""The turn of a chat that a comparison comes from, and the chat as it is open when an answer is kept."""

from collections.abc import Callable
from dataclasses import dataclass

from app.chat.session import ChatSession
from app.domain.conversation import Turn
from app.domain.errors import NotFound
from app.domain.message import Message, Role


@dataclass(frozen=True)
class Origin:
    """Its question, and what was said before; key is of the preset that worded the question."""

    chat: ChatSession
    question: Turn
    history: tuple[Message, ...]
    key: str

    @property
    def text(self) -> str:
        return self.question.message.text

    def chat_now(self, open_chat: Callable[[str], ChatSession]) -> ChatSession:
        """It may have been left and opened anew. One that is not kept is known to nobody else."""
        try:
            return open_chat(self.chat.conversation.id)
        except NotFound:
            return self.chat


def origin_of(session: ChatSession, turn_id: str) -> Origin:
    """turn_id is of a question or of an answer. Raises NotFound."""
    conversation = session.conversation
    turn = conversation.turn(turn_id)
    question = turn if turn.message.role is Role.USER or turn.parent is None else conversation.turn(turn.parent)
    history = tuple(one.message for one in conversation.path(question.id)[:-1])
    return Origin(session, question, history, conversation.preset)
