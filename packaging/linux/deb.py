"""Builds the .deb from the frozen program; what it depends on is found from the binaries."""

import gzip
import hashlib
import re
import shutil
import subprocess
import tempfile
import textwrap
from email.utils import formatdate
from pathlib import Path

from layout import DIST, FILES, PROGRAM, Release, dev, elf_files, lay_out, set_modes

NAME = "maru-chat"
MAINTAINER = "The Maru authors <maru-chat@users.noreply.github.com>"
HOMEPAGE = "https://maru-chat.github.io"
FONTS = "fonts-noto-cjk"
"""Korean letters."""
VULKAN = "libvulkan1, mesa-vulkan-drivers"
SUMMARY = "chat with language models that run on your own computer"
DESCRIPTION = """\
Maru runs language models (GGUF files) with llama.cpp on your own computer. Nothing leaves it. A small model is
built in, so that talking needs no download.

It shows what a prompt is: presets with examples, reasoning, votes of several answers, answers in a fixed form, and the
exact prompt token by token. The interface is in English and Korean."""


def build(release: Release) -> Path:
    """The finished package."""
    with tempfile.TemporaryDirectory(dir=DIST) as scratch:
        tree = Path(scratch)
        lay_out(tree / "usr", release)
        doc = tree / "usr" / "share" / "doc" / NAME
        doc.mkdir(parents=True)
        (doc / "copyright").write_text(copyright_text(), encoding="utf-8")
        (doc / "changelog.gz").write_bytes(gzip.compress(changelog(release).encode(), mtime=0))
        overrides = tree / "usr" / "share" / "lintian" / "overrides" / NAME
        overrides.parent.mkdir(parents=True)
        shutil.copyfile(FILES / "lintian-overrides", overrides)
        set_modes(tree)
        return _packed(tree, release)


def _packed(tree: Path, release: Release) -> Path:
    about = tree / "DEBIAN"
    about.mkdir()
    files = sorted(path for path in (tree / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    kibibytes = sum(-(-path.stat().st_size // 1024) for path in files)
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    text = control(
        release.version, architecture, kibibytes=kibibytes, depends=dependencies(tree), recommends=recommended()
    )
    (about / "control").write_text(text, encoding="utf-8")
    (about / "md5sums").write_text("".join(f"{_md5(path)}  {path.relative_to(tree)}\n" for path in files))
    set_modes(about)
    target = DIST / f"{NAME}_{release.version}_{architecture}.deb"
    environment = {"SOURCE_DATE_EPOCH": str(release.seconds), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, target],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return target


def dependencies(tree: Path) -> str:
    """As dpkg-shlibdeps finds them: the packages, in the versions from which on they have what our binaries call."""
    binaries = list(elf_files(tree))
    fields = tree / "debian" / "control"  # it wants to be called in a source package
    fields.parent.mkdir()
    fields.write_text(f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n", encoding="ascii")
    folders = sorted({f"-l{path.parent}" for path in binaries})
    ours = [f"-x{package}" for package in _packages_of({path.name for path in binaries})]
    command = ["dpkg-shlibdeps", "-O", "--warnings=0", "--ignore-missing-info", *ours, *folders, *binaries]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    shutil.rmtree(fields.parent)
    if done.returncode:
        raise dev.Stop("\n".join(line for line in done.stderr.splitlines() if "error" in line))
    return done.stdout.partition("shlibs:Depends=")[2].strip()


def _packages_of(libraries: set[str]) -> list[str]:
    """Which Debian packages have libraries of these names: we bring our own copies."""
    patterns = [f"*/{name}" for name in sorted(libraries)]
    done = subprocess.run(["dpkg-query", "--search", *patterns], capture_output=True, text=True, check=False)
    found = re.findall(r"^([\w.+-]+)(?::\w+)?: (\S+)$", done.stdout, re.MULTILINE)
    return sorted({package for package, path in found if path.startswith(("/lib/", "/usr/lib/"))})


def recommended() -> str:
    has_vulkan = any(PROGRAM.rglob("libggml-vulkan*"))
    return ", ".join([FONTS, *([VULKAN] if has_vulkan else []), "xdg-desktop-portal", "xdg-utils"])


def control(version: str, architecture: str, *, kibibytes: int, depends: str, recommends: str) -> str:
    """What dpkg and the shops read."""
    long = "\n .\n".join(textwrap.indent(textwrap.fill(part, 76), " ") for part in DESCRIPTION.split("\n\n"))
    return (
        textwrap.dedent(f"""\
        Package: {NAME}
        Version: {version}
        Architecture: {architecture}
        Maintainer: {MAINTAINER}
        Installed-Size: {kibibytes}
        Depends: {depends}
        Recommends: {recommends}
        Section: utils
        Priority: optional
        Homepage: {HOMEPAGE}
        Description: {SUMMARY}
        """)
        + f"{long}\n"
    )


def copyright_text() -> str:
    """Which works are inside, and where their licences stand."""
    gathered = (PROGRAM / "_internal" / "resources" / "licences.txt").read_text(encoding="utf-8")
    works = gathered.partition(f"\n{'=' * 78}\n")[0].splitlines()
    listed = "\n".join(line for line in works if line.startswith("- "))
    return (
        textwrap.dedent(f"""\
        Maru: {HOMEPAGE}

        Copyright 2026 The Maru authors. Licensed under the Apache License, Version 2.0; on Debian systems its text is
        in /usr/share/common-licenses/Apache-2.0.

        The package contains these works of others. The texts of all their licences, with their authors, stand in
        /usr/lib/{NAME}/_internal/resources/licences.txt; the GPL and the LGPL, versions 3, are also in
        /usr/share/common-licenses/GPL-3 and /usr/share/common-licenses/LGPL-3. Qt and PySide6 are used under the LGPL:
        their libraries are separate files in /usr/lib/{NAME}/_internal/PySide6, which may be replaced.

        """)
        + f"{listed}\n"
    )


def changelog(release: Release) -> str:
    """In the form that dpkg reads; what is new stands in the project's own changelog."""
    when = formatdate(release.seconds)
    what = "See CHANGELOG.md of this version."
    return f"{NAME} ({release.version}) stable; urgency=medium\n\n  * {what}\n\n -- {MAINTAINER}  {when}\n"


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
