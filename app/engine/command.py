"""How the program starts itself in another role: the words of the command, its environment and its flags."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import app

CREATION_FLAGS: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a child of a program without a console would otherwise flash one."""

PROCESSOR_ONLY = "--cpu"
"""The word for an engine that must not touch a graphics driver, not even to ask what there is."""

PACKS = "--packs"
"""Before the folder in which further backends lie, of engines of several commits."""

PRACTICE = "--fake"
"""The word for the practice engine, which speaks the protocol and has no weights."""


def command(*words: str) -> list[str]:
    """This same program with these words: frozen it is the executable itself, in the checkout `python -m app`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "app", *words]


def environment(ours: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a child inherits. `-m app` must find us, and never a package of that name in the folder we were started in.

    GGML would answer an abort by forking a debugger and printing pages.
    """
    inherited = dict(os.environ if ours is None else ours)
    places = [str(Path(app.__file__).parent.parent), inherited.get("PYTHONPATH", "")]
    return {
        **inherited,
        "GGML_NO_BACKTRACE": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, places)),
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
    }
