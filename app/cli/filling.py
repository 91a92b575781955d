"""What a preset asks for, from the arguments of a role."""

import argparse
from pathlib import Path

from app.cli.loop import Loop
from app.domain.filling import variables
from app.domain.message import clean
from app.domain.preset import TEXT, Preset
from app.domain.preset_errors import PresetUnreadable
from app.storage.presets.store import unreadable
from app.words.catalog import _


def add_filling(parser: argparse.ArgumentParser) -> None:
    """--var and --input."""
    add_variables(parser)
    parser.add_argument("--input", metavar="FILE", help=_("what the preset is asked about; “-” reads it from stdin"))


def add_variables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--var",
        action="append",
        default=[],
        type=_pair,
        metavar="NAME=VALUE",
        help=_("a variable of the preset; may be given several times"),
    )


def values_of(options: argparse.Namespace, preset: Preset, loop: Loop) -> dict[str, str]:
    """The input is for the variable `text`, or for the first where none is called so. Raises PresetUnreadable."""
    values = dict(options.var)
    if options.input is not None:
        names = [variable.name for variable in variables(preset)] or [TEXT]
        values.setdefault(TEXT if TEXT in names else names[0], clean(read_text(options.input, loop)).rstrip("\n"))
    return values


def _pair(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(_("“{text}” is not NAME=VALUE").format(text=given))
    return name.strip(), clean(value)


def read_text(name: str, loop: Loop) -> str:
    """Of this file, or of stdin for “-”. Raises PresetUnreadable."""
    if name == "-":
        return loop.read_all()
    try:
        return Path(name).expanduser().read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PresetUnreadable(name, "no UTF-8") from None
    except OSError as error:
        raise unreadable(Path(name), error) from None
