"""Each released shape of the database keeps a stored file, so that no migration goes untried."""

import re

import dev
from app.storage.migrations import MIGRATIONS

STORED = dev.ROOT / "tests" / "fixtures" / "databases"


def test_every_version_has_a_stored_file() -> None:
    """tests/storage/test_migrations.py brings each of them to today."""
    versions = {int(found[1]) for file in STORED.iterdir() if (found := re.fullmatch(r"version-(\d+)\.db", file.name))}
    assert versions == set(range(1, len(MIGRATIONS) + 1))
