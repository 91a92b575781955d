"""The role `models`: which of its verbs is meant, and what each takes."""

import argparse

from app.cli.arguments import add_json, role_parser
from app.cli.launch import Launch
from app.cli.models import details, listing
from app.words.catalog import _


def run(launch: Launch) -> int:
    options = _parser().parse_args(launch.arguments)
    verbs = {"list": listing.run, "info": details.run}
    return verbs[options.what](launch, options)


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("models", _("The models on this computer."))
    what = parser.add_subparsers(dest="what", required=True, metavar="list|info")
    add_json(what.add_parser("list", help=_("all of them"), description=_("All models on this computer.")))
    look = what.add_parser("info", help=_("what one says of itself"), description=_("What a model says of itself."))
    look.add_argument("name", metavar="NAME", help=_("the model: its name, or the path of a GGUF file"))
    add_json(look)
    return parser
