"""What the doctor looks at: each finding is one sentence, and for a problem what to do about it."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from app.cli.screen import has_display, missing_library
from app.paths import Paths
from app.words.catalog import _, n_
from app.words.numbers import size

ENOUGH_SPACE = 10**9  # bytes; a chat needs none, but the states of long chats do
LIBRARIES = {"llama_cpp": "llama-cpp-python", "PySide6": "PySide6-Essentials"}


@dataclass(frozen=True)
class Finding:
    """A remedy makes it a problem."""

    text: str
    remedy: str = ""


def hardware() -> Finding:
    memory = psutil.virtual_memory()
    cores = n_("{count} processor core", "{count} processor cores", psutil.cpu_count() or 1)
    text = _("{system}, {cores}, {total} of memory, of which {free} are free.").format(
        system=platform.platform(terse=True),
        cores=cores.format(count=psutil.cpu_count() or 1),
        total=size(memory.total),
        free=size(memory.available),
    )
    return Finding(text)


def libraries() -> Iterator[Finding]:
    yield Finding(_("Python {version} in “{path}”.").format(version=platform.python_version(), path=sys.executable))
    for module, name in LIBRARIES.items():
        if importlib.util.find_spec(module) is None:
            yield Finding(_("{name} is not installed.").format(name=name), _("Install Maru again."))
        else:
            yield Finding(f"{name} {_version(name)}.")


def _version(name: str) -> str:
    """A frozen program may have come without this knowledge."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"


def folders(paths: Paths) -> Iterator[Finding]:
    names = {_("Chats and settings"): paths.data, _("Temporary files"): paths.cache, _("Logs"): paths.logs}
    for name, folder in names.items():
        if not _is_writable(folder):
            text = _("{what}: nothing can be written in “{path}”.").format(what=name, path=folder)
            yield Finding(text, _("Allow writing there, or choose another folder with --data-dir."))
            continue
        free = shutil.disk_usage(folder).free
        text = _("{what}: “{path}”, {free} free.").format(what=name, path=folder, free=size(free))
        yield Finding(text, "" if free >= ENOUGH_SPACE else _("Free some space on this disk."))


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def window() -> Iterator[Finding]:
    if sys.platform != "linux":
        yield Finding(_("The window can be opened."))
        return
    if library := missing_library():
        text = _("The window needs the system library {library}, which is not installed.").format(library=library)
        yield Finding(text, _("Install the package that has it."))
    if has_display(os.environ):
        yield Finding(_("The window can be opened."))
    else:
        yield Finding(_("There is no display, so Maru talks in the terminal."))


def korean() -> Iterator[Finding]:
    """Letters to show and a way to type them. Only Linux may come without."""
    if sys.platform != "linux":
        return
    lister = shutil.which("fc-list")
    if lister:
        found = subprocess.run([lister, ":lang=ko", "family"], capture_output=True, text=True, check=False).stdout
        if families := sorted({line.split(",")[0] for line in found.splitlines()}):
            font = next((family for family in families if "KR" in family), families[0])
            yield Finding(_("Korean can be shown: {font}.").format(font=font))
        else:
            yield Finding(_("No font with Korean letters is installed."), _("Install Noto Sans CJK (fonts-noto-cjk)."))
    if has_display(os.environ):
        yield _input_method()


def _input_method() -> Finding:
    asked = os.environ.get("QT_IM_MODULE") or os.environ.get("XMODIFIERS", "").removeprefix("@im=")
    if asked:
        return Finding(_("Korean is typed through the input method “{name}”.").format(name=asked))
    return Finding(
        _("No input method is set up (QT_IM_MODULE, XMODIFIERS); typing Korean needs one, such as ibus-hangul.")
    )
