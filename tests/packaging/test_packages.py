"""What packages for Linux say of themselves, without building one."""

import importlib
import os
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import dev

PACKAGING = dev.ROOT / "packaging"
ID = "io.github.maru_chat.Maru"
NAMES = ("release", "layout", "deb", "portable", "icu", "licences")


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """The scripts are not a package: each is started as a program."""
    monkeypatch.syspath_prepend(str(PACKAGING / "linux"))
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield {name: importlib.import_module(name) for name in NAMES}
    for name in NAMES:
        sys.modules.pop(name, None)


def test_control_has_what_dpkg_reads(scripts: dict[str, ModuleType]) -> None:
    text = scripts["deb"].control("1.2.3", "amd64", kibibytes=7, depends="libc6 (>= 2.35)", recommends="xdg-utils")
    fields = dict(line.split(": ", 1) for line in text.splitlines() if not line.startswith(" "))
    assert (fields["Package"], fields["Version"], fields["Architecture"]) == ("maru-chat", "1.2.3", "amd64")
    assert fields["Installed-Size"] == "7"
    assert fields["Depends"] == "libc6 (>= 2.35)"
    long = [line for line in text.splitlines() if line.startswith(" ")]
    assert " ." in long  # an empty line would end the field
    assert all(len(line) <= 80 for line in long)


def test_changelog_has_the_form_that_dpkg_reads(scripts: dict[str, ModuleType]) -> None:
    release = scripts["layout"].Release("1.2.3", 0)
    lines = scripts["deb"].changelog(release).splitlines()
    assert lines[0] == "maru-chat (1.2.3) stable; urgency=medium"
    assert lines[-1].endswith(">  Thu, 01 Jan 1970 00:00:00 -0000")


def test_a_release_fills_its_version_and_date_in(scripts: dict[str, ModuleType]) -> None:
    assert scripts["layout"].Release("1.2.3", 86400).fill("@VERSION@ of @DATE@") == "1.2.3 of 1970-01-02"


def test_every_text_is_filled_in_and_none_has_an_unknown_word(scripts: dict[str, ModuleType]) -> None:
    release = scripts["layout"].Release("1.2.3", 0)
    for file in (PACKAGING / "linux" / "files").iterdir():
        assert "@" not in release.fill(file.read_text(encoding="utf-8")).replace('"$@"', ""), file.name


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are those of Unix")
def test_the_portable_archive_says_nothing_of_its_builder(
    scripts: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program"
    inside = program / "_internal" / "resources"
    inside.mkdir(parents=True)
    (inside / "licences.txt").write_text("MIT", encoding="utf-8")
    (program / "maru").write_text("#!/bin/sh\n", encoding="utf-8")
    (program / "maru").chmod(0o700)
    (program / "library.so").symlink_to("library.so.0")
    monkeypatch.setattr(scripts["portable"], "PROGRAM", program)
    monkeypatch.setattr(scripts["portable"], "DIST", tmp_path)
    release = scripts["layout"].Release("1.2.3", 1000)
    first = scripts["portable"].build(release).read_bytes()
    os.utime(program / "maru", (5, 5))
    archive = scripts["portable"].build(release)
    assert archive.read_bytes() == first
    with tarfile.open(archive) as opened:
        entries = {entry.name: entry for entry in opened.getmembers()}
    assert entries["maru-1.2.3/program/maru"].mode == 0o755
    assert entries["maru-1.2.3/maru"].mode == 0o755
    assert entries["maru-1.2.3/program/library.so"].linkname == "library.so.0"
    assert {(entry.uid, entry.uname, entry.mtime) for entry in entries.values()} == {(0, "root", 1000)}


def test_licences_name_everyone_and_print_each_text_once(scripts: dict[str, ModuleType]) -> None:
    work = scripts["licences"].Work
    text = scripts["licences"].written([work("A 1", "MIT", ("same",)), work("B 2", "MIT", ("same", "other"))])
    assert "- A 1: MIT" in text
    assert "A 1, B 2" in text
    assert (text.count("same"), text.count("other")) == (1, 1)


def test_locked_names_are_read_without_hashes(scripts: dict[str, ModuleType]) -> None:
    lock = "a-b==1.0 \\\n    --hash=sha256:0\nc.d==2 ; sys_platform == 'win32'\n# e==3\n"
    assert scripts["licences"].locked_names(lock) == ["a-b", "c.d"]


def test_icu_data_keep_what_qt_asks_for(scripts: dict[str, ModuleType]) -> None:
    icu = scripts["icu"]
    header = bytes([32, 0, 0xDA, 0x27]) + bytes(8) + b"CmnD" + bytes(16)
    kept = ["brkless.cnv", "coll/sv.res", "ko.res", "pool.res", "zone/en_US.res", "zone/res_index.res"]
    gone = ["brkitr/ko.brk", "rfc3722.spp", "sv.res", "unit/en.res", "zone/de_AT.res"]
    whole = {f"icudt73l/{name}": f"what {name} says".encode() for name in sorted(kept + gone)}
    found, items = icu.wanted_of(icu.packed(header, whole))
    assert found == header
    assert [name.partition("/")[2] for name in items] == kept
    assert all(item.rstrip(b"\0") == whole[name] for name, item in items.items())
    places = icu.packed(header, items)[32 + 8 :: 8][: len(items)]
    assert all(each % 16 == 0 for each in places)  # of the low byte of each offset


def test_data_of_another_form_are_refused(scripts: dict[str, ModuleType]) -> None:
    with pytest.raises(ValueError, match="common data"):
        scripts["icu"].wanted_of(bytes(64))


def test_the_desktop_entry_opens_the_declared_types() -> None:
    files = PACKAGING / "linux" / "files"
    declared = re.findall(r'<mime-type type="([^"]+)"', (files / f"{ID}-mime.xml").read_text(encoding="utf-8"))
    entry = dict(line.split("=", 1) for line in (files / f"{ID}.desktop").read_text(encoding="utf-8").splitlines()[1:])
    assert entry["MimeType"].split(";") == [*declared, ""]
    assert entry["Exec"] == "maru gui %F"
    provided = re.findall("<mediatype>(.+)</mediatype>", (files / f"{ID}.metainfo.xml").read_text(encoding="utf-8"))
    assert provided == declared


def test_every_picture_for_the_shops_is_there() -> None:
    text = (PACKAGING / "linux" / "files" / f"{ID}.metainfo.xml").read_text(encoding="utf-8")
    pictures = re.findall(r"<image[^>]*>https://maru-chat.github.io/(.+)</image>", text)
    assert pictures
    assert [each for each in pictures if not (dev.ROOT / "docs" / each).is_file()] == []
