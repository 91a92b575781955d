"""`models quantize`: a smaller copy of a model."""

import argparse
import re
from pathlib import Path

from app.cli.house import engine_of, library_of
from app.cli.launch import Launch
from app.cli.models.progress import in_words
from app.cli.outcome import DONE
from app.cli.terminal import ProgressLine, murmur, show, show_json
from app.domain.loading import QUANTIZATIONS
from app.domain.model_errors import AlreadyThere, NotAlone
from app.engine.protocol import FromEngine, Quantize, Quantized, Quantizing
from app.library.shelf.catalog import find_model, header_of
from app.storage.failures import explained
from app.words.catalog import _
from app.words.numbers import size


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("the model, best one of 16 bits"))
    parser.add_argument("type", metavar="TYPE", type=_known_type, help=", ".join(QUANTIZATIONS))
    parser.add_argument("--output", metavar="FILE", type=Path, help=_("the copy; else it goes into the model folder"))
    parser.add_argument("--again", action="store_true", help=_("also a model that is quantized, which loses twice"))


def run(launch: Launch, options: argparse.Namespace) -> int:
    with library_of(launch) as (library, loop), ProgressLine() as line:
        model = find_model(options.name, library.models())
        if header_of(model).is_adapter:
            raise NotAlone(str(model.path), "adapter")
        name = re.sub(r"[^\w.+-]+", "-", model.name)  # another program's may hold what a file's may not
        target = options.output or library.paths.models / f"{name}-{options.type}.gguf"
        target = target.expanduser().absolute()
        if target.exists():
            raise AlreadyThere(str(target))
        with explained(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        needed = round(model.parameters * QUANTIZATIONS[options.type] / 8)
        murmur(_("About {size} in “{path}”.").format(size=size(needed), path=target))

        def tell(message: FromEngine) -> None:
            if isinstance(message, Quantizing):
                line.show(in_words(message.fraction, _("Quantizing")))

        with engine_of(library, loop) as engine:
            done = engine.ask(
                lambda number: Quantize(number, str(model.path), str(target), options.type, again=options.again), tell
            )
    if not isinstance(done, Quantized):
        raise TypeError(done)
    if options.json:
        sizes = {"size_bytes": done.size_bytes, "before_bytes": model.size_bytes}
        show_json({"path": done.path, "quantization": options.type, **sizes})
    else:
        text = _("“{path}” has {size}; “{name}” had {before}.")
        show(text.format(path=done.path, size=size(done.size_bytes), name=model.name, before=size(model.size_bytes)))
        show("\n")
    return DONE


def _known_type(text: str) -> str:
    if text.upper() not in QUANTIZATIONS:
        raise argparse.ArgumentTypeError(
            _("“{text}” is none of {types}").format(text=text, types=", ".join(QUANTIZATIONS))
        )
    return text.upper()
