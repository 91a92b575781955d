"""`models search`: what the Hub has."""

import argparse
from dataclasses import asdict
from datetime import datetime
from functools import partial

from app.cli.arguments import positive
from app.cli.house import library_of
from app.cli.launch import Launch
from app.cli.outcome import DONE
from app.cli.terminal import ProgressLine, complain, printable, show_json, show_table
from app.domain.hub import Entry, Search, Sort
from app.domain.message import clean
from app.words.catalog import _
from app.words.numbers import count, parameters

SORTS = {"trending": Sort.TRENDING, "downloads": Sort.DOWNLOADS, "likes": Sort.LIKES, "updated": Sort.UPDATED}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help=_("words of the name; nothing: any"))
    parser.add_argument("--sort", choices=SORTS, default="trending", help=_("what comes first (trending)"))
    parser.add_argument("--limit", type=positive, default=20, metavar="N", help=_("at most so many (20)"))


def run(launch: Launch, options: argparse.Namespace) -> int:
    search = Search(clean(" ".join(options.text)).strip(), SORTS[options.sort], options.limit)
    with library_of(launch) as (library, loop), ProgressLine() as line:
        line.show(_("Asking {host}…").format(host=library.network().host))
        entries = loop.wait_for(partial(library.hub.search, search))
    if options.json:
        show_json([asdict(entry) for entry in entries])
    elif entries:
        headings = (_("name"), _("parameters"), _("downloads"), _("likes"), _("updated"), _("licence"))
        show_table([headings, *map(_row, entries)], right=frozenset({1, 2, 3}))
    else:
        complain(_("Nothing was found. Try fewer words, or other ones."))
    return DONE


def _row(entry: Entry) -> tuple[str, ...]:
    licence = printable(entry.licence) or "–"
    return (
        printable(entry.repo),
        parameters(entry.parameters) if entry.parameters else "–",
        count(entry.downloads),
        count(entry.likes),
        datetime.fromtimestamp(entry.updated).astimezone().strftime("%Y-%m-%d") if entry.updated else "–",
        _("{licence}, terms to accept").format(licence=licence) if entry.is_gated else licence,
    )
