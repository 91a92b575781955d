"""How the program starts itself in another role: the words of the command, its environment and its flags."""

import os
import subprocess
import sys
from collections.abc import Mapping

CREATION_FLAGS: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a child of a program without a console would otherwise flash one."""


def command(*words: str) -> list[str]:
    """This same program with these words: frozen it is the executable itself, in the checkout `python -m app`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "app", *words]


def environment(ours: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a child inherits. GGML would answer an abort by forking a debugger and printing pages."""
    return {**(os.environ if ours is None else ours), "GGML_NO_BACKTRACE": "1", "PYTHONUTF8": "1"}
