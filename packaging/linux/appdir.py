"""Builds the AppDir, and from it the AppImage where the runtime for one is at hand."""

import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

from layout import DIST, FILES, ID, Release, lay_out, set_modes


def build(release: Release, runtime: Path | None = None) -> Path:
    """The folder Maru.AppDir; with a runtime (the static one of type 2) the AppImage."""
    target = DIST / "Maru.AppDir"
    shutil.rmtree(target, ignore_errors=True)
    lay_out(target / "usr", release)
    shutil.copy(FILES / "AppRun", target / "AppRun")
    share = target / "usr" / "share"
    shutil.copyfile(share / "applications" / f"{ID}.desktop", target / f"{ID}.desktop")
    shutil.copyfile(share / "icons" / "hicolor" / "256x256" / "apps" / f"{ID}.png", target / f"{ID}.png")
    (target / ".DirIcon").symlink_to(f"{ID}.png")
    set_modes(target)
    return target if runtime is None else _appimage(target, runtime, release)


def _appimage(folder: Path, runtime: Path, release: Release) -> Path:
    """An AppImage is a program that mounts what is appended to it."""
    target = DIST / f"Maru-{release.version}-{platform.machine()}.AppImage"
    with tempfile.TemporaryDirectory(dir=DIST) as scratch:
        packed = Path(scratch, "image")
        when = ["-mkfs-time", str(release.seconds), "-all-time", str(release.seconds)]
        how = ["-root-owned", "-noappend", "-quiet", "-no-progress", "-comp", "zstd", *when]
        subprocess.run(["mksquashfs", folder, packed, *how], check=True)
        with target.open("wb") as out:
            for part in (runtime, packed):
                with part.open("rb") as file:
                    shutil.copyfileobj(file, out)
    target.chmod(0o755)
    return target
