"""Where a child's stderr goes: one log file, turned over when it has grown, with its tail for error reports."""

import os
from pathlib import Path
from typing import IO

LARGEST = 2 * 1024**2
"""Bytes; llama.cpp writes about 20 kB a load."""
TAIL_BYTES = 4096
TAIL_LINES = 40


def open_log(path: Path) -> IO[bytes]:
    """Open for appending. A file that has grown large becomes `.1`; where nothing can be written nothing is kept."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LARGEST:
            path.replace(path.with_suffix(path.suffix + ".1"))
        return path.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")


def tail(path: Path) -> str:
    """The last lines; empty when the log cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-TAIL_LINES:])
