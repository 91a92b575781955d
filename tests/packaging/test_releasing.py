"""The workflow of a release and its notes; `actionlint` reads the rest of the workflow (RELEASING.md)."""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import app
import dev

PACKAGING = dev.ROOT / "packaging"
WORKFLOWS = sorted((dev.ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield importlib.import_module("notes")
    sys.modules.pop("notes", None)


def test_the_newest_section_is_the_notes(notes: ModuleType) -> None:
    changelog = "# Changelog\n\n## [Unreleased]\n\n## [1.1.0] - 2026-12-01\n\n### Added\n- One.\n\n## [1.0.0]\n- Old.\n"
    assert notes.newest(changelog) == ("1.1.0", "### Added\n- One.")
    assert notes.newest("## [Unreleased]\n- New.\n\n## [1.0.0]\n- Old.\n") == ("Unreleased", "- New.")
    assert notes.newest("# Changelog\n") == ("", "")


def test_a_release_of_another_version_is_not_drafted(notes: ModuleType) -> None:
    assert notes.newest((dev.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))[1]
    assert app.__version__ in notes.main(["99.0.0"])
    assert f'version = "{app.__version__}"' in (dev.ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_foreign_steps_are_pinned_and_nothing_is_allowed_that_need_not_be(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert used
    for action, comment in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action), "a tag can be moved, a commit cannot"
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), "and people read versions"
    assert "\npermissions:\n  contents: read\n" in text
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")


def test_each_system_packs_what_it_can_and_tries_what_it_installed() -> None:
    text = (dev.ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    for system, kinds in {"linux": "deb portable", "windows": "installer portable", "macos": "dmg"}.items():
        job = re.split(r"^  (\w+):\n", text, flags=re.MULTILINE)
        steps = job[job.index(system) + 1]
        packer = (PACKAGING / system / "build.py").read_text(encoding="utf-8")
        (command,) = re.findall(r"dev\.py package --release (.*)", steps)
        assert command == " ".join(f"--{kind}" for kind in kinds.split())
        assert all(f'"{kind}"' in packer or f'"--{kind}"' in packer for kind in kinds.split())
        assert "smoke.py" in steps or "proof/install.sh" in steps
