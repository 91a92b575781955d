"""Conversations as rows of the database, and back."""

import json
import sqlite3
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import msgspec

from app.domain.conversation import Conversation, ModelCall, Turn, TurnState
from app.domain.fault import Fault
from app.domain.message import Message, Part, Role, clean

Values = dict[str, object]
"""By the names of the columns."""

CHAT = "SELECT id, title, system, model, created, tip, preset FROM chat WHERE id = ?"
TURNS = "SELECT id, parent, role, created, state, parts, call, fault FROM turn WHERE chat = ? ORDER BY number"
EVERY_TURN = "SELECT number, id, parent, role, created, state, parts, call, fault FROM turn"

_parts: msgspec.json.Decoder[tuple[Part, ...]] = msgspec.json.Decoder(tuple[Part, ...])
_call: msgspec.json.Decoder[ModelCall] = msgspec.json.Decoder(ModelCall)
_fault: msgspec.json.Decoder[Fault] = msgspec.json.Decoder(Fault)


def chat_values(conversation: Conversation) -> Values:
    return {
        "id": conversation.id,
        "title": clean(conversation.title),
        "system": clean(conversation.system),
        "model": clean(conversation.model),
        "created": conversation.created,
        "tip": conversation.tip,
        "preset": clean(conversation.preset),
    }


def turn_values(chat_id: str, turn: Turn) -> Values:
    fixed = {"chat": chat_id, "id": turn.id, "parent": turn.parent, "role": turn.message.role.value}
    return {**fixed, "created": turn.created, **growing_values(turn)}


def growing_values(turn: Turn) -> Values:
    """What of a turn changes while it grows."""
    return {
        "state": turn.state.value,
        "parts": _encoded(turn.message.parts),
        "call": _encoded(turn.call) if turn.call else None,
        "fault": _encoded(turn.fault) if turn.fault else None,
    }


def conversation_from(chat: tuple[Any, ...], turns: Iterable[tuple[Any, ...]]) -> Conversation:
    """From what CHAT and TURNS select. Raises ValueError."""
    chat_id, title, system, model, created, tip, preset = chat
    tree = {row[0]: turn_from(row) for row in turns}
    return Conversation(chat_id, title, MappingProxyType(tree), tip, system, created, model, preset)


def turn_from(row: tuple[Any, ...]) -> Turn:
    """Raises ValueError where the row is not what was written: msgspec's errors and StrEnum's are such."""
    turn_id, parent, role, created, state, parts, call, fault = row
    return Turn(
        turn_id,
        parent,
        Message(Role(role), _parts.decode(parts)),
        created,
        TurnState(state),
        None if call is None else _call.decode(call),
        None if fault is None else _fault.decode(fault),
    )


def unreadable_turns(connection: sqlite3.Connection) -> list[int]:
    """Numbers of the rows that SQLite gives out without complaint, and that make no sense."""
    return [number for number, *row in connection.execute(EVERY_TURN) if not _is_readable(tuple(row))]


def _is_readable(row: tuple[Any, ...]) -> bool:
    try:
        turn_from(row)
    except ValueError:
        return False
    return True


def _encoded(value: object) -> str:
    try:
        return msgspec.json.encode(value, enc_hook=_plain).decode()
    except UnicodeEncodeError:  # a lone surrogate: json lets it through, clean replaces it
        return clean(json.dumps(msgspec.to_builtins(value, enc_hook=_plain), ensure_ascii=False, default=_plain))


def _plain(value: object) -> object:
    """A read-only mapping as msgspec knows it."""
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise NotImplementedError
