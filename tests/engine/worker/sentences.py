"""Writes what a GBNF grammar of the converter allows, at random: the model that has no idea at all."""

import random
import re
from dataclasses import dataclass, field

_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|\[(\^?)((?:[^\]\\]|\\.)*)\]|([a-zA-Z0-9-]+)|([()|*+?])')
_LETTER = re.compile(r"\\x..|\\u....|\\U.{8}|\\.|.", re.DOTALL)
_ANY = "abc가 01\n\t,:}{[]/é"
_DEEP = 12


@dataclass(frozen=True)
class Item:
    """One of: text, letters (ranges, is_not), rule, group; times is the sign of a repetition."""

    text: str | None = None
    ranges: tuple[tuple[int, int], ...] = ()
    is_not: bool = False
    rule: str = ""
    group: tuple[tuple["Item", ...], ...] = ()
    times: str = ""


@dataclass
class Sentences:
    grammar: str
    random: random.Random
    rules: dict[str, tuple[tuple[Item, ...], ...]] = field(default_factory=dict)
    heights: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.grammar.split("\n"):
            name, _, body = line.partition(" ::= ")
            self.rules[name] = _alternatives(list(_PIECE.finditer(body)))
        known = -1
        while len(self.heights) > known:  # how far each rule is from an end
            known = len(self.heights)
            for name, group in self.rules.items():
                if name not in self.heights and (height := self._height(group)) < 1e9:
                    self.heights[name] = height + 1

    def write(self, rule: str = "root", depth: int = 0) -> str:
        return self._group(self.rules[rule], depth)

    def _height(self, group: tuple[tuple[Item, ...], ...]) -> int:
        return min(max((self._item_height(item) for item in one), default=0) for one in group)

    def _item_height(self, item: Item) -> int:
        if item.times in {"*", "?"}:
            return 0
        if item.rule:
            return self.heights.get(item.rule, 10**9)
        return self._height(item.group) if item.group else 0

    def _group(self, group: tuple[tuple[Item, ...], ...], depth: int) -> str:
        if depth > _DEEP:
            least = min(self._height((one,)) for one in group)
            group = tuple(one for one in group if self._height((one,)) == least)
        return "".join(self._item(item, depth) for item in self.random.choice(group))

    def _item(self, item: Item, depth: int) -> str:
        least, most = {"*": (0, 3), "+": (1, 3), "?": (0, 1), "": (1, 1)}[item.times]
        times = least if depth > _DEEP else self.random.randint(least, most)
        return "".join(self._once(item, depth) for _ in range(times))

    def _once(self, item: Item, depth: int) -> str:
        if item.text is not None:
            return item.text
        if item.rule:
            return self.write(item.rule, depth + 1)
        if item.group:
            return self._group(item.group, depth)
        if item.is_not:
            return self.random.choice([x for x in _ANY if not any(a <= ord(x) <= b for a, b in item.ranges)])
        low, high = self.random.choice(item.ranges)
        return chr(self.random.randint(low, high))


def _alternatives(pieces: list[re.Match[str]]) -> tuple[tuple[Item, ...], ...]:
    found: list[list[Item]] = [[]]
    while pieces and pieces[0][5] != ")":
        piece = pieces.pop(0)
        if piece[5] == "|":
            found.append([])
        elif piece[5] == "(":
            found[-1].append(Item(group=_alternatives(pieces)))
            pieces.pop(0)
        elif piece[5]:
            last = found[-1].pop()
            found[-1].append(Item(group=((last,),), times=piece[5]))
        elif piece[4]:
            found[-1].append(Item(rule=piece[4]))
        elif piece[0][0] == "[":
            found[-1].append(Item(ranges=_ranges(piece[3]), is_not=bool(piece[2])))
        else:
            found[-1].append(Item(text="".join(map(_plain, _LETTER.findall(piece[1])))))
    return tuple(map(tuple, found))


def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    letters, found = _LETTER.findall(text), []
    while letters:
        first = ord(_plain(letters.pop(0)))
        if len(letters) > 1 and letters[0] == "-":
            del letters[0]
            found.append((first, ord(_plain(letters.pop(0)))))
        else:
            found.append((first, first))
    return tuple(found)


def _plain(letter: str) -> str:
    if letter[0] != "\\":
        return letter
    if letter[1] in "xuU":
        return chr(int.from_bytes(bytes.fromhex(letter[2:])))
    return {"n": "\n", "r": "\r", "t": "\t"}.get(letter[1], letter[1])
