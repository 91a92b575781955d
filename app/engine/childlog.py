"""Where a child's stderr goes: one log file, turned over when it has grown, with its tail for error reports."""

import os
from contextlib import suppress
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
            with suppress(PermissionError):  # Windows, while another child writes to it: next time
                path.replace(path.with_suffix(path.suffix + ".1"))
        return path.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")


def tail(path: Path, *, since: int = 0) -> str:
    """The last lines of what was written since that place; empty when the log cannot be read."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            began = since if since <= size else 0  # turned over meanwhile
            file.seek(max(began, size - TAIL_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-TAIL_LINES:])
