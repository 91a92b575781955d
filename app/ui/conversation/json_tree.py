"""A JSON value as lines of a tree, of which some are folded."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from app.words.catalog import n_
from app.words.numbers import count

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

LONGEST: Final = 100_000
"""Characters: a longer text is shown as a text only."""
_ALL_OPEN: Final = 60
"""Up to so many nodes all of them are open at first; else the outermost."""


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One node: name is the key or the index (empty: the whole), node its number in reading order."""

    node: int
    depth: int
    name: str
    value: str
    kind: str
    """object, array, string, number or word."""
    size: int
    """How many nodes it is with all inside of it."""
    inside: Json = None
    can_fold: bool = False
    is_open: bool = False


def parsed(text: str) -> Json:
    """Raises ValueError for what is no JSON; also for what is nested beyond all measure."""
    try:
        value: Json = json.loads(text, strict=False)  # the grammar lets a text have line breaks
    except RecursionError as error:
        raise ValueError(str(error)) from error
    return value


def lines(value: Json, opened: Mapping[int, bool]) -> Iterator[TreeLine]:
    """Those that are seen. opened tells by their numbers which the person opened or folded."""
    nodes = list(_nodes(value))
    sizes = _sizes(nodes)
    at = 0
    while at < len(nodes):
        depth, name, inside = nodes[at]
        can_fold = isinstance(inside, dict | list) and bool(inside)
        is_open = can_fold and opened.get(at, len(nodes) <= _ALL_OPEN or depth == 0)
        words, kind = _words(inside), _kind(inside)
        yield TreeLine(at, depth, name, words, kind, sizes[at], inside, can_fold=can_fold, is_open=is_open)
        at += 1 if is_open or not can_fold else sizes[at]


_Node: TypeAlias = tuple[int, str, Json]


def _nodes(value: Json) -> Iterator[_Node]:
    """In reading order; without recursion, for a model may nest as deep as it likes."""
    waiting: list[_Node] = [(0, "", value)]
    while waiting:
        depth, _name, inside = node = waiting.pop()
        yield node
        if isinstance(inside, dict):
            waiting += reversed([(depth + 1, key, item) for key, item in inside.items()])
        elif isinstance(inside, list):
            waiting += reversed([(depth + 1, f"[{at}]", item) for at, item in enumerate(inside)])


def _sizes(nodes: list[_Node]) -> list[int]:
    sizes = [1] * len(nodes)
    above: list[int] = []
    for at, (depth, _name, _value) in enumerate(nodes):
        del above[depth:]
        for parent in above:
            sizes[parent] += 1
        above.append(at)
    return sizes


def _words(value: Json) -> str:
    if isinstance(value, dict):
        return n_("{count} entry", "{count} entries", len(value)).format(count=count(len(value)))
    if isinstance(value, list):
        return n_("{count} item", "{count} items", len(value)).format(count=count(len(value)))
    return json.dumps(value, ensure_ascii=False)


def _kind(value: Json) -> str:
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        return "array"
    if isinstance(value, str):
        return "string"
    return "word" if value is None or isinstance(value, bool) else "number"
