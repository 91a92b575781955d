"""Jan's models: a model.yml beside each file, or alone, naming a file that lies elsewhere.

Written by janhq/jan's extensions/llamacpp-extension/src/index.ts; model_path and mmproj_path are relative to the data
folder, which is two above `llamacpp/models`, or absolute.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from app.library.shelf.found import Found
from app.library.shelf.looking import is_file, matching
from app.library.shelf.names import plain

YAML_LIMIT = 256 * 1024  # bytes

_LINE = re.compile(r"^(model_path|mmproj_path|name):[ \t]+(\S.*?)[ \t\r]*$", re.MULTILINE)


def found(folder: Path) -> Iterator[Found]:
    """What is described under `llamacpp/models`; other files there are found as in any folder."""
    data = folder.parent.parent
    for path in matching(folder, "**/model.yml"):
        entries = dict(_LINE.findall(_text(path)))
        model, projector = (_place(data, entries.get(key, "")) for key in ("model_path", "mmproj_path"))
        if model and is_file(model):
            name = _unquoted(entries.get("name", "")) or plain(path.parent.name)
            yield Found(model, name, projector if projector and is_file(projector) else None)


def _place(data: Path, entry: str) -> Path | None:
    place = _unquoted(entry)
    return data / place if place and "\0" not in place else None


def _unquoted(scalar: str) -> str:
    """A YAML scalar on one line."""
    if len(scalar) > 1 and scalar[0] == scalar[-1] == '"':
        return re.sub(r"\\(.)", r"\1", scalar[1:-1])
    if len(scalar) > 1 and scalar[0] == scalar[-1] == "'":
        return scalar[1:-1].replace("''", "'")
    return scalar


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(YAML_LIMIT).decode("utf-8", "replace")
    except OSError:
        return ""
