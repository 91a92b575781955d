"""The number that a few words state, in figures or spelled out, in English or Korean: none rather than a wrong one."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from app.domain.answers.english import english_number
from app.domain.answers.korean import SCALES, korean_number

LONGEST = 300
"""Characters; a longer text is no statement of a number."""
_DIGITS = 40
_CHUNK = re.compile(r"\d[\d.,/:^]*|\.\d+")
_PLAIN = re.compile(r"\d*(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_RATIO = re.compile(r"(\d+)/(\d+)")
_MIXED = re.compile(r"(?<![\d.,/])(\d{1,6})(?: (\d{1,6})/(\d{1,6})| and (?:a|one) (half))(?![\d/])", re.IGNORECASE)
_SIGNED = re.compile(r"(?:^|[\s(=:$€£¥₩])([-+])\s?(?:US)?[$€£¥₩]?\s?$")
_OPERATION = re.compile(r"\s*(?:[-+*/×÷^x~]|to)\s*", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_UNITS = frozenset({"g", "l", "h", "세", "원", "명", "개"})
_SCALE = re.compile(r"\s?(hundred|thousand|million|billion|trillion|dozen)\b", re.IGNORECASE)
_TIMES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
}
_KOREAN_SCALE = re.compile(rf"\d[\d,.]*\s?[{SCALES}][\d\s,{SCALES}일이삼사오육칠팔구]*")
_ASIDE = re.compile(  # what follows an answer in the same sentence: "67, since …", "67 (70 - 3)"
    r"(?<=\w)(?:, (?!or\b|and\b|또는|혹은)(?=[^\W\d])| \(| (?:because|since|which)\b)", re.IGNORECASE
)
_UNSAID = re.compile(  # a bound, a denial, a part of something: not the number itself
    r"\b(?:not|n't|never|neither|at least|at most|up to|between|or)\b"
    r"|\b(?:more|less|fewer|greater|higher|lower) than\W*\d"
    r"|\b(?:half|halves|thirds?|quarters?|fourths|fifths?|sixths?|eighths?|tenths?)\b"
    r"|아니|아닙|이상|이하|미만|초과|또는|혹은|(?<![가-힣])반(?![가-힣])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """A number in figures and its place; value is None where it cannot be read for certain (12:30, 1.234,5, x3)."""

    value: Fraction | None
    start: int
    end: int


def number_key(text: str) -> str | None:
    """The normal form of the one number that the text states: "67" for "67.0", "$67", "67세", "sixty-seven"."""
    value = number_of(text)
    return None if value is None else written(value)


def number_of(text: str) -> Fraction | None:
    """The one number that the text states; None where it states none, several, or one that may be read in two ways."""
    if len(text) > LONGEST:
        return None
    plain = _ASIDE.split(plain_text(text), maxsplit=1)[0].rpartition("=")[2]
    plain = _MIXED.sub(_mixed, plain)
    if _UNSAID.search(plain):
        return None
    if not any(letter.isdigit() for letter in plain):
        return english_number(plain) if re.search("[a-z]", plain, re.IGNORECASE) else korean_number(plain)
    if (spelled := _spelled(plain)) is not None:
        return spelled
    found = figures(plain)
    if any(_OPERATION.fullmatch(plain, one.end, two.start) for one, two in pairwise(found)):
        return None
    values = {figure.value for figure in found}
    return values.pop() if len(values) == 1 else None


def figures(text: str) -> list[Figure]:
    """All numbers in figures, in their order."""
    return [_figure(text, found) for found in _CHUNK.finditer(text)]


def written(value: Fraction) -> str:
    """The shortest exact way to write it: 67, 0.75, 1/3."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        times = 0
        while rest % prime == 0:
            rest //= prime
            times += 1
        places = max(places, times)
    if rest != 1:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, part = (digits[:-places], "." + digits[-places:]) if places else (digits, "")
    return ("-" if value < 0 else "") + whole + part


def plain_text(text: str) -> str:
    """Without what Markdown and TeX put around a number."""
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").replace("⁄", "/")
    text = re.sub(r"\\boxed\s*|\\(?:text|mathrm)\s*|\\[(),!;]|[*_`{}]|\\(?=[$%])", "", text)
    return re.sub(r"\s+", " ", text).strip()


def _figure(text: str, found: re.Match[str]) -> Figure:
    chunk = found[0].rstrip(".,:/^")
    start, end = found.start(), found.start() + len(chunk)
    value = _value(chunk)
    before = text[max(0, start - 12) : start]
    if signed := _SIGNED.search(before):
        start -= len(before) - signed.start(1)
        value = -value if value is not None and signed[1] == "-" else value
    elif re.search(r"[A-Za-z_]$|[\w)][-/]$", before):  # x3, 5-10, (a+b)/2
        value = None
    if scale := _SCALE.match(text, end):
        return Figure(value and value * _TIMES[scale[1].lower()], start, scale.end())
    return Figure(value if _may_follow(text, end) else None, start, end)


def _value(chunk: str) -> Fraction | None:
    if len(chunk) > _DIGITS:
        return None
    if ratio := _RATIO.fullmatch(chunk):
        return Fraction(int(ratio[1]), int(ratio[2])) if int(ratio[2]) else None
    return Fraction(chunk.replace(",", "")) if _PLAIN.fullmatch(chunk) else None


def _may_follow(text: str, end: int) -> bool:
    """Whether what stands right after the figures is a unit, not a part of a formula or a date."""
    if re.match(r"\s?[-^]\s?\d|[-_\\]\w", text[end : end + 4]) and not re.match(r"-[A-Za-z]{2,}", text[end : end + 4]):
        return False
    letters = _LETTERS.match(text, end)
    if letters is None:
        return True
    word = letters[0]
    return len(word) > 1 or word.lower() in _UNITS or "가" <= word <= "힣"


def _mixed(found: re.Match[str]) -> str:
    """3 1/2 as one fraction."""
    above, below = (1, 2) if found[4] else (int(found[2]), int(found[3]))
    return f"{int(found[1]) * below + above}/{below}"


def _spelled(text: str) -> Fraction | None:
    """Figures with Korean words of number: 3만 5천 원, 3분의 2."""
    if not (_KOREAN_SCALE.search(text) or "분의" in text):
        return None
    return korean_number(text)
