"""`models rm`: a model goes to the system's bin, and what was set for it is forgotten."""

import argparse

from app.cli.house import library_of
from app.cli.launch import Launch
from app.cli.outcome import DONE
from app.cli.terminal import show, show_json
from app.library.shelf.bin import move_to_bin
from app.library.shelf.catalog import find_model
from app.words.catalog import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("the model: its name, or the path of a GGUF file"))


def run(launch: Launch, options: argparse.Namespace) -> int:
    with library_of(launch) as (library, _loop):
        shelf = library.shelf()
        model = find_model(options.name, (*shelf.models, *shelf.adapters, *shelf.projectors))
        move_to_bin(model)
        library.model_settings.forget(str(model.path))
    if options.json:
        show_json({"name": model.name, "path": str(model.path), "parts": [str(part) for part in model.parts]})
    else:
        show(_("“{name}” is in the bin of this computer now.").format(name=model.name) + "\n")
    return DONE
