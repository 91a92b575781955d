"""Who made what this program consists of, and the texts of all licences, to be shown."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

_IS_LICENCE = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)


def licences(resources: Path) -> str:
    """As the package was made with them; where it was not made, those of all that is installed here."""
    try:
        return (resources / "licences.txt").read_text(encoding="utf-8")
    except FileNotFoundError:
        return "\n".join(["Maru runs from its source here, beside the following works.", "", *_installed(resources)])


def _installed(resources: Path) -> Iterator[str]:
    found = {str(each.name): each for each in distributions()}
    works = [found[name] for name in sorted(found, key=str.casefold)]
    yield "- Maru: Apache-2.0"
    for work in works:
        fields = [work.metadata.get_all(name) for name in ("License-Expression", "License")]
        said = next((field[0] for field in fields if field and field[0]), "see below")
        yield f"- {work.name} {work.version}: {said.splitlines()[0]}"
    own = resources.parent / "LICENSE"
    yield from _titled("Maru", own.read_text(encoding="utf-8") if own.is_file() else "")
    for work in works:
        yield from _titled(work.name, "\n\n".join(_texts(work)))


def _titled(name: str, text: str) -> tuple[str, ...]:
    rule = "=" * 78
    return ("", rule, name, rule, "", text) if text else ()


def _texts(work: Distribution) -> Iterator[str]:
    for file in work.files or ():
        path = Path(str(work.locate_file(file)))
        if ".dist-info" in str(file) and _IS_LICENCE.match(file.name) and path.is_file():
            yield path.read_text(encoding="utf-8", errors="replace").strip()
