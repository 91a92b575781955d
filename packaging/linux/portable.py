"""Builds the portable tar.gz, which keeps its data beside itself."""

import gzip
import io
import platform
import tarfile
from functools import partial
from pathlib import Path

from layout import DIST, FILES, PROGRAM, Release


def build(release: Release) -> Path:
    """The finished archive: the same source makes the same bytes."""
    top = f"maru-{release.version}"
    target = DIST / f"{top}-linux-{platform.machine()}-portable.tar.gz"
    clean = partial(_clean, seconds=release.seconds)
    texts = [
        ("maru", FILES / "portable-maru", 0o755),
        ("README.txt", FILES / "portable-README.txt", 0o644),
        ("licences.txt", PROGRAM / "_internal" / "resources" / "licences.txt", 0o644),
    ]
    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=release.seconds) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, source, mode in texts:
            content = release.fill(source.read_text(encoding="utf-8")).encode()
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mode = len(content), mode
            archive.addfile(clean(entry), io.BytesIO(content))
        archive.add(PROGRAM, f"{top}/program", filter=clean)  # in the order of names
    return target


def _clean(entry: tarfile.TarInfo, *, seconds: int) -> tarfile.TarInfo:
    """Without what only says who built it, and when."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = seconds
    if not entry.issym():
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry
