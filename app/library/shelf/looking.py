"""Looks at the disk where pathlib would raise: another user's folder has nothing for us, and that is no failure."""

from pathlib import Path


def is_file(path: str | Path) -> bool:
    try:
        return Path(path).is_file()
    except OSError:  # not allowed, or a name that is too long for a file
        return False


def is_there(path: Path) -> bool:
    """A file or a folder."""
    try:
        return path.exists()
    except OSError:
        return False


def matching(folder: Path, pattern: str) -> list[Path]:
    """What glob finds, in order."""
    try:
        return sorted(folder.glob(pattern))
    except (OSError, ValueError):  # ValueError: a NUL byte in it
        return []
