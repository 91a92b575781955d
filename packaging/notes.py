"""Prints what a release says of itself, the newest section of CHANGELOG.md: `python3 packaging/notes.py VERSION`."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import app  # noqa: E402 - found only now


def main(arguments: list[str]) -> str | None:
    """None, or what does not fit together."""
    (version,) = arguments
    if version != app.__version__:
        return f"The program calls itself {app.__version__}, not {version}."
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if f'version = "{version}"' not in (ROOT / "pyproject.toml").read_text(encoding="utf-8"):
        return f"pyproject.toml has another version than {version}."
    named, notes = newest(changelog)
    if named != version:
        return f"The newest section of CHANGELOG.md is “{named}”, not {version}."
    print(notes)
    return None


def newest(changelog: str) -> tuple[str, str]:
    """Its version, and its text without the heading. What is under Unreleased and empty does not count."""
    sections = re.findall(r"^## \[(.+?)\].*\n((?:(?!## ).*\n?)*)", changelog, re.MULTILINE)
    written = [(named, text.strip()) for named, text in sections if text.strip()]
    return written[0] if written else ("", "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
