"""Finds the final answer in what a model wrote, and says which answers are the same."""

import json
import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.answers.expressions import DEADLINE_S, compiled, query
from app.domain.answers.numerals import figures, number_key, written
from app.domain.preset import AnswerRule, AnswerType, RuleKind
from app.domain.preset_errors import PatternTooSlow

_NEXT_QUESTION = re.compile(
    r"^[ \t>*#]*(?:Q|Question|Problem|Exercise|질문|문제|User|Human)\s*\d*\s*[:.)：]", re.MULTILINE | re.IGNORECASE
)
_ENDING = re.compile("(?:입니다|이에요|예요)")  # 다 and 임 end words, too
_OUTER = " \t\r\n.,;:!?。、\"'“”‘’`*_()[]<>「」『』"
_FENCE = re.compile(r"```[^\n`]*\n(.*?)(?:```|\Z)", re.DOTALL)
_LONGEST_JSON = 200_000  # characters
_MOST_ATTEMPTS = 100
_OPENING = re.compile(r"[{\[]")


@dataclass(frozen=True)
class Found:
    """The answer as it is written at start to end of the text, and its normal form. Equal keys are the same answer."""

    answer: str
    key: str
    start: int
    end: int


def extract(rule: AnswerRule, text: str, *, is_cut: bool = False) -> Found | None:
    """The last answer that the text states before the model asks itself the next question.

    Where the text was cut short, what stands at its very end may not be whole ("The answer is 6"), and is no answer.
    Raises PatternInvalid, PatternTooSlow. Of JSON, start and end are those of the document.
    """
    if rule.kind is RuleKind.JSON_PATH:
        return _in_json(rule, text)
    found = None
    if rule.kind is RuleKind.LAST_NUMBER:
        found = _last_number(own_part(text))
    elif rule.kind is RuleKind.PATTERN:
        found = _by_pattern(rule, own_part(text))
    return None if found and is_cut and found.end == len(text) else found


def check_rule(rule: AnswerRule) -> None:
    """Raises PatternInvalid for a pattern or path that cannot be used."""
    if rule.kind is RuleKind.PATTERN:
        compiled(rule.pattern)
    elif rule.kind is RuleKind.JSON_PATH:
        query(rule.path)


def key_of(answer: str, kind: AnswerType) -> str | None:
    """The normal form of an answer; None where it says nothing, or no number that can be read for certain."""
    if kind is AnswerType.NUMBER:
        return number_key(answer)
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", answer)).strip(_OUTER)
    return text.casefold() or None


def own_part(text: str) -> str:
    """What stands before the next question, with which a base model goes on; its first may repeat the one asked."""
    for found in _NEXT_QUESTION.finditer(text):
        if text[: found.start()].strip():
            return text[: found.start()]
    return text


def _by_pattern(rule: AnswerRule, text: str) -> Found | None:
    last = None
    try:
        for last in compiled(rule.pattern).finditer(text, timeout=DEADLINE_S):  # noqa: B007 - the last one counts
            pass
    except TimeoutError:
        raise PatternTooSlow(rule.pattern) from None
    if last is None:
        return None
    group: str | int = "answer" if "answer" in last.re.groupindex else min(1, last.re.groups)
    return _found(rule, last[group] or "", max(0, last.start(group)))


def _found(rule: AnswerRule, answer: str, start: int) -> Found | None:
    """Without what only dresses it: spaces, the full stop, Markdown, the ending that the rule's phrase has too."""
    bare = _undressed(_without_ending(_undressed(answer), rule.phrase))
    key = key_of(bare, rule.type)
    start += answer.find(bare)
    return Found(bare, key, start, start + len(bare)) if key else None


def _undressed(answer: str) -> str:
    bare = answer.strip().rstrip(".。 ")
    while len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "*_`\"'":
        bare = bare[1:-1].strip().rstrip(".。 ")
    return bare


def _without_ending(answer: str, phrase: str) -> str:
    """정답은 {{answer}}입니다: the ending belongs to the sentence."""
    ends_so = _ENDING.match(phrase.partition("{{answer}}")[2].lstrip())
    return re.sub(rf"(?<=\S)\s?{_ENDING.pattern}$", "", answer) if ends_so else answer


def _last_number(text: str) -> Found | None:
    found = figures(text)
    if found:
        last = found[-1]
        answer = text[last.start : last.end]
        return None if last.value is None else Found(answer, written(last.value), last.start, last.end)
    line = text.rstrip().rpartition("\n")[2].lstrip()  # without any figures it may be said in words
    key, start = number_key(line), text.rindex(line)
    return Found(line, key, start, start + len(line)) if key else None


def _in_json(rule: AnswerRule, text: str) -> Found | None:
    path = query(rule.path)
    for value, start, end in _documents(text):
        matches = _matches(path, value, rule.path)
        if matches:
            last = matches[-1]
            answer = last if isinstance(last, str) else json.dumps(last, ensure_ascii=False, sort_keys=True)
            key = None if last is None else key_of(answer, rule.type)
            return Found(answer, key, start, end) if key else None
    return None


def _matches(path: Any, value: object, written: str) -> list[object]:  # noqa: ANN401 - as query
    """Raises PatternTooSlow."""
    until = time.monotonic() + DEADLINE_S
    found: list[object] = []
    try:
        for match in path.finditer(value):
            found.append(match.value)
            if time.monotonic() > until:
                raise PatternTooSlow(written)
    except RecursionError:
        return []
    return found


def _documents(text: str) -> Iterator[tuple[object, int, int]]:
    """The JSON that a text holds, best first: all of it, what stands in the last fence, the objects and arrays."""
    own = own_part(text)
    places = [(found.start(1), found.end(1)) for found in _FENCE.finditer(own)]
    for start, end in [(0, len(text)), *reversed(places)]:
        value = _decoded(text[start:end])
        if isinstance(value, dict | list):
            yield value, start, end
    yield from reversed([*_bare(own[:_LONGEST_JSON])])


def _bare(text: str) -> Iterator[tuple[object, int, int]]:
    """In their order. Of a document that is cut short nothing is taken: what stands inside is another thing."""
    decoder, at = json.JSONDecoder(strict=False), 0
    for _attempt in range(_MOST_ATTEMPTS):
        opening = _OPENING.search(text, at)
        if opening is None:
            return
        try:
            value, at = decoder.raw_decode(text, opening.start())
            yield value, opening.start(), at
        except json.JSONDecodeError as error:
            if error.msg.startswith("Unterminated"):
                return
            at = max(error.pos, opening.end())
        except (ValueError, RecursionError):
            return


def _decoded(text: str) -> object:
    try:
        return json.loads(text, strict=False) if len(text) <= _LONGEST_JSON else None
    except (ValueError, RecursionError):
        return None
