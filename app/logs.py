"""What is logged: one rotating file of the program itself; the engine's child writes beside it."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

LEVELS = ("debug", "info", "warning", "error")


def start_log(folder: Path, *, level: str = "info") -> None:
    """Everything of this level and above goes to maru.log. A folder that cannot be written costs the log, no more."""
    root = logging.getLogger()
    root.setLevel(level.upper())
    logging.raiseExceptions = False  # a full disk must not print tracebacks over an answer
    logging.captureWarnings(capture=True)  # a library's warning is for us, not for the person at the terminal
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(folder / "maru.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    except OSError:
        root.addHandler(logging.NullHandler())  # else Python would print to stderr
        return
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root.addHandler(file)
