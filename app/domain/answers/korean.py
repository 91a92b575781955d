"""Korean words of number, of both systems: 육십칠, 예순일곱, 3만 5천, 3분의 2, with the word for what is counted."""

import re
from fractions import Fraction

SCALES = "십백천만억조"
_SINO = {"영": 0, "공": 0, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "륙": 6, "칠": 7, "팔": 8, "구": 9}
_LONGEST = 40
_SMALL = {"십": 10, "백": 100, "천": 1000}
_LARGE = {"만": 10**4, "억": 10**8, "조": 10**12}
_NATIVE_TENS = {"열": 10, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90}
_NATIVE_ONES = {
    "하나": 1, "둘": 2, "셋": 3, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_BOUND = {"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4}
"""Only before the word for what is counted: 두 개."""
_COUNTED = (
    "살|세|명|분|사람|개월|개|원|권|마리|장|대|시간|시|분|초|월|년|주|달러|달|킬로미터|센티미터|미터|킬로그램|그램|리터"
    "|점|배|번|회|쪽|페이지|병|잔|그루|송이|켤레|자루|상자|봉지|조각|가지|인분|퍼센트|프로|층|줄|곳|척|벌|채|통|판|모"
    "|포기|알|톨|쌍|다스|인|등|도|문제|학생|자리|바퀴|컵|접시|팀|반|칸|모둠|묶음|km|cm|mm|m|kg|g|l|ml|%"
)
ENDING = r"(?:입니다|이었습니다|였습니다|이에요|예요|이예요|이다|이야|임|다|이고|가 됩니다|이 됩니다|가 된다|이 된다)"
_PHRASE = re.compile(
    rf"(?:약|총|모두|전부|합계|대략|딱|오직)?\s*(?P<number>.*?)\s?(?P<counted>{_COUNTED})?\s?{ENDING}?\s?[.!。]*",
    re.IGNORECASE,
)
_NATIVE = re.compile(rf"({'|'.join(_NATIVE_TENS)})?({'|'.join((*_NATIVE_ONES, *_BOUND))})?|스무")

_PIECE = re.compile(rf"\d[\d,]*(?:\.\d+)?|[{''.join(_SINO)}{SCALES}]")
_WELL_WRITTEN = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def korean_number(text: str) -> Fraction | None:
    """The number that the text is, but for the word of what is counted and the ending of the sentence.

    일 is one and a day: 구십일 is 91, 구십 일 may be 90 days and is left alone.
    """
    phrase = _PHRASE.fullmatch(text.strip())
    if phrase is None or text.strip().startswith("이 "):  # 이 사람: this person
        return None
    number = re.sub(r"\s", "", phrase["number"])
    below, parted, above = number.partition("분의")
    if len(number) > _LONGEST or (not parted and phrase["number"].endswith(" 일")):
        return None
    if parted:
        one, two = sino_number(below), sino_number(above)
        return two / one if one and two is not None else None
    return _whole(number, is_counted=bool(phrase["counted"]))


def _whole(number: str, *, is_counted: bool) -> Fraction | None:
    native = _NATIVE.fullmatch(number)
    if native and (number == "스무" or native[2] in _BOUND):
        value = 20 if number == "스무" else _NATIVE_TENS.get(native[1] or "", 0) + _BOUND[native[2]]
        return Fraction(value) if is_counted else None
    if native and number:
        return Fraction(_NATIVE_TENS.get(native[1] or "", 0) + _NATIVE_ONES.get(native[2] or "", 0))
    return sino_number(number)


def sino_number(number: str) -> Fraction | None:
    """육십칠, 3만5천, 1,200: larger places before smaller ones."""
    pieces = _PIECE.findall(number)
    if not number or sum(map(len, pieces)) != len(number):
        return None
    total, group, last = Fraction(0), list[str](), 10**16
    for piece in pieces:
        large = _LARGE.get(piece)
        if large is None:
            group.append(piece)
            continue
        value = _group(group) if group else Fraction(1)  # 만 is 10,000
        if not value or large >= last:
            return None
        total, group, last = total + value * large, [], large
    rest = _group(group) if group else Fraction(0)
    return None if rest is None else total + rest


def _group(pieces: list[str]) -> Fraction | None:
    """Below 10,000: each place smaller than the one before."""
    total, digit, last = Fraction(0), list[Fraction](), 10**4
    for piece in pieces:
        small = _SMALL.get(piece)
        if small is None:
            figure = Fraction(_SINO[piece]) if piece in _SINO else _figures(piece)
            if digit or figure is None:
                return None
            digit = [figure]
        elif small >= last:
            return None
        else:
            total, digit, last = total + (digit[0] if digit else 1) * small, [], small
    return total + sum(digit)


def _figures(piece: str) -> Fraction | None:
    return Fraction(piece.replace(",", "")) if _WELL_WRITTEN.fullmatch(piece) else None
