"""The role `chat`: one question, or a conversation."""

import argparse
import sys
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from app.chat.model import Ready
from app.chat.session import ChatSession
from app.cli.answer import AnswerOnTerminal
from app.cli.arguments import add_generation, add_json, add_model, limits_of, role_parser, sampling_of
from app.cli.files import as_options, files_of
from app.cli.filling import add_variables
from app.cli.house import chosen_model, settings_for, whole_program
from app.cli.launch import Launch
from app.cli.loop import Loop
from app.cli.outcome import DONE, FAILED
from app.cli.terminal import complain, is_seen, murmur, show, show_json
from app.domain.conversation import ModelCall, Turn, TurnState
from app.domain.errors import NotFound
from app.domain.fault import from_fault
from app.domain.generation import ContextPolicy
from app.domain.loading import ModelKind
from app.domain.message import clean
from app.wiring import App
from app.words.catalog import _, spoken
from app.words.failures import sentence
from app.words.numbers import duration, rate, tokens

with suppress(ImportError):  # not on Windows: editing and history of the line that is typed
    import readline  # noqa: F401 - being imported is all it takes


def run(launch: Launch) -> int:
    """Also instead of the window, without a display: then with the files that it was to open."""
    parser = _parser()
    options = parser.parse_args(as_options(files_of(launch)) if launch.role == "gui" else launch.arguments)
    with whole_program(launch, keep=not options.temporary) as (app, loop):
        question = _question(options, loop)
        if question is not None and not question.strip():
            parser.error(_("there is no question"))
        if question is None and options.json:
            parser.error(_("--json needs a question"))
        session = _session(options, app)
        if question is None:
            return Conversation(app, loop, session, options).run()
        turn = AnswerOnTerminal(app, loop, session, quiet=options.json).ask(question, dict(options.var))
        return _show_outcome(turn, app, session, options)


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("chat", _("Ask a question, or talk: without TEXT, and with a terminal, line by line."))
    parser.add_argument("text", nargs="?", metavar="TEXT", help=_("the question; “-” or nothing reads it from stdin"))
    add_model(parser)
    parser.add_argument("--system", metavar="TEXT", help=_("the system prompt"))
    parser.add_argument("--preset", metavar="NAME", help=_("how the model is asked; “maru presets list” has the names"))
    add_variables(parser)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--chat", metavar="ID", help=_("go on in this chat; “last” is the newest"))
    where.add_argument("--new", action="store_true", help=_("begin a new chat (the usual)"))
    where.add_argument("--temporary", action="store_true", help=_("keep nothing of it"))
    add_json(parser)
    add_generation(parser)
    return parser


def _question(options: argparse.Namespace, loop: Loop) -> str | None:
    """None when it will be typed."""
    if options.text is None and is_seen(sys.stdin):
        return None
    return clean(loop.read_all() if options.text in {None, "-"} else options.text)


def _session(options: argparse.Namespace, app: App) -> ChatSession:
    """The chat that is asked for, with the model and the style that are asked for. Raises NotFound, ModelError."""
    session = app.chats.open(full_id(options.chat, app)) if options.chat else app.chats.new(keep=not options.temporary)
    before = session.conversation.model
    model = chosen_model(options.model, app, last=before)
    if model.kind is ModelKind.BASE:
        murmur(_("“{name}” is a base model: it continues a text rather than answers.").format(name=model.name))
    fallback = session.conversation.system if options.chat else app.settings.chatting.system
    system = fallback if options.system is None else clean(options.system)
    session.conversation = replace(session.conversation, system=system, model=str(model.path))
    if options.chat and system != fallback:
        app.store.set_system(session.conversation.id, system)
    if options.preset is not None:
        session.use_preset(app.presets.find(options.preset, spoken()).key)
    app.model.choose(str(model.path), settings_for(model, session.preset, app), load=False)
    session.style = replace(
        session.style,
        system=system,
        sampling=sampling_of(options),
        limits=limits_of(options),
        policy=ContextPolicy(app.settings.chatting.policy),
    )
    return session


def full_id(given: str, app: App, *, binned: bool = False) -> str:
    """From a beginning that only one chat has, or `last`. Raises NotFound."""
    entries = app.store.chats(binned=binned)
    if given == "last" and entries:
        return max(entries, key=lambda entry: entry.updated).id
    found = [entry for entry in entries if entry.id.startswith(given)]
    if len(found) != 1:
        raise NotFound("chats" if found else "chat", given, "\n".join(entry.id for entry in found[:5]))
    return found[0].id


class Conversation:
    """Question and answer, line by line, until the person leaves."""

    def __init__(self, app: App, loop: Loop, session: ChatSession, options: argparse.Namespace) -> None:
        self._app = app
        self._loop = loop
        self._options = options
        self._session = session

    def run(self) -> int:
        murmur(_("Ctrl-C stops an answer, Ctrl-D leaves, /help says more."))
        while True:
            try:
                line = self._loop.read_line("> ").strip()
            except EOFError:
                show("\n")
                return DONE
            match line.split():
                case ["/quit" | "/exit"]:
                    return DONE
                case ["/new"]:
                    self._begin_anew()
                case ["/help"]:
                    show(_("/new begins a new chat, /quit leaves. Everything else is said to the model.") + "\n")
                case [_, *_]:
                    self._ask(line)

    def _begin_anew(self) -> None:
        style, old = self._session.style, self._session.conversation
        self._session = self._app.chats.new(keep=not self._options.temporary)
        if old.preset:
            self._session.use_preset(old.preset)
        self._session.style = style
        self._session.conversation = replace(self._session.conversation, system=style.system, model=old.model)

    def _ask(self, question: str) -> None:
        values = dict(self._options.var)
        turn = AnswerOnTerminal(self._app, self._loop, self._session).ask(clean(question), values)
        complain_of(turn)
        if turn.call:
            murmur(_in_numbers(turn.call))


def complain_of(turn: Turn) -> bool:
    """Says what went wrong with the answer, if anything did."""
    if turn.state is TurnState.FAILED and turn.fault:
        complain(sentence(from_fault(turn.fault)).text)
    return turn.state is TurnState.FAILED


def _in_numbers(call: ModelCall) -> str:
    figures = (
        tokens(call.usage.completion_tokens),
        rate(call.timings.decode_tps),
        _("first after {time}").format(time=duration(call.timings.first_token_s)),
    )
    return " · ".join(figures)


def _show_outcome(turn: Turn, app: App, session: ChatSession, options: argparse.Namespace) -> int:
    has_failed = complain_of(turn)
    if options.json:
        show_json(_as_json(turn, app, session, options))
    return FAILED if has_failed else DONE


def _as_json(turn: Turn, app: App, session: ChatSession, options: argparse.Namespace) -> dict[str, Any]:
    call = turn.call or ModelCall("")
    timings = asdict(call.timings)
    if isinstance(app.model.state, Ready):
        timings["load_s"] = app.model.state.model.load_s
    return {
        "answer": turn.message.text,
        "reasoning": turn.message.reasoning,
        "chat": None if options.temporary else session.conversation.id,
        "message": turn.id,
        "model": app.model.path,
        "stop_reason": call.stop_reason or turn.state.value,
        "usage": asdict(call.usage),
        "timings": timings,
    }
