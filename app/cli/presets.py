"""The role `presets`: which there are, what stands in one, the exact prompt that one makes, what is wrong with one."""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from app.cli.arguments import add_json, add_model, role_parser
from app.cli.filling import add_filling, values_of
from app.cli.house import chosen_model, engine_of, library_of
from app.cli.launch import Launch
from app.cli.loop import Loop
from app.cli.outcome import DONE, FAILED
from app.cli.terminal import complain, murmur, printable, show, show_json, show_table
from app.domain.compose import compose, fill
from app.domain.errors import NotFound
from app.domain.generation import ChatPrompt, PartKind, Prompt
from app.domain.message import user
from app.domain.preset import Preset, PresetKind
from app.domain.preset_errors import PresetDamaged, PresetError
from app.engine.protocol import Preview, Rendered
from app.storage.presets.store import ENDING, StoredPreset, read_file, unknown_in
from app.storage.presets.unknown import UnknownKey
from app.wiring import Library
from app.words.catalog import _, spoken
from app.words.failures import sentence
from app.words.numbers import tokens

PARTS = {
    PartKind.SYSTEM: "system",
    PartKind.EXAMPLE: "examples",
    PartKind.HISTORY: "history",
    PartKind.QUESTION: "question",
    PartKind.ANSWER: "answer",
    PartKind.CONTROL: "template",
    PartKind.FRAME: "template",
}


def run(launch: Launch) -> int:
    options = _parser().parse_args(launch.arguments)
    with library_of(launch) as (library, loop):
        match options.what:
            case "list":
                return _list(library, options)
            case "show":
                return _show(library, options)
            case "render":
                return _render(library, loop, options)
            case _:
                return _validate(library, options)


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("presets", _("Presets: how a model is asked, as files that can be shared."))
    what = parser.add_subparsers(dest="what", required=True, metavar="list|show|render|validate")
    name = partial(argparse.ArgumentParser.add_argument, metavar="NAME", help=_("its name, or the path of its file"))
    verbs = [
        what.add_parser("list", help=_("all of them")),
        what.add_parser("show", help=_("what stands in its file")),
        what.add_parser("render", help=_("the exact prompt that a model would receive")),
        what.add_parser("validate", help=_("whether files are presets, and what is wrong with them")),
    ]
    for verb in verbs[1:3]:
        name(verb, "name")
    add_filling(verbs[2])
    add_model(verbs[2])
    verbs[3].add_argument(
        "files", nargs="*", metavar="FILE", help=_("files, or names of presets; without one: all that there are")
    )
    for verb in verbs:
        add_json(verb)
    return parser


def kind_in_words(preset: Preset) -> str:
    return _("chat") if preset.kind is PresetKind.CHAT else _("continues text")


def _list(library: Library, options: argparse.Namespace) -> int:
    """What could not be read is said on stderr, and is no failure of the list."""
    shelf = library.presets.shelf(spoken())
    for error in shelf.refused:
        complain(sentence(error).text)
    if options.json:
        show_json([_as_json(stored) for stored in shelf.presets])
    else:
        header = (_("name"), _("language"), _("kind"), _("key"))
        show_table([header, *map(_row, shelf.presets)])
    return DONE


def _row(stored: StoredPreset) -> tuple[str, ...]:
    preset = stored.preset
    return printable(preset.name), preset.language, kind_in_words(preset), printable(stored.key)


def _as_json(stored: StoredPreset) -> dict[str, Any]:
    preset = stored.preset
    return {
        "name": preset.name,
        "key": stored.key,
        "language": preset.language,
        "kind": preset.kind.value,
        "group": preset.group,
        "description": preset.description,
        "builtin": stored.is_builtin,
        "path": str(stored.path),
    }


def _show(library: Library, options: argparse.Namespace) -> int:
    stored = library.presets.find(options.name, spoken())
    if options.json:
        show_json({**asdict(stored.preset), **_as_json(stored)})
    else:
        show(printable(library.presets.text_of(stored.key)))
    return DONE


# --- the exact prompt ----------------------------------------------------------------------------------------------


