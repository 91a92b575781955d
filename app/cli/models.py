"""The role `models`: what lies on this computer, and what a file says of itself."""

import argparse
from typing import Any

from app.cli.arguments import add_json, role_parser
from app.cli.house import chosen_model, settings_of
from app.cli.launch import Launch
from app.cli.outcome import DONE
from app.cli.terminal import complain, printable, show, show_json, show_table
from app.domain.errors import NoModels
from app.domain.loading import ModelKind
from app.library.catalog import ModelFile, model_folders, survey
from app.library.gguf import Header, Skipped, Value, read_header
from app.words.catalog import _
from app.words.failures import sentence
from app.words.numbers import count, parameters, size

LONGEST = 100  # letters of a value that are shown


def run(launch: Launch) -> int:
    options = _parser().parse_args(launch.arguments)
    return _list(launch, options) if options.what == "list" else _inspect(launch, options)


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("models", _("The models on this computer."))
    what = parser.add_subparsers(dest="what", required=True, metavar="list|info")
    add_json(what.add_parser("list", help=_("all of them"), description=_("All models on this computer.")))
    look = what.add_parser("info", help=_("what one says of itself"), description=_("What a model says of itself."))
    look.add_argument("name", metavar="NAME", help=_("the model: its name, or the path of a GGUF file"))
    add_json(look)
    return parser


def kind_in_words(kind: ModelKind) -> str:
    return {
        ModelKind.CHAT: _("chat"),
        ModelKind.BASE: _("continues text"),
        ModelKind.EMBEDDING: _("compares texts"),
    }[kind]


def _list(launch: Launch, options: argparse.Namespace) -> int:
    """What could not be read is said on stderr, and is no failure of the list."""
    shelf = survey(model_folders(launch.paths, settings_of(launch).models))
    for error in shelf.refused:
        complain(sentence(error).text)
    if not shelf.models:
        complain(sentence(NoModels()).text)
    if options.json:
        show_json([_as_json(model) for model in shelf.models])
    elif shelf.models:
        show_table(
            [
                (_("name"), _("size"), _("parameters"), _("quantization"), _("context"), _("use")),
                *map(_row, shelf.models),
            ],
            right=frozenset({1, 2, 4}),
        )
    return DONE


def _row(model: ModelFile) -> tuple[str, ...]:
    return (
        printable(model.name),
        size(model.size_bytes),
        parameters(model.parameters),
        model.quantization,
        count(model.context_length),
        kind_in_words(model.kind),
    )


def _as_json(model: ModelFile) -> dict[str, Any]:
    return {
        "name": model.name,
        "path": str(model.path),
        "size_bytes": model.size_bytes,
        "architecture": model.architecture,
        "parameters": model.parameters,
        "quantization": model.quantization,
        "context_length": model.context_length,
        "kind": model.kind.value,
    }


def _inspect(launch: Launch, options: argparse.Namespace) -> int:
    model = chosen_model(options.name, launch, settings_of(launch))
    header = read_header(model.path)
    if options.json:
        metadata = {key: _plain(value) for key, value in header.metadata.items()}
        weights = dict(header.bytes_by_type)
        more = {"parts": list(map(str, model.parts)), "tensors": header.tensors, "weights_bytes_by_type": weights}
        show_json(_as_json(model) | more | {"gguf_version": header.version, "metadata": metadata})
    else:
        show_table(_facts(model, header))
        show("\n")
        for key, value in header.metadata.items():
            show(f"{printable(key)} = {_in_words(value)}\n")
    return DONE


def _facts(model: ModelFile, header: Header) -> list[tuple[str, str]]:
    facts = [
        (_("name"), printable(model.name)),
        (_("file"), str(model.path)),
        (_("use"), kind_in_words(model.kind)),
        (_("architecture"), printable(model.architecture)),
        (_("parameters"), f"{parameters(model.parameters)} ({count(model.parameters)})"),
        (_("quantization"), model.quantization),
        (_("size"), size(model.size_bytes)),
        (_("context"), _("{count} tokens").format(count=count(model.context_length))),
        (_("licence"), printable(header.text("general.license")) or _("not stated")),
        (_("tensors"), count(header.tensors)),
    ]
    return [*facts, (_("parts"), count(len(model.parts)))] if len(model.parts) > 1 else facts


def _plain(value: Value) -> Any:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(value, Skipped):
        return {"items": value.items}
    return list(value) if isinstance(value, tuple) else value


def _in_words(value: Value) -> str:
    if isinstance(value, Skipped):
        return _("{count} values").format(count=count(value.items))
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_in_words, value[:8])) + (", …]" if len(value) > 8 else "]")
    text = printable(str(value)).replace("\n", "⏎")
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
