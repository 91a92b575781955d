"""What is written into the database, as small operations; whoever calls them makes each one transaction."""

import sqlite3

from app.domain.conversation import Conversation, Turn, TurnState
from app.domain.errors import NotFound
from app.domain.message import clean
from app.storage.rows import chat_values, growing_values, turn_values


def put(writing: sqlite3.Connection, conversation: Conversation, *, now: float) -> None:
    """The whole tree in place of what is there."""
    writing.execute("DELETE FROM turn WHERE chat = ?", (conversation.id,))
    writing.execute(
        "INSERT INTO chat (id, title, system, model, created, tip, preset, updated)"
        " VALUES (:id, :title, :system, :model, :created, :tip, :preset, :updated)"
        " ON CONFLICT (id) DO UPDATE SET title = excluded.title, system = excluded.system, model = excluded.model,"
        " tip = excluded.tip, preset = excluded.preset, updated = excluded.updated",
        {**chat_values(conversation), "updated": now},
    )
    for turn in conversation.turns.values():
        _insert(writing, conversation.id, turn)


def add_turn(writing: sqlite3.Connection, chat: str, turn: Turn, *, now: float) -> None:
    """Raises NotFound for an unknown chat or parent."""
    _change(writing, "UPDATE chat SET tip = ?, updated = ? WHERE id = ?", turn.id, now, chat)
    if turn.parent is not None:
        _must_have(writing, chat, turn.parent)
    _insert(writing, chat, turn)


def update_turn(writing: sqlite3.Connection, chat: str, turn: Turn, *, now: float) -> None:
    """One row while it streams. Raises NotFound."""
    found = writing.execute(
        "UPDATE turn SET state = :state, parts = :parts, call = :call, fault = :fault WHERE chat = :chat AND id = :id",
        {**growing_values(turn), "chat": chat, "id": turn.id},
    )
    if not found.rowcount:
        raise NotFound("message", turn.id)
    if turn.state is not TurnState.STREAMING:
        _change(writing, "UPDATE chat SET updated = ? WHERE id = ?", now, chat)


def set_tip(writing: sqlite3.Connection, chat: str, tip: str) -> None:
    """Raises NotFound."""
    _must_have(writing, chat, tip)
    _change(writing, "UPDATE chat SET tip = ? WHERE id = ?", tip, chat)


def rename(writing: sqlite3.Connection, chat: str, title: str) -> None:
    """Raises NotFound; so do all that follow and name a chat."""
    _change(writing, "UPDATE chat SET title = ? WHERE id = ?", clean(title), chat)


def set_model(writing: sqlite3.Connection, chat: str, path: str) -> None:
    _change(writing, "UPDATE chat SET model = ? WHERE id = ?", clean(path), chat)


def set_system(writing: sqlite3.Connection, chat: str, system: str) -> None:
    _change(writing, "UPDATE chat SET system = ? WHERE id = ?", clean(system), chat)


def set_preset(writing: sqlite3.Connection, chat: str, key: str) -> None:
    _change(writing, "UPDATE chat SET preset = ? WHERE id = ?", clean(key), chat)


def set_pinned(writing: sqlite3.Connection, chat: str, *, pinned: bool) -> None:
    _change(writing, "UPDATE chat SET pinned = ? WHERE id = ?", pinned, chat)


def set_binned(writing: sqlite3.Connection, chat: str, since: float | None) -> None:
    """In the bin since then; None takes it out."""
    _change(writing, "UPDATE chat SET binned = ? WHERE id = ?", since, chat)


def empty_bin(writing: sqlite3.Connection, *, before: float) -> None:
    """For good: what was deleted before then."""
    writing.execute("DELETE FROM chat WHERE binned < ?", (before,))


def end_streaming(writing: sqlite3.Connection) -> None:
    """What streamed when the program was killed is partial now."""
    writing.execute("UPDATE turn SET state = 'partial' WHERE state = 'streaming'")


def _change(writing: sqlite3.Connection, sql: str, *values: object) -> None:
    """One chat, whose id is the last value."""
    if not writing.execute(sql, values).rowcount:
        raise NotFound("chat", str(values[-1]))


def _must_have(writing: sqlite3.Connection, chat: str, turn_id: str) -> None:
    if not writing.execute("SELECT 1 FROM turn WHERE chat = ? AND id = ?", (chat, turn_id)).fetchone():
        raise NotFound("message", turn_id)


def _insert(writing: sqlite3.Connection, chat: str, turn: Turn) -> None:
    writing.execute(
        "INSERT INTO turn (chat, id, parent, role, created, state, parts, call, fault)"
        " VALUES (:chat, :id, :parent, :role, :created, :state, :parts, :call, :fault)",
        turn_values(chat, turn),
    )
