"""Arguments of the roles, in the spoken language and with the ranges of the domain."""

import argparse
from collections.abc import Callable
from dataclasses import fields
from typing import Any, NoReturn

from app.cli.terminal import width as places
from app.domain.generation import Limits
from app.domain.sampling import Sampling, ranges
from app.words.catalog import _

PROGRAM = "maru"


def speak_argparse() -> None:
    """Its words come from our catalog, in whatever language is spoken; cli/argparse_words.py puts them there.

    It asks the gettext of the whole process, which follows LANGUAGE; setting that would outlive a change of language.
    """
    argparse._ = _  # type: ignore[attr-defined]  # where its gettext is kept since Python 2


class _Help(argparse.HelpFormatter):
    """Breaks lines where a terminal ends: a Korean syllable takes two places, which argparse does not know."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".lstrip()
            if lines[-1] and places(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in self._split_lines(text, width))


class _Arguments(argparse.ArgumentParser):
    """Says what is wrong and where more stands; argparse's own wall of options hid the sentence below it."""

    def _get_formatter(self) -> _Help:
        return _Help(prog=self.prog)

    def error(self, message: str) -> NoReturn:
        said = _("%(prog)s: error: %(message)s\n") % {"prog": self.prog, "message": message}
        self.exit(2, said + _("“{program} --help” says how it is used.").format(program=self.prog) + "\n")


def role_parser(role: str, description: str) -> argparse.ArgumentParser:
    return _Arguments(prog=f"{PROGRAM} {role}", description=description, allow_abbrev=False)


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print exactly one JSON value"))


def add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME", help=_("the model: its name, or the path of a GGUF file"))


def add_generation(parser: argparse.ArgumentParser) -> None:
    """--max-tokens, and one option for each setting of Sampling."""
    parser.add_argument(
        "--max-tokens", type=_number(int, 0, 1_048_576), default=0, metavar="N", help=_("end the answer after N tokens")
    )
    parser.add_argument(
        "--seed", type=_number(int, 0, 2**32 - 2), metavar="N", help=_("the same seed, the same answer")
    )
    group = parser.add_argument_group(_("sampling"))
    defaults = Sampling()
    for name, low, high, meaning in ranges():
        default = getattr(defaults, name)
        group.add_argument(
            option(name),
            type=_number(type(default), low, high),
            metavar="N",
            help=_(meaning).replace("%", "%%") + f" ({default:g})",
        )


def option(name: str) -> str:
    return "--" + name.replace("_", "-")


def sampling_of(options: argparse.Namespace) -> Sampling:
    """What was asked for; the rest stays as it is by default."""
    names = [item.name for item in fields(Sampling) if hasattr(options, item.name)]
    chosen = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    return Sampling(**chosen)


def limits_of(options: argparse.Namespace) -> Limits:
    return Limits(max_tokens=options.max_tokens)


def whole(low: int, high: int) -> Callable[[str], int]:
    """A number from low to high."""
    return _number(int, low, high)


def positive(text: str) -> int:
    return whole(1, 1_000_000)(text)


def counts(text: str) -> tuple[int, ...]:
    """Of a list such as 1,2,4,8."""
    return tuple(positive(item) for item in text.split(","))


def _number(kind: type[Any], low: float, high: float) -> Callable[[str], Any]:
    def read(text: str) -> Any:  # noqa: ANN401 - int or float, as the setting is
        try:
            value = kind(text)
        except ValueError:
            raise argparse.ArgumentTypeError(_("“{text}” is not a number").format(text=text)) from None
        if not low <= value <= high:
            words = _("{value} is not between {low} and {high}")
            raise argparse.ArgumentTypeError(words.format(value=text, low=f"{low:,.10g}", high=f"{high:,.10g}"))
        return value

    return read
