"""Lays the frozen program out as Linux expects one: usr/bin, usr/lib, usr/share. For .deb, AppDir and Flatpak."""

import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from release import DIST, PROGRAM, ROOT, Release, dev, this_release  # noqa: F401 - for the others here as well

ID = "io.github.maru_chat.Maru"
FILES = Path(__file__).with_name("files")
PIXELS = (16, 22, 24, 32, 48, 64, 128, 256, 512)
PAINT = """
import sys
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
svg, folder, *pixels = sys.argv[1:]
for side in map(int, pixels):
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(svg).render(painter)
    painter.end()
    assert image.save(f"{folder}/{side}.png")
"""


def lay_out(usr: Path, release: Release) -> None:
    """Everything but what only one kind of package has."""
    shutil.copytree(PROGRAM, usr / "lib" / "maru-chat", symlinks=True)
    (usr / "bin").mkdir()
    (usr / "bin" / "maru").symlink_to("../lib/maru-chat/maru")
    share = usr / "share"
    put(FILES / f"{ID}.desktop", share / "applications" / f"{ID}.desktop", release)
    put(FILES / f"{ID}.metainfo.xml", share / "metainfo" / f"{ID}.metainfo.xml", release)
    put(FILES / f"{ID}-mime.xml", share / "mime" / "packages" / f"{ID}.xml", release)
    page = share / "man" / "man1" / "maru.1.gz"
    page.parent.mkdir(parents=True)
    page.write_bytes(gzip.compress(release.fill((FILES / "maru.1").read_text(encoding="utf-8")).encode(), mtime=0))
    _paint(ROOT / "resources" / "icons" / "maru.svg", share / "icons" / "hicolor")


def put(source: Path, target: Path, release: Release) -> None:
    """A text, in which version and date stand where @VERSION@ and @DATE@ were."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(release.fill(source.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copymode(source, target)


def set_modes(folder: Path) -> None:
    """As a system wants them, whatever the umask was: only programs are executable, and libraries are none."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or _is_program(path) else 0o644)


def elf_files(folder: Path) -> Iterator[Path]:
    """Programs and libraries, each once."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def _is_program(path: Path) -> bool:
    return os.access(path, os.X_OK) and ".so" not in path.name


def _paint(svg: Path, hicolor: Path) -> None:
    """For desktops that show no SVG, or not in all places."""
    scalable = hicolor / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copyfile(svg, scalable / f"{ID}.svg")
    drawn = dev.BUILD / "icons"
    drawn.mkdir(parents=True, exist_ok=True)
    python = dev.python(dev.BUILD / "package-venv")
    subprocess.run([python, "-c", PAINT, svg, drawn, *map(str, PIXELS)], check=True)
    for side in PIXELS:
        target = hicolor / f"{side}x{side}" / "apps" / f"{ID}.png"
        target.parent.mkdir(parents=True)
        shutil.copyfile(drawn / f"{side}.png", target)
