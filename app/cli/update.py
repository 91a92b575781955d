"""The role `update`: whether there is a newer version. That is asked once, now; nothing is fetched or installed."""

from dataclasses import asdict

from app import __version__
from app.cli.arguments import add_json, role_parser
from app.cli.house import library_of
from app.cli.launch import Launch
from app.cli.outcome import DONE
from app.cli.terminal import show, show_json
from app.domain.release import Release
from app.words.catalog import _, spoken


def run(launch: Launch) -> int:
    parser = role_parser("update", _("Whether there is a newer version. Nothing is fetched or installed."))
    add_json(parser)
    options = parser.parse_args(launch.arguments)
    with library_of(launch) as (library, loop):
        channel = library.updates.channel
        release = None if channel else loop.wait_for(library.updates.look)
    if options.json:
        newer = asdict(release) if release else None
        show_json({"version": __version__, "channel": channel, "newer": newer})
    else:
        show(_in_words(release, channel) + "\n")
    return DONE


def _in_words(release: Release | None, channel: str) -> str:
    if channel:
        return _("This is Maru {version}. New versions come from {channel}.").format(
            version=__version__, channel=channel
        )
    if release is None:
        return _("This is Maru {version}, the newest version.").format(version=__version__)
    said = _("Maru {newer} is there; this is {version}.").format(newer=release.version, version=__version__)
    return "\n\n".join(filter(None, [said, release.notes_in(spoken()), release.page]))