def _render(library: Library, loop: Loop, options: argparse.Namespace) -> int:
    """Of the model only the vocabulary is read."""
    preset = library.presets.find(options.name, spoken()).preset
    question = fill(preset, values_of(options, preset, loop))
    model = chosen_model(options.model, library)
    settings = library.model_settings.of(str(model.path), library.settings.running.load_settings())
    prompt = compose(preset, [user(question)]).prompt
    with engine_of(library, loop) as engine:
        rendered = engine.ask(lambda number: Preview(number, str(model.path), prompt, template=settings.chat_template))
    if not isinstance(rendered, Rendered):
        raise TypeError(rendered)
    if options.json:
        show_json(_rendered_as_json(prompt, rendered))
    else:
        show(printable(rendered.prompt.text) + "\n")
        murmur(_in_numbers(rendered))
    return DONE


def _rendered_as_json(prompt: Prompt, rendered: Rendered) -> dict[str, Any]:
    """What was asked and what the model receives of it: tokens and parts count tokens, exact holds each."""
    exact, messages = rendered.prompt, prompt.messages if isinstance(prompt, ChatPrompt) else ()
    return {
        "messages": [{"role": message.role.value, "content": message.text} for message in messages],
        "prompt": exact.text,
        "tokens": len(exact.tokens),
        "parts": _parts(exact.kinds),
        "template": rendered.report.template,
        "exact": [
            {"id": token, "text": piece, "kind": kind.value}
            for token, piece, kind in zip(exact.tokens, exact.pieces, exact.kinds, strict=True)
        ],
    }


def _parts(kinds: Sequence[PartKind]) -> dict[str, int]:
    counted = Counter(PARTS[kind] for kind in kinds)
    return {name: counted[name] for name in dict.fromkeys(PARTS.values())}


def _in_numbers(rendered: Rendered) -> str:
    words = {
        "system": _("system prompt"),
        "examples": _("examples"),
        "history": _("history"),
        "question": _("question"),
        "answer": _("answer"),
        "template": _("template"),
    }
    parts = _parts(rendered.prompt.kinds)
    each = [f"{words[name]} {number}" for name, number in parts.items() if number]
    return " · ".join([tokens(len(rendered.prompt.tokens)), *each])


# --- is it one? ----------------------------------------------------------------------------------------------------


def _validate(library: Library, options: argparse.Namespace) -> int:
    """Keys that no preset has are said, and are no failure."""
    if options.files:
        paths = [_path_of(name, library) for name in options.files]
    else:
        shelf = library.presets.shelf(spoken())
        paths = [stored.path for stored in shelf.presets] + [Path(error.path) for error in shelf.refused]
    checked = [_Checked(path, _error_of(path), unknown_in(path)) for path in paths]
    if options.json:
        show_json([_verdict(one) for one in checked])
    else:
        for one in checked:
            _complain_of(one)
        if not any(one.error for one in checked):
            show(_("Nothing is wrong.") + "\n")
    return FAILED if any(one.error for one in checked) else DONE


def _path_of(name: str, library: Library) -> Path:
    """Of the file of this name; what has not its ending may also be called like a preset."""
    path = Path(name).expanduser()
    if path.suffix == ENDING:
        return path
    try:
        return library.presets.find(name, spoken()).path
    except PresetError as error:
        return Path(error.path)
    except NotFound:
        return path


@dataclass(frozen=True)
class _Checked:
    path: Path
    error: PresetError | None
    unknown: tuple[UnknownKey, ...]


def _error_of(path: Path) -> PresetError | None:
    try:
        read_file(path)
    except PresetError as error:
        return error
    return None


def _complain_of(checked: _Checked) -> None:
    if checked.error:
        complain(sentence(checked.error).text)
    for key in checked.unknown:
        said = _("No preset has the key “{key}” in line {line} of “{file}”.")
        words = said.format(key=key.key, line=key.line, file=checked.path.name)
        complain(words + (" " + _("Is “{key}” meant?").format(key=key.near) if key.near else ""))


def _verdict(checked: _Checked) -> dict[str, Any]:
    error = checked.error
    verdict: dict[str, Any] = {"path": str(checked.path), "ok": error is None}
    if error:
        verdict["error"] = sentence(error).text
    if isinstance(error, PresetDamaged):
        verdict |= {"line": error.line, "column": error.column, "key": error.key, "why": error.why}
    return verdict | {"unknown": [asdict(key) for key in checked.unknown]}
