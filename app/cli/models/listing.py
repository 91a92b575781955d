"""`models list`: what lies on this computer."""

import argparse
from collections.abc import Sequence
from typing import Any

from app.cli.house import library_of
from app.cli.launch import Launch
from app.cli.outcome import DONE
from app.cli.terminal import complain, printable, show_json, show_table
from app.domain.loading import ModelKind
from app.domain.model_errors import NoModels
from app.library.shelf.catalog import ModelFile
from app.library.shelf.folders import PROGRAMS
from app.library.shelf.looking import is_there
from app.words.catalog import _
from app.words.failures import sentence
from app.words.numbers import count, parameters, size


def run(launch: Launch, options: argparse.Namespace) -> int:
    """What could not be read is said on stderr, and is no failure of the list."""
    with library_of(launch) as (library, _loop):
        shelf = library.shelf()
    for error in shelf.refused:
        complain(sentence(error).text)
    for folder in library.settings.models.folder_paths:
        if not is_there(folder):
            text = _("The model folder “{path}” is not there.").format(path=folder)
            complain(text + " " + _("Remove it in the settings, or connect the disk that it is on."))
    if not shelf.models:
        complain(sentence(NoModels()).text + " " + _("“maru models search” finds some."))
    if options.json:
        show_json([as_json(model) for model in shelf.models])
    elif shelf.models:
        _show(shelf.models)
    return DONE


def kind_in_words(kind: ModelKind) -> str:
    return {
        ModelKind.CHAT: _("chat"),
        ModelKind.BASE: _("continues text"),
        ModelKind.EMBEDDING: _("compares texts"),
    }[kind]


def as_json(model: ModelFile) -> dict[str, Any]:
    return {
        "name": model.name,
        "path": str(model.path),
        "size_bytes": model.size_bytes,
        "architecture": model.architecture,
        "parameters": model.parameters,
        "quantization": model.quantization,
        "context_length": model.context_length,
        "kind": model.kind.value,
        "can_run": model.can_run,
        "source": model.source,
        "projector": str(model.projector) if model.projector else None,
        "parts": [str(part) for part in model.parts],
    }


def use_in_words(model: ModelFile) -> str:
    return kind_in_words(model.kind) if model.can_run else _("cannot run here")


def _show(models: Sequence[ModelFile]) -> None:
    """With the programs that they belong to, where one belongs to another."""
    rows = [
        (_("name"), _("size"), _("parameters"), _("quantization"), _("context"), _("use")),
        *map(_row, models),
    ]
    if any(model.source for model in models):
        whose = [_("belongs to"), *(PROGRAMS.get(model.source, model.source) for model in models)]
        rows = [(*row, program) for row, program in zip(rows, whose, strict=True)]
    show_table(rows, right=frozenset({1, 2, 4}))


def _row(model: ModelFile) -> tuple[str, ...]:
    return (
        printable(model.name),
        size(model.size_bytes),
        parameters(model.parameters),
        model.quantization,
        count(model.context_length),
        use_in_words(model),
    )
