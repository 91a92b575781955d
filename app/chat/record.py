"""What the store keeps of one open chat: every change is handed to its writer, and trouble is told."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from app.domain.conversation import Conversation, Turn
from app.domain.errors import MaruError
from app.domain.event import Deliver, Event
from app.storage.store import Store

SAVE_EVERY_S = 0.4
"""A killed program loses at most this much of an answer, and the time of one write."""


class Record:
    """Without a store nothing is kept. A chat is stored from its first turn on.

    After a write that failed the whole chat is written with the next one.
    """

    def __init__(self, store: Store | None, deliver: Deliver, *, is_stored: bool) -> None:
        self.troubled: Event[[MaruError]] = Event()
        self.mended: Event[[]] = Event()
        """What could not be kept is kept now."""
        self._store = store
        self._deliver = deliver
        self._is_stored = is_stored
        self._must_store_whole = False
        self._timer: threading.Timer | None = None

    def add(self, conversation: Conversation, turn: Turn) -> None:
        """The conversation has this turn already."""
        if self._store and not self._is_stored:
            self._is_stored = True
            self._watch(self._store.create(conversation))
        elif self._store:
            self._watch(self._store.add_turn(conversation.id, turn))

    def update(self, conversation: Conversation, turn: Turn) -> None:
        """How the turn stands now."""
        if self._store is None:
            return
        if self._must_store_whole:
            self._must_store_whole = False
            self._watch(self._store.put(conversation.update(turn)), then=self.mended)
        else:
            self._watch(self._store.update_turn(conversation.id, turn))

    def note(self, write: Callable[[Store], "Future[None]"]) -> None:
        """A small change of a chat that is stored; what is not yet stored has it in it when it is."""
        if self._store and self._is_stored:
            self._watch(write(self._store))

    def update_soon(self, update: Callable[[], None]) -> None:
        """Once in a while, as long as it is asked for."""
        if self._timer is None and self._store:
            self._timer = threading.Timer(SAVE_EVERY_S, self._deliver, [partial(self._update, update)])
            self._timer.daemon = True
            self._timer.start()

    def rest(self) -> None:
        """What was to be updated soon is not."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _update(self, update: Callable[[], None]) -> None:
        self._timer = None
        update()

    def _watch(self, future: "Future[None]", *, then: Callable[[], None] = lambda: None) -> None:
        future.add_done_callback(lambda done: self._deliver(partial(self._check, done, then)))

    def _check(self, done: "Future[None]", then: Callable[[], None]) -> None:
        error = done.exception()
        if isinstance(error, MaruError):
            self._must_store_whole = True
            self.troubled(error)
        elif error:
            raise error
        else:
            then()
