"""Freezes the program into dist/maru, and packs it: `python3 dev.py package [--release] [--deb] [--portable] …`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "packaging" / "engine"))
import shipped  # noqa: E402 - found only now
from shipped import dev  # noqa: E402 - likewise

PACKERS = {"linux": "linux", "win32": "windows", "darwin": "macos"}


def main(arguments: list[str]) -> int:
    """What is not for the engine is for what makes the system's own packages: the build.py of its folder."""
    venv = dev.BUILD / "package-venv"
    dev.prepare(
        "runtime", "package", venv=venv, engine=shipped.PUBLISHED if "--release" in arguments else shipped.QUICK
    )
    dev.require_libraries(*dev.QT_LIBRARIES)
    dev.fetch(dev.STARTER_MODEL, venv=venv)
    with dev.step("Freezing the program", "freeze") as go:
        folders = ["--distpath", ROOT / "dist", "--workpath", dev.BUILD / "freeze"]
        go(dev.python(venv), "-m", "PyInstaller", "--noconfirm", *folders, ROOT / "packaging" / "maru.spec")
    with dev.step("Listing what is inside", "sbom") as go:
        go(dev.python(venv), ROOT / "packaging" / "sbom.py")
    kinds = [word for word in arguments if word != "--release"]
    return dev.call(sys.executable, ROOT / "packaging" / PACKERS[sys.platform] / "build.py", *kinds) if kinds else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main(sys.argv[1:]))
    except dev.Stop as stop:
        sys.exit(f"\n{stop}")
