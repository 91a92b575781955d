"""Folders are rooms with one-way doors, and import-linter guards the doors (the contracts stand in pyproject.toml)."""

import subprocess

import dev


def test_rooms_depend_downwards_only() -> None:
    done = subprocess.run(dev.tool("lint-imports"), capture_output=True, text=True, cwd=dev.ROOT, check=False)
    assert done.returncode == 0, done.stdout
