"""Which version is packed, as of when, and from which folder; for the packages of all systems."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import app  # noqa: E402 - found only now
import dev  # noqa: E402, F401 - likewise; the packers take it from here

DIST = ROOT / "dist"
PROGRAM = DIST / "maru"


@dataclass(frozen=True)
class Release:
    """What is built: seconds are those of the last change, so that the same source makes the same package."""

    version: str
    seconds: int

    @property
    def date(self) -> str:
        return time.strftime("%Y-%m-%d", time.gmtime(self.seconds))

    def fill(self, text: str) -> str:
        return text.replace("@VERSION@", self.version).replace("@DATE@", self.date)


def this_release() -> Release:
    """Of the checkout; SOURCE_DATE_EPOCH goes before."""
    said = os.environ.get("SOURCE_DATE_EPOCH") or subprocess.check_output(
        ["git", "-C", ROOT, "log", "-1", "--format=%ct"], text=True
    )
    return Release(app.__version__, int(said))
