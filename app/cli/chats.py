"""The role `chats`: what is kept, as text or JSON."""

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from app.cli.arguments import add_json, role_parser
from app.cli.chat import full_id
from app.cli.house import whole_program
from app.cli.launch import Launch
from app.cli.loop import Loop
from app.cli.outcome import DONE
from app.cli.terminal import BOLD, is_seen, printable, show, show_json, show_table, styled
from app.domain.conversation import Conversation, ModelCall, Turn, TurnState
from app.domain.message import Role
from app.storage.store import ChatEntry
from app.wiring import App
from app.words.catalog import _
from app.words.numbers import count


def run(launch: Launch) -> int:
    options = _parser().parse_args(launch.arguments)
    with whole_program(launch) as (app, loop):
        match options.what:
            case "list":
                _list(app, options)
            case "show":
                _show(app, options)
            case _:
                _move(app, loop, options)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("chats", _("The chats that are kept."))
    what = parser.add_subparsers(dest="what", required=True, metavar="list|show|rm|restore")
    chats = what.add_parser("list", help=_("all of them, the newest first"))
    chats.add_argument("--search", default="", metavar="TEXT", help=_("only those whose title has TEXT in it"))
    chats.add_argument("--bin", action="store_true", help=_("those in the bin"))
    words = {"show": _("what was said"), "rm": _("move to the bin, for 30 days"), "restore": _("bring back")}
    one = [what.add_parser(name, help=text) for name, text in words.items()]
    for parser_of_one in one:
        parser_of_one.add_argument(
            "id", metavar="ID", help=_("the chat, or the beginning of its ID; “last” is the newest")
        )
    for parser_of_any in (chats, *one):
        add_json(parser_of_any)
    return parser


def _list(app: App, options: argparse.Namespace) -> None:
    entries = app.store.chats(search=options.search, binned=options.bin)
    if options.json:
        show_json([_entry_as_json(entry) for entry in entries])
    elif entries:
        header = (_("ID"), _("last used"), _("messages"), _("title"))
        show_table([header, *map(_row, entries)], right=frozenset({2}))
    else:
        show(_nothing(options) + "\n")


def _nothing(options: argparse.Namespace) -> str:
    if options.search:
        return _("No chat has “{text}” in its title.").format(text=options.search)
    return _("The bin is empty.") if options.bin else _("No chat is kept yet.")


def _row(entry: ChatEntry) -> tuple[str, ...]:
    when = datetime.fromtimestamp(entry.updated).astimezone().strftime("%Y-%m-%d %H:%M")
    return entry.id, when, count(entry.turns), printable(entry.title) or _("New chat")


def _entry_as_json(entry: ChatEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title,
        "created": _moment(entry.created),
        "updated": _moment(entry.updated),
        "messages": entry.turns,
        "model": entry.model,
    }


def _show(app: App, options: argparse.Namespace) -> None:
    chat = app.store.load(full_id(options.id, app))
    if options.json:
        show_json(_chat_as_json(chat))
        return
    for turn in chat.path():
        show_turn(turn)


def show_turn(turn: Turn) -> None:
    who = _("You") if turn.message.role is Role.USER else _("Model")
    sys.stdout.write(styled(who, BOLD, sys.stdout) + ("\n" if is_seen(sys.stdout) else ":\n"))
    show(turn.message.text.strip() + "\n" + _ending(turn) + "\n")


def _ending(turn: Turn) -> str:
    words = {
        TurnState.STOPPED: _("(stopped here)"),
        TurnState.PARTIAL: _("(the program ended here)"),
        TurnState.FAILED: _("(the answer failed here)"),
    }
    return words[turn.state] + "\n" if turn.state in words else ""


def _chat_as_json(chat: Conversation) -> dict[str, Any]:
    """Messages are the shown path; versions says how many each has."""
    return {
        "id": chat.id,
        "title": chat.title,
        "system": chat.system,
        "model": chat.model,
        "preset": chat.preset,
        "created": _moment(chat.created),
        "messages": [
            {
                "id": turn.id,
                "role": turn.message.role.value,
                "text": turn.message.text,
                "reasoning": turn.message.reasoning,
                "state": turn.state.value,
                "created": _moment(turn.created),
                "versions": len(chat.versions(turn.id)),
                **_call_as_json(turn.call),
            }
            for turn in chat.path()
        ],
    }


def _call_as_json(call: ModelCall | None) -> dict[str, Any]:
    """Of an answer that was asked for with a preset: which one, what its rule found, and in which paths."""
    if not call or not call.preset:
        return {}
    paths = [{"text": path.text, "answer": path.answer, "stop_reason": path.stop_reason} for path in call.paths]
    return {"preset": call.preset.name, "answer": call.answer, "paths": paths}


def _move(app: App, loop: Loop, options: argparse.Namespace) -> None:
    """To the bin, or back. Done when it is on the disk."""
    is_back = options.what == "restore"
    chat_id = full_id(options.id, app, binned=is_back)
    future = app.store.restore(chat_id) if is_back else app.store.move_to_bin(chat_id)
    loop.until(future.done)
    future.result()
    if options.json:
        show_json({"id": chat_id})


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
