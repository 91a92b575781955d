"""Examples from the files that people have: CSV of any usual make, and JSONL as the usual data sets are written."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.domain.preset import MOST_EXAMPLES, Example
from app.domain.preset_errors import ExamplesUnreadable, PresetUnreadable
from app.domain.slips import Slip, in_json, slip_of
from app.storage.presets.store import unreadable

MOST_BYTES = 16 * 1024**2
_SEPARATORS = ",;\t|"
_QUESTION = (
    "question",
    "input",
    "prompt",
    "problem",
    "instruction",
    "query",
    "user",
    "text",
    "질문",
    "문제",
    "입력",
    "지시",
)
_ANSWER = (
    "answer",
    "output",
    "completion",
    "response",
    "assistant",
    "expected",
    "label",
    "target",
    "답",
    "답변",
    "정답",
    "출력",
)
_REASONING = ("reasoning", "rationale", "solution", "explanation", "steps", "풀이", "풀이과정", "해설", "설명")
_ENABLED = ("enabled", "active", "사용")
_SAID_OF_CSV = {
    "unexpected end": Slip.UNCLOSED_QUOTE,
    "field larger": Slip.TOO_LONG,
    **{f"'{separator}' expected": Slip.QUOTE_INSIDE for separator in _SEPARATORS},
}
_NO = {"false", "no", "0", "off", "아니요", "아니오"}
_FINAL = "\n####"
"""How the GSM8K data set parts the steps from the answer (Cobbe et al. 2021)."""
_CALCULATOR = re.compile(r"<<[^<>\n]*>>")
"""Its notes of what a calculator was asked; no model should learn to write them."""


def read_examples(path: Path) -> tuple[Example, ...]:
    """In the file's order. Raises ExamplesUnreadable, PresetUnreadable."""
    text = _text(path)
    read = _from_json_lines if text.lstrip().startswith("{") else _from_csv
    found: list[Example] = []
    for line, fields in read(text, str(path)):
        if len(found) == MOST_EXAMPLES:
            raise ExamplesUnreadable(str(path), why="many")
        found.append(_example(fields, str(path), line))
    if not found:
        raise ExamplesUnreadable(str(path), why="empty")
    return tuple(found)


def _text(path: Path) -> str:
    """UTF-8, UTF-16 with its mark, or the code page of Korean Windows."""
    try:
        if not path.is_file():
            raise PresetUnreadable(str(path), "no file")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from None
    if len(content) > MOST_BYTES:
        raise ExamplesUnreadable(str(path), why="many")
    for encoding in ["utf-16"] if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "cp949"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ExamplesUnreadable(str(path), why="encoding")


def _example(fields: Mapping[str, str], path: str, line: int) -> Example:
    """Raises ExamplesUnreadable."""
    question, answer = _first(fields, _QUESTION), _first(fields, _ANSWER)
    if not question or not answer or "\0" in question + answer:
        raise ExamplesUnreadable(path, line=line, why="columns", detail=", ".join(fields)[:200] or "–")
    reasoning = _first(fields, _REASONING) or ""
    if _FINAL in answer:
        reasoning, _, answer = answer.rpartition(_FINAL)
    reasoning = _CALCULATOR.sub("", reasoning.split(_FINAL)[0]).strip()
    is_off = (_first(fields, _ENABLED) or "").casefold() in _NO
    return Example(question, answer.strip(), reasoning, enabled=not is_off)


def _first(fields: Mapping[str, str], names: Sequence[str]) -> str | None:
    """The value under the first of the names that is there, None where none is."""
    return next((fields[name].strip() for name in names if name in fields), None)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "").replace("_", "")


# --- CSV -----------------------------------------------------------------------------------------------------------


def _from_csv(text: str, path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Raises ExamplesUnreadable."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    header: list[str] = []
    line = 1
    try:
        for row in rows:
            first, line = line, rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            fields = dict(zip(header, row, strict=False))
            if header:
                yield first, fields
                continue
            header = [_folded(cell) for cell in row]
            if not {*header} & {*_QUESTION} or not {*header} & {*_ANSWER}:
                raise ExamplesUnreadable(path, why="columns", detail=", ".join(row)[:200])
    except csv.Error as error:
        slip = slip_of(str(error), _SAID_OF_CSV)
        detail = str(error) if slip is Slip.UNKNOWN else f"{csv.field_size_limit():,}"
        raise ExamplesUnreadable(path, line=line, why="syntax", detail=detail, slip=slip) from None


def _separator(text: str) -> str:
    """What stands most often between the names of the columns; csv.Sniffer looks at the texts, and errs."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=re.sub(r'"[^"]*"', "", header).count)


# --- JSONL ---------------------------------------------------------------------------------------------------------


def _from_json_lines(text: str, path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Raises ExamplesUnreadable."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            spotted = in_json(error)
            raise ExamplesUnreadable(path, number, "syntax", spotted.detail, spotted.slip) from None
        if not isinstance(value, dict):
            raise ExamplesUnreadable(path, line=number, why="object")
        yield number, _talk(value["messages"]) if "messages" in value else _fields(value)


def _fields(value: Mapping[str, Any]) -> dict[str, str]:
    """What is a text or a number; the rest is none of an example's."""
    return {
        _folded(name): str(item).lower() if isinstance(item, bool) else str(item)
        for name, item in value.items()
        if isinstance(item, str | int | float)
    }


def _talk(messages: object) -> dict[str, str]:
    """The last question and its answer, of messages as OpenAI's API has them."""
    found: dict[str, str] = {}
    for message in messages if isinstance(messages, list) else ():
        if not isinstance(message, dict):
            continue
        role, text = message.get("role"), _content(message.get("content"))
        if role == "user":
            found = {"question": text}
        elif role == "assistant" and found:
            found["answer"] = text
    return found


def _content(content: object) -> str:
    """A text, or a list of parts."""
    if isinstance(content, list):
        texts = [part.get("text") for part in content if isinstance(part, dict)]
        return "".join(text for text in texts if isinstance(text, str))
    return content if isinstance(content, str) else ""
