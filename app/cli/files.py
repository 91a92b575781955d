"""Files that the program is started with: a model to talk to, presets to be taken in."""

import shlex
from collections.abc import Sequence

from app.cli.arguments import PROGRAM, role_parser
from app.cli.launch import Launch
from app.cli.terminal import complain
from app.paths import PACK, PRESET, local_path
from app.words.catalog import _


def files_of(launch: Launch) -> tuple[str, ...]:
    """Their absolute paths. Leaves with code 2 for arguments of the window that are none."""
    parser = role_parser("gui", _("The window."))
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help=_("a model (.gguf), a preset (.toml) or a pack (.marupack) to open")
    )
    return tuple(str(local_path(named)) for named in parser.parse_args(launch.arguments).files)


def as_options(files: Sequence[str]) -> list[str]:
    """What `chat` is asked for where there is no window: the first model, with the first preset.

    A pack is nothing to talk to; how it is added is said.
    """
    packs = [file for file in files if file.lower().endswith(PACK)]
    for file in packs:
        added = shlex.join([PROGRAM, "packs", "add", file])
        complain(_("In the terminal a pack is added so: {command}").format(command=added))
    presets = [file for file in files if file.lower().endswith(PRESET)]
    models = [file for file in files if file not in {*packs, *presets}]
    return [
        *(f"--model={file}" for file in models[:1]),
        *(f"--preset={file}" for file in presets[:1]),
    ]
