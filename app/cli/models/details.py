"""`models info`: what a model's file says of itself, and whether it can run here."""

import argparse
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from app.cli.house import library_of
from app.cli.launch import Launch
from app.cli.models.listing import as_json, use_in_words
from app.cli.outcome import DONE
from app.cli.terminal import complain, printable, show, show_json, show_table
from app.domain.model_errors import UnknownArchitecture
from app.library.headers.gguf import Header, Skipped, Value
from app.library.shelf.catalog import ModelFile, find_model, header_of
from app.library.shelf.folders import PROGRAMS
from app.words.catalog import _
from app.words.failures import sentence
from app.words.numbers import count, parameters, size

LONGEST = 100  # letters of a value that are shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("the model: its name, or the path of a GGUF file"))


def run(launch: Launch, options: argparse.Namespace) -> int:
    with library_of(launch) as (library, _loop):
        shelf = library.shelf()
    model = find_model(options.name, (*shelf.models, *shelf.adapters, *shelf.projectors))
    header = header_of(model)
    if not (model.can_run or header.is_projector):
        complain(sentence(UnknownArchitecture(str(model.path), model.architecture)).text)
    if options.json:
        show_json(as_json(model) | _more(header))
    else:
        show_table(list(_facts(model, header)))
        show("\n")
        for key, value in header.metadata.items():
            show(f"{printable(key)} = {_in_words(value)}\n")
        if header.chat_template:
            show("\n" + _("chat template") + ":\n" + header.chat_template.rstrip() + "\n")
    return DONE


def _more(header: Header) -> dict[str, Any]:
    return {
        "role": "adapter" if header.is_adapter else "projector" if header.is_projector else "model",
        "licence": header.text("general.license"),
        "tensors": header.tensors,
        "weights_bytes_by_type": dict(header.bytes_by_type),
        "chat_template": header.chat_template,
        "gguf_version": header.version,
        "metadata": {key: _plain(value) for key, value in header.metadata.items()},
    }


def _facts(model: ModelFile, header: Header) -> Iterator[tuple[str, str]]:
    yield _("name"), printable(model.name)
    yield _("file"), str(model.path)
    yield _("use"), _use(model, header)
    yield _("architecture"), printable(model.architecture)
    yield _("parameters"), f"{parameters(model.parameters)} ({count(model.parameters)})"
    yield _("quantization"), model.quantization
    yield _("size"), size(model.size_bytes)
    yield _("context"), _("{count} tokens").format(count=count(model.context_length))
    yield _("licence"), printable(header.text("general.license")) or _("not stated")
    yield _("tensors"), count(header.tensors)
    yield _("weights"), " · ".join(f"{name} {size(taken)}" for name, taken in _by_size(header.bytes_by_type))
    if len(model.parts) > 1:
        yield _("parts"), count(len(model.parts))
    if model.projector:
        yield _("sees and hears with"), str(model.projector)
    if model.source:
        yield _("belongs to"), PROGRAMS[model.source]


def _use(model: ModelFile, header: Header) -> str:
    if header.is_adapter:
        return _("changes another model (LoRA)")
    return _("lets another model see or hear") if header.is_projector else use_in_words(model)


def _by_size(sizes: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(sizes.items(), key=lambda item: -item[1])


def _plain(value: Value) -> Any:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(value, Skipped):
        return {"items": value.items}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def _in_words(value: Value) -> str:
    if isinstance(value, Skipped):
        return _("{count} values").format(count=count(value.items))
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_in_words, value[:8])) + (", …]" if len(value) > 8 else "]")
    text = printable(str(value)).replace("\n", "⏎")
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
