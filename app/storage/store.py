"""All chats on disk: read at once on the owner's thread, written in order by one writer thread."""

import logging
import sqlite3
import time
import unicodedata
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from app.domain.conversation import Conversation, Turn
from app.domain.errors import MaruError, NotFound
from app.domain.message import clean
from app.domain.storage_errors import DatabaseDamaged
from app.paths import Paths
from app.storage import rows, writes
from app.storage.backups import DailyBackup
from app.storage.connection import connect
from app.storage.database import prepare
from app.storage.failures import explained
from app.storage.lock import FolderLock
from app.storage.writer import Writer

BIN_S = 30 * 24 * 3600
"""How long a deleted chat stays in the bin."""

Clock = Callable[[], float]
Done = Future[None]
P = ParamSpec("P")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ChatEntry:
    """A chat as the list shows it; updated is when something was last said in it, turns counts all versions."""

    id: str
    title: str
    updated: float
    created: float
    turns: int
    model: str = ""
    pinned: bool = False


def open_store(paths: Paths, *, clock: Clock = time.time) -> "Store":
    """Open or begin the database in the data folder.

    Raises FolderInUse, FolderReadOnly, DiskFull, DiskFailed, DatabaseTooNew. A damaged file is mended, which
    Store.notices tells of.
    """
    with explained(paths.database):
        lock = FolderLock(paths.data / "maru.lock")
        try:
            damage = prepare(paths, check=not lock.was_clean, now=clock())
            store = Store(paths, lock, clock=clock, notices=(damage,) if damage else ())
        except BaseException:
            lock.release(clean=lock.was_clean)
            raise
        try:
            store.begin()
        except BaseException:
            store.close()
            raise
        return store


class Store:
    """Made by open_store. All methods belong to the thread that opened it.

    Writers return futures that are done, in the order of the calls, when the change is in the file; their exception is
    a StorageError, or NotFound. What was written before is seen by every reader.
    """

    def __init__(self, paths: Paths, lock: FolderLock, *, clock: Clock, notices: tuple[MaruError, ...]) -> None:
        self.notices = notices
        self._paths = paths
        self._lock = lock
        self._clock = clock
        self._is_open = True
        self._met_damage = False
        self._reading = connect(paths.database)
        self._reading.create_function("folded", 1, _folded, deterministic=True)
        self._writer = Writer(paths.database)
        self._backup: DailyBackup | None = None

    def begin(self) -> None:
        """What is due at a start, by open_store. Raises StorageError."""
        self._tidy()
        self._backup = self._back_up()

    # --- reading ---

    def chats(self, *, search: str = "", binned: bool = False) -> tuple[ChatEntry, ...]:
        """Pinned ones first, then the newest first; search finds a part of the title, in any case of letters."""
        found = self._read(
            "SELECT id, title, updated, created, (SELECT count(*) FROM turn WHERE turn.chat = chat.id), model, pinned"
            " FROM chat WHERE (binned IS NOT NULL) = ? AND instr(folded(title), ?)"
            " ORDER BY pinned DESC, updated DESC, number DESC",
            binned,
            _folded(search.strip()),
        )
        return tuple(
            ChatEntry(chat_id, title, updated, created, turns, model, pinned=bool(pinned))
            for chat_id, title, updated, created, turns, model, pinned in found
        )

    def load(self, chat_id: str) -> Conversation:
        """The whole tree, also of a chat in the bin. Raises NotFound, DatabaseDamaged."""
        chat = self._read(rows.CHAT, clean(chat_id))
        if not chat:
            raise NotFound("chat", chat_id)
        turns = self._read(rows.TURNS, clean(chat_id))
        try:
            return rows.conversation_from(chat[0], turns)
        except ValueError as error:
            self._met_damage = True
            raise DatabaseDamaged(str(self._paths.database), detail=str(error)) from error

    # --- writing ---

    def create(self, conversation: Conversation) -> Done:
        """A new chat, with its turns."""
        return self.put(conversation)

    def put(self, conversation: Conversation) -> Done:
        """The whole tree in place of what is there: mends what could not be written before."""
        return self._submit(writes.put, conversation, now=self._clock())

    def add_turn(self, chat_id: str, turn: Turn) -> Done:
        """One more turn, which becomes the tip."""
        return self._submit(writes.add_turn, chat_id, turn, now=self._clock())

    def update_turn(self, chat_id: str, turn: Turn) -> Done:
        """How the turn stands now; cheap enough for several times a second."""
        return self._submit(writes.update_turn, chat_id, turn, now=self._clock())

    def set_tip(self, chat_id: str, tip: str) -> Done:
        return self._submit(writes.set_tip, chat_id, tip)

    def rename(self, chat_id: str, title: str) -> Done:
        return self._submit(writes.rename, chat_id, title)

    def set_model(self, chat_id: str, path: str) -> Done:
        return self._submit(writes.set_model, chat_id, path)

    def set_system(self, chat_id: str, system: str) -> Done:
        return self._submit(writes.set_system, chat_id, system)

    def set_preset(self, chat_id: str, key: str) -> Done:
        return self._submit(writes.set_preset, chat_id, key)

    def set_pinned(self, chat_id: str, *, pinned: bool) -> Done:
        return self._submit(writes.set_pinned, chat_id, pinned=pinned)

    def move_to_bin(self, chat_id: str) -> Done:
        """Out of the list; for good after thirty days, at the next start."""
        return self._submit(writes.set_binned, chat_id, self._clock())

    def restore(self, chat_id: str) -> Done:
        """Out of the bin."""
        return self._submit(writes.set_binned, chat_id, None)

    def settle(self) -> Done:
        """Done when all that was asked before is written, or has failed."""
        return self._writer.submit(lambda _: None)

    def close(self) -> None:
        """Write what is queued and mark a clean end. May be called twice."""
        if self._is_open:
            self._is_open = False
            if self._backup:
                self._backup.stop()
            self._writer.close()
            self._reading.close()
            self._lock.release(clean=not (self._met_damage or self._writer.met_damage))

    # --- inside ---

    def _submit(
        self, operation: Callable[Concatenate[sqlite3.Connection, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> Done:
        return self._writer.submit(lambda writing: operation(writing, *args, **kwargs))

    def _tidy(self) -> None:
        """A full disk is no reason not to open: it is said when something is to be kept."""
        for done in (self._submit(writes.end_streaming), self._submit(writes.empty_bin, before=self._clock() - BIN_S)):
            done.add_done_callback(_log_failure)

    def _back_up(self) -> DailyBackup | None:
        if not self._read("SELECT 1 FROM chat LIMIT 1"):
            return None
        return DailyBackup(self._paths, now=self._clock(), failed=self._note_backup)

    def _note_backup(self, error: Exception) -> None:
        self._met_damage |= isinstance(error, DatabaseDamaged)
        log.warning("no backup today: %s", error)

    def _read(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        self._writer.catch_up()
        try:
            with explained(self._paths.database):
                return self._reading.execute(sql, values).fetchall()
        except DatabaseDamaged:
            self._met_damage = True
            raise


def _folded(text: str) -> str:
    """For comparing: no case, and one form for letters that can be composed (macOS takes Korean apart)."""
    return unicodedata.normalize("NFKC", text).casefold()


def _log_failure(done: Done) -> None:
    error = done.exception()
    if error:
        log.warning("not tidied: %s", error)
