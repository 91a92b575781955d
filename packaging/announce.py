"""Writes dist/latest.signed, which tells people of this version: `.venv/bin/python packaging/announce.py PAGE`.

PAGE is where they fetch it. What is new comes from the changelogs, one for each language of the window.
"""

import json
import re
import sys

import notes
from minisign import ROOT, release_key
from release import DIST, dev, this_release

from app.library.announcement import LARGEST, read_announcement

CHANGELOGS = {"en": "CHANGELOG.md", "ko": "CHANGELOG.ko.md"}


def main(arguments: list[str]) -> None:
    (page,) = arguments
    release = this_release()
    secret = release_key()
    said = {
        "kind": "maru-release",
        "version": release.version,
        "date": release.date,
        "page": page,
        "notes": news(release.version),
    }
    content = json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"
    document = secret.sign(content, f"maru {release.version}, {release.date}") + content
    if len(document) > LARGEST:
        raise dev.Stop(
            f"{len(document)} bytes are more than the {LARGEST} that the program reads: shorten what is new."
        )
    read_announcement(document, secret.public, name="latest.signed")
    DIST.mkdir(exist_ok=True)
    (DIST / "latest.signed").write_bytes(document)
    print(content.decode())


def news(version: str) -> dict[str, str]:
    """By language. Raises dev.Stop where a changelog does not have this version, or not all of it."""
    found = {}
    entries = set()
    for language, name in CHANGELOGS.items():
        named, text = notes.newest((ROOT / name).read_text(encoding="utf-8"))
        if named != version:
            raise dev.Stop(f"The newest section of {name} is “{named}”, not {version}.")
        found[language] = plain(text)
        entries.add(found[language].count("• "))
    if len(entries) > 1:
        raise dev.Stop(f"{' and '.join(CHANGELOGS.values())} have not as many entries.")
    return found


def plain(markdown: str) -> str:
    """As the changelogs are written, for people who see no Markdown: one line for each entry."""
    text = re.sub(r"\n +", " ", markdown)
    text = re.sub(r"^#+ +(.*)\n+", r"\1\n", text, flags=re.MULTILINE)
    text = re.sub(r"^[-*] +", "• ", text, flags=re.MULTILINE)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    return re.sub(r"[`*]+", "", text).strip()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except dev.Stop as stop:
        sys.exit(f"\n{stop}")
