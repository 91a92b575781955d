"""Keys in a preset file that no preset has. They are kept and ignored; most are slips of the pen, so they are named."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any

from app.storage.presets.outline import line_of, lines, statements
from app.storage.presets.shape import schema

MOST_NAMED = 20
"""Whoever has more of them has written something else than a preset."""

Keys = Mapping[str, Mapping[str, Any]]
"""Of each table by its name (empty for the file itself): the keys that it has, with their schemas."""


@dataclass(frozen=True)
class UnknownKey:
    """key is its path in the file, line from 1; near is the key that was probably meant, or empty."""

    key: str
    line: int
    near: str = ""


def unknown_keys(text: str) -> tuple[UnknownKey, ...]:
    """The first of them; none where the text is no TOML, of which read_preset says what is wrong."""
    try:
        known = lines([statement for statement in statements(text) if statement.key])
        tables = tomllib.loads(text)
    except (ValueError, RecursionError):
        return ()
    keys = _keys()
    found = islice(_strange(tables, "", keys), MOST_NAMED)
    return tuple(UnknownKey(path, line_of(path, known), _near(path, keys)) for path in found)


def _keys() -> Keys:
    shapes = schema()["$defs"]
    top = shapes["PresetFile"]["properties"]
    tables = {name: shape.get("items", shape).get("$ref", "").rsplit("/", 1)[-1] for name, shape in top.items()}
    inner = {
        name: shapes[table]["properties"] for name, table in tables.items() if "properties" in shapes.get(table, {})
    }
    return {"": top, **inner}


def _strange(tables: Mapping[str, Any], of: str, keys: Keys) -> Iterator[str]:
    """Paths of what is not among the keys of this table, and of those in it."""
    for name, value in tables.items():
        if name not in keys[of]:
            yield name
        elif not of and name in keys:
            listed = value if isinstance(value, list) else [value]
            for at, table in enumerate(listed, start=1):
                place = f"{name}[{at}]" if listed is value else name
                if isinstance(table, dict):
                    yield from (f"{place}.{inner}" for inner in _strange(table, name, keys))


def _near(path: str, keys: Keys) -> str:
    """The key that is written most alike: of the same table as it is called there, else with its table."""
    table, _, name = path.rpartition(".")
    beside = keys.get(table.partition("[")[0], {})
    places = {key: f"{of}.{key}" if of else key for of in keys for key in keys[of]} | {key: key for key in beside}
    found = get_close_matches(name, places, n=1, cutoff=0.75)
    return places[found[0]] if found else ""
