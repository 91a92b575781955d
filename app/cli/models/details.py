"""`models info`: what a model's file says of itself, and whether it can run here."""

import argparse
from collections.abc import Mapping
from math import isfinite
from typing import Any

from app.cli.house import chosen_model, settings_of
from app.cli.launch import Launch
from app.cli.models.listing import as_json, kind_in_words
from app.cli.outcome import DONE
from app.cli.terminal import complain, printable, show, show_json, show_table
from app.domain.errors import UnknownArchitecture
from app.library.catalog import ModelFile, header_of
from app.library.folders import PROGRAMS
from app.library.gguf import Header, Skipped, Value
from app.words.catalog import _
from app.words.failures import sentence
from app.words.numbers import count, parameters, size

LONGEST = 100  # letters of a value that are shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("the model: its name, or the path of a GGUF file"))


def run(launch: Launch, options: argparse.Namespace) -> int:
    model = chosen_model(options.name, launch, settings_of(launch))
    header = header_of(model)
    if not model.can_run:
        complain(sentence(UnknownArchitecture(str(model.path), model.architecture)).text)
    if options.json:
        metadata = {key: _plain(value) for key, value in header.metadata.items()}
        weights = dict(header.bytes_by_type)
        more = {"tensors": header.tensors, "weights_bytes_by_type": weights}
        words = {"licence": header.text("general.license"), "chat_template": header.chat_template}
        show_json(as_json(model) | more | words | {"gguf_version": header.version, "metadata": metadata})
    else:
        show_table(_facts(model, header))
        show("\n")
        for key, value in header.metadata.items():
            show(f"{printable(key)} = {_in_words(value)}\n")
        if header.chat_template:
            show("\n" + _("chat template") + ":\n" + header.chat_template.rstrip() + "\n")
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
        (_("weights"), " · ".join(f"{name} {size(taken)}" for name, taken in _by_size(header.bytes_by_type))),
    ]
    if len(model.parts) > 1:
        facts.append((_("parts"), count(len(model.parts))))
    if model.projector:
        facts.append((_("sees and hears with"), str(model.projector)))
    if model.source:
        facts.append((_("belongs to"), PROGRAMS[model.source]))
    return facts


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
