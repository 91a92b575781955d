"""All chats: the list, and the open ones, which go on answering while another is read."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from app.chat.model import ActiveModel
from app.chat.session import ChatSession, PresetOf
from app.chat.titles import tidy
from app.domain.conversation import Conversation, Turn, new_id
from app.domain.errors import MaruError
from app.domain.event import Deliver, Event
from app.storage.store import ChatEntry, Store


class Chats:
    """Opens a chat at most once: whoever asks for it while it answers gets the session that hears the answer."""

    def __init__(
        self,
        store: Store,
        model: ActiveModel,
        deliver: Deliver,
        *,
        preset_of: PresetOf = lambda _: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.changed: Event[[]] = Event()
        self.troubled: Event[[MaruError]] = Event()
        self._store = store
        self._model = model
        self._deliver = deliver
        self._preset_of = preset_of
        self._clock = clock
        self._open: dict[str, ChatSession] = {}

    def entries(self, *, search: str = "") -> tuple[ChatEntry, ...]:
        """What is not in the bin, newest first."""
        return self._store.chats(search=search)

    def new(self, *, keep: bool = True) -> ChatSession:
        """An empty chat; it is kept from its first question on, or never (keep=False)."""
        conversation = Conversation(new_id(), created=self._clock(), model=self._model.path)
        return self._session(conversation, store=self._store if keep else None)

    def open(self, chat_id: str) -> ChatSession:
        """Raises NotFound."""
        if chat_id in self._open:
            return self._open[chat_id]
        return self._session(self._store.load(chat_id), store=self._store)

    def rename(self, chat_id: str, title: str) -> None:
        if chat_id in self._open:
            self._open[chat_id].rename(title)
        else:
            self._after(self._store.rename(chat_id, tidy(title)))

    def delete(self, chat_id: str) -> None:
        """Move it to the bin; restore is the undo."""
        session = self._open.pop(chat_id, None)
        if session:
            session.stop()
        self._after(self._store.move_to_bin(chat_id))

    def restore(self, chat_id: str) -> None:
        self._after(self._store.restore(chat_id))

    def close(self) -> None:
        """Keep what grows as it stands."""
        for session in self._open.values():
            session.settle()
        self._open.clear()

    def _session(self, conversation: Conversation, *, store: Store | None) -> ChatSession:
        self._open = {key: session for key, session in self._open.items() if session.answering}
        session = ChatSession(
            conversation, model=self._model, store=store, deliver=self._deliver, preset_of=self._preset_of
        )
        session.added.connect(self._tell)
        session.finished.connect(self._tell)
        session.renamed.connect(self._tell)
        self._open[conversation.id] = session
        return session

    def _tell(self, _: Turn | str) -> None:
        """The list reads what the writer thread has written: so behind what is queued there."""
        self._after(self._store.settle())

    def _after(self, future: "Future[None]") -> None:
        future.add_done_callback(lambda done: self._deliver(partial(self._check, done)))

    def _check(self, done: "Future[None]") -> None:
        error = done.exception()
        if isinstance(error, MaruError):
            self.troubled(error)
        elif error:
            raise error
        self.changed()
