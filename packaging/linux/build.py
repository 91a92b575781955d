"""Makes packages for Linux from dist/maru: `python3 dev.py package --deb --portable --appdir [--appimage RUNTIME]`."""

import argparse
import shutil
import sys
from pathlib import Path

import appdir
import deb
import portable
from layout import PROGRAM, dev, this_release

TOOLS = {"dpkg-deb": "dpkg", "dpkg-shlibdeps": "dpkg-dev", "objdump": "binutils"}


def main(arguments: list[str]) -> str | None:
    """None, or what is missing."""
    options = _parser().parse_args(arguments)
    if not PROGRAM.is_dir():
        return f"{PROGRAM} is missing: run `python3 dev.py package` first."
    if options.deb:
        dev.require_packages([package for tool, package in TOOLS.items() if not shutil.which(tool)], "For the .deb.")
        dev.require_libraries("libwayland-cursor.so.0")  # Qt's Wayland asks for it; its package is to be named
    if options.appimage:
        dev.require_packages([] if shutil.which("mksquashfs") else ["squashfs-tools"], "For the AppImage.")
    release = this_release()
    for wanted, name, make in (
        (options.deb, "the .deb", lambda: deb.build(release)),
        (options.portable, "the portable archive", lambda: portable.build(release)),
        (options.appdir or options.appimage, "the AppDir", lambda: appdir.build(release, options.appimage)),
    ):
        if wanted:
            dev.say(f"Making {name} …")
            made = make()
            dev.say(f"{made}: {_size(made) / 1e6:.1f} MB")
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    for kind in ("deb", "portable", "appdir"):
        parser.add_argument(f"--{kind}", action="store_true")
    parser.add_argument("--appimage", type=Path, metavar="RUNTIME", help="the static type-2 runtime for this processor")
    return parser


def _size(made: Path) -> int:
    files = [made] if made.is_file() else [path for path in made.rglob("*") if not path.is_symlink()]
    return sum(path.stat().st_size for path in files if path.is_file())


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except dev.Stop as stop:
        sys.exit(f"\n{stop}")
