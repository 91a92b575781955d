"""The role `complete`: a model continues a text, as it was trained to, without a chat around it."""

import argparse
import sys
from dataclasses import asdict

from app.cli.arguments import add_generation, add_json, add_model, limits_of, role_parser, sampling_of
from app.cli.house import chosen_model, engine_of, library_of
from app.cli.launch import Launch
from app.cli.outcome import DONE
from app.cli.terminal import show, show_json
from app.domain.generation import RawPrompt
from app.domain.message import clean
from app.engine.protocol import Finished, FromEngine, Generate, Token
from app.words.catalog import _


def run(launch: Launch) -> int:
    options = _parser().parse_args(launch.arguments)
    pieces: list[str] = []

    def hear(message: FromEngine) -> None:
        if isinstance(message, Token):
            pieces.append(message.text)
            if not options.json:
                show(message.text)

    with library_of(launch) as (library, loop):
        model = chosen_model(options.model, library)
        settings = library.model_settings.of(str(model.path), library.settings.running.load_settings())
        text = clean(loop.read_all() if options.text == "-" else options.text)
        prompt, sampling, limits = RawPrompt(text, special=options.special), sampling_of(options), limits_of(options)
        with engine_of(library, loop) as engine:
            loaded = engine.load(model.path, settings, state_folder=str(launch.paths.states))
            finished = engine.ask(lambda number: Generate(number, prompt, sampling, limits=limits), hear)
    if not isinstance(finished, Finished):
        raise TypeError(finished)
    if options.json:
        _show_json("".join(pieces), finished, load_s=loaded.load_s)
    elif sys.stdout.isatty():
        show("\n")
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("complete", _("Let a model continue a text, with no chat template around it."))
    parser.add_argument("text", metavar="TEXT", help=_("what is continued; “-” reads it from stdin"))
    parser.add_argument("--special", action="store_true", help=_("read control tokens in TEXT as such"))
    add_model(parser)
    add_json(parser)
    add_generation(parser)
    return parser


def _show_json(text: str, finished: Finished, *, load_s: float) -> None:
    show_json(
        {
            "text": text,
            "stop_reason": finished.samples[0].stop_reason.value,
            "usage": asdict(finished.usage),
            "timings": asdict(finished.timings) | {"load_s": load_s},
        }
    )
