"""The role `packs`: further backends for the engine, such as CUDA, are listed, added from a file and removed."""

import argparse
from pathlib import Path
from typing import Any

from app.cli.arguments import add_json, role_parser
from app.cli.house import engine_of, library_of
from app.cli.launch import Launch
from app.cli.loop import Loop
from app.cli.outcome import DONE
from app.cli.terminal import ProgressLine, show, show_json
from app.engine.protocol import Devices, ListDevices
from app.library.packs import Pack, add, idle_reason, installed, makers_key, remove
from app.wiring import Library
from app.words.catalog import _
from app.words.numbers import percent, size
from app.words.packs import why_idle


def run(launch: Launch) -> int:
    verbs = {"list": _list, "add": _add, "remove": _remove}
    options = _parser().parse_args(launch.arguments)
    with library_of(launch) as (library, loop):
        verbs[options.what](library, loop, options)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("packs", _("Packs: further ways for the engine to use graphics cards, such as CUDA."))
    what = parser.add_subparsers(dest="what", required=True, metavar="list|add|remove")
    what.add_parser("list", help=_("all of them"), description=_("All packs that were added."), allow_abbrev=False)
    adding = what.add_parser(
        "add", help=_("add one"), description=_("Add a pack that the makers of Maru have signed."), allow_abbrev=False
    )
    adding.add_argument("file", metavar="FILE", type=Path, help=_("the file of the pack"))
    removing = what.add_parser(
        "remove", help=_("remove one"), description=_("Remove a pack; its file adds it again."), allow_abbrev=False
    )
    removing.add_argument("name", metavar="NAME", help=_("the pack's name"))
    for one in what.choices.values():
        add_json(one)
    return parser


def _list(library: Library, loop: Loop, options: argparse.Namespace) -> None:
    found = [(pack, _reason(library, loop, pack)) for pack in installed(library.paths.packs)]
    if options.json:
        show_json([_as_json(*one) for one in found])
    elif not found:
        show(_("No pack was added.") + "\n")
    else:
        show("".join(f"{_in_words(*one)}\n" for one in found))


def _add(library: Library, loop: Loop, options: argparse.Namespace) -> None:
    key = makers_key(library.paths.resources)
    with ProgressLine() as line:

        def tell(done: int, whole: int) -> None:
            loop.heed()
            line.show(_("Adding “{name}”: {percent}").format(name=options.file.name, percent=percent(done, whole)))

        pack = add(options.file, library.paths.packs, commit=_commit(library, loop), key=key, told=tell)
    reason = _reason(library, loop, pack)
    if options.json:
        show_json(_as_json(pack, reason))
    elif reason:
        said = _("“{title}” was added.").format(title=pack.about.title)
        show(f"{said} {why_idle(reason, backend=pack.about.backend)}\n")
    else:
        said = _("“{title}” was added. The engine uses it from its next start on.")
        show(said.format(title=pack.about.title) + "\n")


def _remove(library: Library, _loop: Loop, options: argparse.Namespace) -> None:
    gone = remove(options.name, library.paths.packs)
    if options.json:
        show_json({"name": options.name, "removed": [str(pack.folder) for pack in gone]})
    else:
        show(_("“{name}” was removed.").format(name=options.name) + "\n")


def _commit(library: Library, loop: Loop) -> str:
    """Of the engine's llama.cpp. Raises EngineDied."""
    with engine_of(library, loop, gpu=False) as engine:
        answer = engine.ask(lambda number: ListDevices(number, brief=True))
    if not isinstance(answer, Devices):
        raise TypeError(answer)
    return answer.commit


def _reason(library: Library, loop: Loop, pack: Pack) -> str:
    """Why the engine does not use it. Raises EngineDied."""
    machine = loop.wait_for(library.hardware.ask)
    return idle_reason(pack.about, library.hardware.commit, machine.devices)


def _in_words(pack: Pack, reason: str) -> str:
    about = pack.about
    line = f"{about.name}: {about.title}, {size(pack.size_bytes)}"
    return f"{line}. {why_idle(reason, backend=about.backend)}" if reason else line


def _as_json(pack: Pack, reason: str) -> dict[str, Any]:
    """Reason, as the machine says it, is empty for one that is used."""
    about = pack.about
    return {
        "name": about.name,
        "title": about.title,
        "commit": about.commit,
        "system": about.system,
        "size_bytes": pack.size_bytes,
        "used": not reason,
        "why": reason,
        "path": str(pack.folder),
    }
