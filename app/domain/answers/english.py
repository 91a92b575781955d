"""English words of number: sixty-seven, a hundred and five, two and a half."""

import re
from fractions import Fraction

_ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"trillion": 10**12, "billion": 10**9, "million": 10**6, "thousand": 10**3}
_WORDS = _ONES.keys() | _TENS.keys() | _SCALES.keys() | {"hundred", "dozen"}
_BEFORE = frozenset(
    (
        "a",
        "an",
        "the",
        "about",
        "approximately",
        "around",
        "exactly",
        "only",
        "just",
        "roughly",
        "total",
        "of",
        "is",
        "be",
    )
)
_NOT_AFTER = frozenset(("of", "that", "who", "which", "with", "in", "on", "by", "and", "point", "or"))
_MOST = 24
"""Words; a longer run is no number that anybody writes."""


def english_number(text: str) -> Fraction | None:
    """The number that the text begins with; None where it says more than one number and what it counts."""
    words = re.findall(r"[a-z]+|[^a-z\s]", text.lower().replace("-", " "))
    negative = False
    while words and (words[0] in _BEFORE or words[0] in {"minus", "negative", "$"}):
        if words[0] in {"a", "an"} and words[1:2] and words[1] in _WORDS:
            words[0] = "one"
            break
        negative = negative or words[0] in {"minus", "negative"}
        del words[0]
    length = 0
    while length < len(words) and (words[length] in _WORDS or (length and _joins(words, length))):
        length += 1
    value = _read(words[:length]) if 0 < length <= _MOST else None
    rest = words[length:]
    if value is None or any(word in _WORDS for word in rest) or (rest and rest[0] in _NOT_AFTER):
        return None
    return -value if negative else value


def _joins(words: list[str], at: int) -> bool:
    """An "and" inside a number: a hundred and five."""
    return (
        words[at] == "and"
        and words[at - 1] in {"hundred", *_SCALES}
        and words[at + 1 : at + 2] != []
        and (words[at + 1] in _ONES or words[at + 1] in _TENS)
    )


def _read(words: list[str]) -> Fraction | None:
    """Groups below a thousand, each with a smaller scale than the one before."""
    if words[-1] == "dozen":
        times = _group(words[:-1]) if words[:-1] else 1
        return None if times is None else Fraction(12 * times)
    total, group, last = 0, list[str](), 10**15
    for word in words:
        scale = _SCALES.get(word)
        if scale is None:
            group.append(word)
            continue
        value = _group(group)
        if not value or scale >= last:
            return None
        total, group, last = total + value * scale, [], scale
    rest = _group([word for word in group if word != "and"]) if group else 0
    return None if rest is None else Fraction(total + rest)


def _group(words: list[str]) -> int | None:
    """Below a thousand."""
    words = [word for word in words if word != "and"]
    if words[1:2] == ["hundred"] and 0 < _ONES.get(words[0], 0) < 20:
        rest = _group(words[2:]) if words[2:] else 0
        return None if rest is None else _ONES[words[0]] * 100 + rest
    match words:
        case [one] if one in _ONES:
            return _ONES[one]
        case [ten] if ten in _TENS:
            return _TENS[ten]
        case [ten, one] if ten in _TENS and 0 < _ONES.get(one, 0) < 10:
            return _TENS[ten] + _ONES[one]
    return None
