"""The chats as rows for Qt's list view: a heading for each group of days, and the chats below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.ui.sidebar.days import day_of
from app.ui.sidebar.headed_model import HeadedModel, Roles
from app.ui.widgets.row_list import AnyIndex
from app.words.catalog import _


@dataclass(frozen=True)
class ChatItem:
    """One chat as the list shows it. key: its id; updated: seconds since 1970."""

    key: str
    title: str
    updated: float
    is_answering: bool = False


class ChatListModel(HeadedModel[ChatItem]):
    renamed = Signal(str, str)
    """A chat's id and the title that was typed; the model shows it when it is told of it by show_chats."""

    def __init__(
        self, parent: QObject | None = None, *, now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    ) -> None:
        super().__init__(parent)
        self._now = now

    def show_chats(self, chats: Sequence[ChatItem]) -> None:
        """Newest first."""
        now = self._now()
        self.show_items((day_of(chat.updated, now), chat) for chat in chats)

    def tell(self, item: ChatItem, role: int) -> str | bool | None:
        title = item.title or _("New chat")
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole | Qt.ItemDataRole.ToolTipRole:
                return title
            case Qt.ItemDataRole.AccessibleTextRole:
                return _("{title}, answering").format(title=title) if item.is_answering else title
        return item.is_answering if role == Roles.IS_BUSY else None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 - Qt's
        chat = self.item(index)
        title = str(value).strip()
        if chat is None or role != Qt.ItemDataRole.EditRole or title in {"", chat.title}:
            return False
        self.renamed.emit(chat.key, title)
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if flags else flags
