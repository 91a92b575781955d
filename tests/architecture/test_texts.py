"""What our texts lead to is there: files that they link, and files that they name."""

import json
import re
from pathlib import Path

import pytest

import dev

TEXTS = sorted(
    text
    for folder in (".", "docs", "packaging", "benchmarks")
    for text in (dev.ROOT / folder).glob("*.md")
    if text.name not in {"CHANGELOG.md", "CHANGELOG.ko.md"}
)
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
NAMED = re.compile(r"`((?:app|tests|resources|packaging|benchmarks|docs)/[\w./-]+)`")
MADE = {"resources/licences.txt"}
"""By a build."""


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_files_that_are_linked_are_there(text: Path) -> None:
    for path, heading in LINK.findall(text.read_text(encoding="utf-8")):
        linked = (text.parent / path) if path else text
        assert linked.exists(), path
        assert not heading or heading in _headings(linked), heading


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_files_that_are_named_are_there(text: Path) -> None:
    named = set(NAMED.findall(text.read_text(encoding="utf-8"))) - MADE
    assert [path for path in sorted(named) if not _is_there(path)] == []


@pytest.mark.parametrize("korean", sorted((dev.ROOT / "docs").glob("*.ko.md")), ids=lambda text: text.name)
def test_korean_texts_name_what_the_english_ones_name(korean: Path) -> None:
    """The keys, first in each row of a table."""
    english = korean.with_name(korean.name.replace(".ko.", "."))
    assert _keys(korean) == _keys(english)


@pytest.mark.parametrize("text", ["presets.md", "presets.ko.md"])
def test_every_key_of_a_preset_is_explained(text: str) -> None:
    explained = (dev.ROOT / "docs" / text).read_text(encoding="utf-8")
    schema = json.loads((dev.ROOT / "resources" / "presets" / "preset.schema.json").read_text(encoding="utf-8"))
    tables = [table.get("properties", ()) for name, table in schema["$defs"].items() if name != "SamplingTable"]
    keys = {key for table in tables for key in table}
    assert {"template", "phrase", "checklist"} <= keys
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", explained)] == []


def _keys(text: Path) -> list[str]:
    return re.findall(r"^\| (`\w+`) \|", text.read_text(encoding="utf-8"), re.MULTILINE)


def _headings(text: Path) -> set[str]:
    """As the pages of repositories call them."""
    lines = re.findall(r"^#+ (.*)$", text.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


def _is_there(path: str) -> bool:
    return (dev.ROOT / path).exists() or (dev.ROOT / f"{path}.py").exists()
