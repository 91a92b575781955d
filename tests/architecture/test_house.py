"""The house rules that a machine can see without running the program; `dev.py check` runs this file."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import dev

FILE_LINES, FUNCTION_LINES, CLASS_LINES = 500, 60, 300
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "handler", "data", "info", "stuff"}
SAYS_NOTHING_AT_THE_END = re.compile(r"(Manager|Helper|Handler|Utils?|Data|Info)$")
NOT_KEPT = {"build", "dist", "shots"}
# The first letter of each stands in brackets, so that this file does not name them itself.
NOT_OURS_TO_NAME = re.compile(
    r"[/]work/|[.]library/|[p]ypi\.org|[p]ythonhosted|[d]eb\.debian|[/]root/",
)

FOLDERS = ("app", "tests", "benchmarks", "packaging")
SOURCES = [
    *sorted(path.relative_to(dev.ROOT) for folder in FOLDERS for path in (dev.ROOT / folder).rglob("*.py")),
    Path("dev.py"),
]

each_source = pytest.mark.parametrize("source", SOURCES, ids=str)


@each_source
def test_size(source: Path) -> None:
    too_long = (
        [f"{source}: {len(_text(source).splitlines())} lines"] if len(_text(source).splitlines()) > FILE_LINES else []
    )
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > (CLASS_LINES if isinstance(node, ast.ClassDef) else FUNCTION_LINES):
                too_long.append(f"{source}:{node.lineno} {node.name}: {lines} lines")
    assert not too_long


@each_source
def test_names_say_something(source: Path) -> None:
    assert not SAYS_NOTHING & set(source.with_suffix("").parts)
    names = [node.name for node in ast.walk(_tree(source)) if isinstance(node, ast.ClassDef)]
    assert not [name for name in names if SAYS_NOTHING_AT_THE_END.search(name)]


@each_source
def test_module_says_what_it_is_for(source: Path) -> None:
    if source.parts[0] == "app":
        purpose = ast.get_docstring(_tree(source)) or ""
        assert purpose.split("\n\n")[0].rstrip().endswith((".", ":", "…")), "the first line is a sentence"


@each_source
def test_switched_off_checks_say_why(source: Path) -> None:
    bare = re.compile(r"#\s*(noqa(: [A-Z0-9, ]+)?|type: ignore(\[[\w, -]+\])?)\s*$")
    assert not [f"{source}:{number}" for number, line in enumerate(_text(source).splitlines(), 1) if bare.search(line)]


@each_source
def test_downloads_alone_know_the_hub(source: Path) -> None:
    if source not in {Path("app/library/hub.py"), Path("app/library/downloads.py")}:
        assert "huggingface_hub" not in set(_imports(source))


@each_source
def test_sentences_can_be_translated(source: Path) -> None:
    """An f-string is filled in before gettext sees it; a catalog can never hold it."""
    calls = [node for node in ast.walk(_tree(source)) if isinstance(node, ast.Call) and node.args]
    said = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in {"_", "n_", "N_"}]
    assert not [node.lineno for node in said if isinstance(node.args[0], ast.JoinedStr)]


def test_no_machine_and_no_registry_is_named() -> None:
    named = [
        f"{path.relative_to(dev.ROOT)}:{number}"
        for path in _texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if NOT_OURS_TO_NAME.search(line)
    ]
    assert not named


def test_pyside_is_the_version_that_does_not_lose_references() -> None:
    """6.12.0 aborts Python 3.11 after some thousand calls; tests/architecture/test_pyside.py watches for it."""
    for package in ("pyside6-essentials", "shiboken6"):
        assert f"{package}==6.11.3 " in (dev.REQUIREMENTS / "runtime.txt").read_text(encoding="utf-8")


@cache
def _text(source: Path) -> str:
    return (dev.ROOT / source).read_text(encoding="utf-8")


@cache
def _tree(source: Path) -> ast.Module:
    return ast.parse(_text(source))


def _imports(source: Path) -> Iterator[str]:
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def _texts() -> Iterator[Path]:
    """Every text file of the project, but those that tools make."""
    suffixes = {".py", ".md", ".toml", ".txt", ".in", ".po", ".cmake", ".spec", ".json", ".svg", ""}
    for entry in dev.ROOT.iterdir():
        if entry.name in NOT_KEPT or (entry.is_dir() and entry.name.startswith(".") and entry.name != ".ci"):
            continue
        for path in [entry, *(entry.rglob("*") if entry.is_dir() else ())]:
            if path.is_file() and path.suffix in suffixes and "__pycache__" not in path.parts:
                yield path
