"""The house rules that a machine can see without running the program; `dev.py check` runs this file."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

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


def test_sizes() -> None:
    assert_none(_too_long)


def _too_long(source: Path) -> Iterator[str]:
    if (lines := len(_lines(source))) > FILE_LINES:
        yield f"{lines} lines"
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > (CLASS_LINES if isinstance(node, ast.ClassDef) else FUNCTION_LINES):
                yield f"{node.name} has {lines} lines"


def test_names_say_something() -> None:
    assert_none(_empty_names)


def _empty_names(source: Path) -> Iterator[str]:
    yield from SAYS_NOTHING & set(source.with_suffix("").parts)
    classes = (node.name for node in ast.walk(_tree(source)) if isinstance(node, ast.ClassDef))
    yield from filter(SAYS_NOTHING_AT_THE_END.search, classes)


def test_modules_say_what_they_are_for() -> None:
    assert_none(_purposeless)


def _purposeless(source: Path) -> Iterator[str]:
    purpose = (ast.get_docstring(_tree(source)) or "").split("\n\n")[0].rstrip()
    if source.parts[0] == "app" and not purpose.endswith((".", ":", "…")):
        yield "begins without a sentence"


def test_switched_off_checks_say_why() -> None:
    assert_none(_unexplained)


def _unexplained(source: Path) -> Iterator[str]:
    bare = re.compile(r"#\s*(noqa(: [A-Z0-9, ]+)?|type: ignore(\[[\w, -]+\])?)\s*$")
    yield from (f"line {number}" for number, line in enumerate(_lines(source), 1) if bare.search(line))


def test_sentences_can_be_translated() -> None:
    """An f-string is filled in before gettext sees it; a catalog can never hold it."""
    assert_none(_filled_sentences)


def _filled_sentences(source: Path) -> Iterator[str]:
    calls = [node for node in ast.walk(_tree(source)) if isinstance(node, ast.Call) and node.args]
    said = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in {"_", "n_", "N_"}]
    yield from (f"line {node.lineno}" for node in said if isinstance(node.args[0], ast.JoinedStr))


def test_no_machine_and_no_registry_is_named() -> None:
    assert_none(_foreign_names, _texts())


def _foreign_names(path: Path) -> Iterator[str]:
    yield from (f"line {number}" for number, line in enumerate(_lines(path), 1) if NOT_OURS_TO_NAME.search(line))


def test_pyside_is_the_version_that_does_not_lose_references() -> None:
    """6.12.0 aborts Python 3.11 after some thousand calls; tests/architecture/test_pyside.py watches for it."""
    for package in ("pyside6-essentials", "shiboken6"):
        assert f"{package}==6.11.3 " in (dev.REQUIREMENTS / "runtime.txt").read_text(encoding="utf-8")


def assert_none(offences: Callable[[Path], Iterator[str]], paths: Iterable[Path] = SOURCES) -> None:
    found = [f"{path}: {offence}" for path in paths for offence in offences(path)]
    assert not found, "\n".join(["", *found])


@cache
def _lines(path: Path) -> list[str]:
    return (dev.ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines()


@cache
def _tree(source: Path) -> ast.Module:
    return ast.parse("\n".join(_lines(source)))


def _texts() -> Iterator[Path]:
    """Every text file of the project, but those that tools make."""
    suffixes = {".py", ".md", ".toml", ".txt", ".in", ".po", ".cmake", ".spec", ".json", ".svg", ""}
    for entry in dev.ROOT.iterdir():
        if entry.name in NOT_KEPT or (entry.is_dir() and entry.name.startswith(".") and entry.name != ".ci"):
            continue
        for path in [entry, *(entry.rglob("*") if entry.is_dir() else ())]:
            if path.is_file() and path.suffix in suffixes and "__pycache__" not in path.parts:
                yield path.relative_to(dev.ROOT)
