"""The chats as rows for Qt's list view: a heading for each group of days, and the chats below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.ui.sidebar.days import day_of
from app.words.catalog import _


@dataclass(frozen=True)
class ChatItem:
    """One chat as the list shows it. updated: seconds since 1970."""

    id: str
    title: str
    updated: float
    is_answering: bool = False


@dataclass(frozen=True)
class Heading:
    words: str


Line = ChatItem | Heading
AnyIndex = QModelIndex | QPersistentModelIndex


class Roles(IntEnum):
    LINE = Qt.ItemDataRole.UserRole
    IS_OPEN = Qt.ItemDataRole.UserRole + 1
    IS_BUSY = Qt.ItemDataRole.UserRole + 2


_ROOT: Final = QModelIndex()


class ChatListModel(QAbstractListModel):
    """Moves rows instead of starting over, so that a title being typed survives a chat that comes to the top."""

    renamed = Signal(str, str)
    """A chat's id and the title that was typed; the model shows it when it is told of it by show_chats."""

    def __init__(
        self, parent: QObject | None = None, *, now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._lines: list[Line] = []
        self._open = ""

    def show_chats(self, chats: Sequence[ChatItem]) -> None:
        """Newest first."""
        now = self._now()
        wanted: list[Line] = []
        for chat in chats:
            heading = Heading(day_of(chat.updated, now))
            if heading not in wanted:
                wanted.append(heading)
            wanted.append(chat)
        self._become(wanted)

    def show_open(self, chat_id: str) -> None:
        """Mark the chat that is being read."""
        before, self._open = self._open, chat_id
        for at, line in enumerate(self._lines):
            if isinstance(line, ChatItem) and line.id in {before, chat_id}:
                self.dataChanged.emit(self.index(at), self.index(at))

    def index_of(self, chat_id: str) -> QModelIndex:
        """Invalid when it is not in the list."""
        found = (at for at, line in enumerate(self._lines) if isinstance(line, ChatItem) and line.id == chat_id)
        return self.index(next(found, -1))

    def chat(self, index: AnyIndex) -> ChatItem | None:
        line = self._lines[index.row()] if index.isValid() else None
        return line if isinstance(line, ChatItem) else None

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        line = self._lines[index.row()]
        if role == Roles.LINE:
            return line
        if isinstance(line, Heading):
            is_text = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
            return line.words if is_text else None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole}:
            return title_of(line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("{title}, answering").format(title=title_of(line)) if line.is_answering else title_of(line)
        marks: dict[int, bool] = {Roles.IS_OPEN: line.id == self._open, Roles.IS_BUSY: line.is_answering}
        return marks.get(role)

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 - Qt's
        chat = self.chat(index)
        title = str(value).strip()
        if chat is None or role != Qt.ItemDataRole.EditRole or title in {"", chat.title}:
            return False
        self.renamed.emit(chat.id, title)
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.chat(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def _become(self, wanted: Sequence[Line]) -> None:
        keys = {_key(line) for line in wanted}
        for at in reversed(range(len(self._lines))):
            if _key(self._lines[at]) not in keys:
                self.beginRemoveRows(_ROOT, at, at)
                del self._lines[at]
                self.endRemoveRows()
        for at, line in enumerate(wanted):
            self._place(at, line)

    def _place(self, at: int, line: Line) -> None:
        came_from = next((n for n in range(at, len(self._lines)) if _key(self._lines[n]) == _key(line)), None)
        if came_from is None:
            self.beginInsertRows(_ROOT, at, at)
            self._lines.insert(at, line)
            self.endInsertRows()
            return
        if came_from != at:
            self.beginMoveRows(_ROOT, came_from, came_from, _ROOT, at)
            self._lines.insert(at, self._lines.pop(came_from))
            self.endMoveRows()
        if self._lines[at] != line:
            self._lines[at] = line
            self.dataChanged.emit(self.index(at), self.index(at))


def title_of(chat: ChatItem) -> str:
    return chat.title or _("New chat")


def _key(line: Line) -> str:
    return f"chat {line.id}" if isinstance(line, ChatItem) else f"heading {line.words}"
