"""The role `models`: which of its verbs is meant, and what each takes."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from app.cli.arguments import add_json, role_parser
from app.cli.launch import Launch
from app.cli.models import details, fetching, finding, fitting, importing, listing, quantizing, removing, tuning
from app.words.catalog import _


@dataclass(frozen=True)
class Verb:
    run: Callable[[Launch, argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None]
    help: str
    description: str


def run(launch: Launch) -> int:
    verbs = _verbs()
    parser = role_parser("models", _("The models on this computer."))
    what = parser.add_subparsers(dest="what", required=True, metavar="|".join(verbs))
    for name, verb in verbs.items():
        one = what.add_parser(name, help=verb.help, description=verb.description, allow_abbrev=False)
        verb.add_arguments(one)
        add_json(one)
    options = parser.parse_args(launch.arguments)
    return verbs[options.what].run(launch, options)


def _verbs() -> dict[str, Verb]:
    return {
        "search": Verb(
            finding.run, finding.add_arguments, _("what can be fetched"), _("Look for models on Hugging Face.")
        ),
        "pull": Verb(
            fetching.run,
            fetching.add_arguments,
            _("fetch one"),
            _("Fetch a model. Ctrl-C pauses; the same command goes on from there."),
        ),
        "list": Verb(listing.run, _no_arguments, _("all of them"), _("All models on this computer.")),
        "info": Verb(
            details.run, details.add_arguments, _("what one says of itself"), _("What a model says of itself.")
        ),
        "fit": Verb(
            fitting.run,
            fitting.add_arguments,
            _("whether one fits this computer"),
            _("Whether a model fits this computer, here or still on Hugging Face, with the arithmetic."),
        ),
        "import": Verb(
            importing.run,
            importing.add_arguments,
            _("bring a file into the model folder"),
            _("Bring a file that lies elsewhere into the model folder."),
        ),
        "rm": Verb(
            removing.run,
            removing.add_arguments,
            _("move one to the bin"),
            _("Move a model to the bin of this computer."),
        ),
        "quantize": Verb(
            quantizing.run, quantizing.add_arguments, _("make a smaller copy"), _("Make a smaller copy of a model.")
        ),
        "tune": Verb(
            tuning.run,
            tuning.add_arguments,
            _("measure what suits one here"),
            _("Measure how many threads and how large a batch suit a model here, and remember it."),
        ),
    }


def _no_arguments(_parser: argparse.ArgumentParser) -> None:
    pass
