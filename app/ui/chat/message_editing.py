"""Changing messages of a chat where they stand; an edit that was begun waits while another chat is read."""

from PySide6.QtCore import QObject, QRect, Signal

from app.domain.conversation import Conversation
from app.domain.message import Role
from app.ui.chat.message_editor import MessageEditor
from app.ui.conversation.view import ConversationView
from app.ui.theme.look import Look


class MessageEditing(QObject):
    saved = Signal(str, str)
    """The turn's id and its new text."""
    ended = Signal()
    """Nothing is being changed any more."""

    def __init__(self, view: ConversationView) -> None:
        super().__init__(view)
        self._view = view
        self._editor = MessageEditor(view)
        self._editor.saved.connect(self.saved)
        self._editor.cancelled.connect(self.end)
        view.verticalScrollBar().valueChanged.connect(self._follow)
        self.begun: dict[str, tuple[str, str]] = {}
        """By the chat's id: a turn's id, and its text as far as it was changed."""

    def edit(self, chat: Conversation, turn_id: str, *, begun: str = "") -> None:
        """Change this message; begun is how far that had come before."""
        message = chat.turn(turn_id).message
        self._editor.edit(turn_id, message.text, is_question=message.role is Role.USER, begun=begun)
        self._editor.place(self._place_of(turn_id))

    def resume(self, chat: Conversation) -> None:
        """Open the edit that was begun in this chat before it was left."""
        if chat.id in self.begun:
            turn_id, text = self.begun.pop(chat.id)
            self.edit(chat, turn_id, begun=text)

    def leave(self, chat: Conversation) -> None:
        """Keep what is changed but not saved."""
        if self._editor.isVisible():
            self.begun[chat.id] = (self._editor.turn_id, self._editor.text)
        self._editor.hide()

    def end(self) -> None:
        self._editor.hide()
        self.ended.emit()

    def dress(self, look: Look) -> None:
        self._editor.dress(look)

    def _follow(self) -> None:
        if self._editor.isVisible():
            self._editor.place(self._place_of(self._editor.turn_id))

    def _place_of(self, turn_id: str) -> QRect:
        index = next((at for at, row in enumerate(self._view.rows) if row.id == turn_id), 0)
        rect = self._view.global_rect_of(index)
        return QRect(self._view.mapFromGlobal(rect.topLeft()), rect.size())
