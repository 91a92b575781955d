"""A sentence in a box of the system's own, for who started the window without a terminal and can be shown no window."""

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Sequence

TITLE = "Maru"
BOXES: tuple[Sequence[str], ...] = (
    ("zenity", "--error", "--no-markup", "--title", TITLE, "--text"),
    ("kdialog", "--title", TITLE, "--error"),
    ("notify-send", TITLE),
)
"""What desktops bring for scripts, the best first; the sentence is the last word. (X11's xmessage has no Korean.)"""
ERROR_ICON = 0x10


def has_terminal() -> bool:
    """The streams that the program was started with: a missing one has been replaced by now."""
    return sys.__stderr__ is not None and sys.__stderr__.isatty()


def show_notice(text: str) -> None:
    """Until the person closes it. Where a desktop has no such box, nothing happens."""
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, text, TITLE, ERROR_ICON)
        return
    box = next((each for each in BOXES if shutil.which(each[0])), None)
    if box:
        subprocess.run([*box, text], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
