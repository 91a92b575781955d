"""`models import`: a file that lies elsewhere comes into the program's own folder."""

import argparse
from pathlib import Path

from app.cli.house import library_of
from app.cli.launch import Launch
from app.cli.models.listing import as_json
from app.cli.models.progress import bytes_in_words
from app.cli.outcome import DONE
from app.cli.terminal import ProgressLine, show, show_json
from app.library.shelf.importing import import_model
from app.words.catalog import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=_("a GGUF file; of a split model any part"))
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--copy", action="store_true", help=_("leave the file where it is (the usual)"))
    how.add_argument("--move", action="store_true", help=_("take the file away from where it is"))


def run(launch: Launch, options: argparse.Namespace) -> int:
    with library_of(launch) as (library, loop), ProgressLine() as line:

        def tell(done: int, whole: int) -> None:
            loop.heed()
            line.show(bytes_in_words(done, whole))

        model = import_model(options.file.expanduser(), library.paths.models, move=options.move, progress=tell)
    if options.json:
        show_json(as_json(model))
    else:
        show(_("“{name}” is in “{path}” now.").format(name=model.name, path=model.path) + "\n")
    return DONE
