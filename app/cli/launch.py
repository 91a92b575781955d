"""What the command line says before it is known what to start: the role, and the options that all roles share."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app import __version__, paths
from app.cli.arguments import PROGRAM, speak_argparse
from app.cli.terminal import mend_streams
from app.domain.settings import Settings
from app.engine.command import PRACTICE
from app.library.shelf.looking import is_file
from app.logs import LEVELS
from app.paths import MODEL, PACK, PRESET, Paths
from app.words.catalog import LANGUAGES, _, preferred, speak

WITH_VALUE = ("--data-dir", "--language", "--log-level", "--engine")


@dataclass(frozen=True)
class Launch:
    """arguments are the role's own. language is empty when nobody asked for one on the command line."""

    role: str
    arguments: tuple[str, ...]
    paths: Paths
    language: str = ""
    offline: bool = False
    log_level: str = "info"
    engine_words: tuple[str, ...] = ("engine",)


def read_launch(words: Sequence[str]) -> Launch:
    """Speaks the language from here on. Leaves with code 2, and a sentence, for arguments that are wrong."""
    mend_streams()
    ours, rest = _split(words)
    _speak(ours)
    parser = _parser()
    options = parser.parse_args(ours)
    folder = options.data_dir or paths.beside_program()
    role, *arguments = rest or ["gui"]
    if role not in _roles() and _names_file(role):
        role, arguments = "gui", rest
    if role not in _roles():
        parser.error(_("there is no role “{role}”; it can be {roles}").format(role=role, roles=", ".join(_roles())))
    return Launch(
        role=role,
        arguments=tuple(arguments),
        paths=paths.inside(folder.expanduser().absolute()) if folder else paths.standard(),
        language=options.language or "",
        offline=options.offline,
        log_level=options.log_level,
        engine_words=("engine", PRACTICE) if options.engine == "fake" else ("engine",),
    )


def speak_as_set(launch: Launch, settings: Settings) -> None:
    """The language of the settings, unless the command line asked for one."""
    language = settings.appearance.language
    if not launch.language and language in LANGUAGES:
        _use(language)


def _split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Before and from the role on; argparse cannot: an optional role behind an option is lost in Python 3.11."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in WITH_VALUE else 1
    return list(words[:at]), list(words[at:])


def _names_file(word: str) -> bool:
    """What can be no role, misspelled: the name of a file that we open, a path, or what is there."""
    is_path = os.sep in word or word.lower().startswith("file:")
    return is_path or word.lower().endswith((MODEL, PRESET, PACK)) or is_file(word)


def _speak(words: Sequence[str]) -> None:
    """Before argparse says anything."""
    text = " ".join(words).replace("=", " ").split()
    asked = [after for option, after in pairwise(text) if option == "--language"]
    _use(asked[-1] if asked and asked[-1] in LANGUAGES else preferred())


def _use(language: str) -> None:
    speak(language, translations=paths.resources() / "translations")
    speak_argparse()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        usage=_("%(prog)s [options] [ROLE] [options of the role]\n       %(prog)s [options] FILE …"),
        description=_("Maru: chat with language models that run on your own computer."),
        epilog=_roles_in_words(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    said = _("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}", help=said)
    parser.add_argument("--data-dir", type=_folder, metavar="DIR", help=_("keep all data in DIR"))
    parser.add_argument("--offline", action="store_true", help=_("never use the network"))
    parser.add_argument("--language", choices=LANGUAGES, help=_("the language of the program"))
    parser.add_argument("--log-level", choices=LEVELS, default="info", help=_("how much is logged"))
    parser.add_argument("--engine", choices=("real", "fake"), default="real", help=argparse.SUPPRESS)
    return parser


def _folder(name: str) -> Path:
    """An empty name is an unset variable of a script, not the current folder."""
    if not name.strip():
        raise argparse.ArgumentTypeError(_("a folder needs a name"))
    return Path(name)


def _roles() -> dict[str, str]:
    return {
        "gui": _("the window (also without a role), or a file opened in it"),
        "chat": _("talk in the terminal"),
        "complete": _("let a model continue a text"),
        "models": _("the models on this computer"),
        "chats": _("the chats that are kept"),
        "presets": _("how a model is asked: presets"),
        "run": _("ask a model with a preset"),
        "bench": _("how fast a model runs here"),
        "update": _("whether there is a newer version"),
        "packs": _("packs that let the engine use more graphics cards"),
        "doctor": _("what this computer has, and what is wrong"),
        "self-test": _("try everything for real, once"),
    }


def _roles_in_words() -> str:
    lines = "\n".join(f"  {role:12}{words}" for role, words in _roles().items())
    return _("roles:") + f"\n{lines}\n\n" + _("“{program} ROLE --help” says more about a role.").format(program=PROGRAM)
