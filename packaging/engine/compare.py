"""Says whether two wheels are the same, file by file, and where not, by how much: `compare.py ONE.whl OTHER.whl`.

Made of the same source with the same flags and tools, they are to be the same to the byte, whole archives included.
"""

import hashlib
import sys
import zipfile
from pathlib import Path

LETTERS = frozenset(range(32, 127))
SHOWN = 48  # bytes around a difference


def main(arguments: list[str]) -> int:
    """0 when the wheels are the same to the byte."""
    one, other = map(Path, arguments)
    if _hash(one.read_bytes()) == _hash(other.read_bytes()):
        print(f"The same to the byte: {_hash(one.read_bytes())}")
        return 0
    with zipfile.ZipFile(one) as left, zipfile.ZipFile(other) as right:
        told = _lists(left, right) + _contents(left, right)
        print(
            "\n".join(
                told or ["The same files with the same content: only the archives differ.", *_frames(left, right)]
            )
        )
    return 1


def _lists(left: zipfile.ZipFile, right: zipfile.ZipFile) -> list[str]:
    names = [set(archive.namelist()) for archive in (left, right)]
    only = ((names[0] - names[1], "first"), (names[1] - names[0], "second"))
    return [f"only in the {which}: {name}" for found, which in only for name in sorted(found)]


def _contents(left: zipfile.ZipFile, right: zipfile.ZipFile) -> list[str]:
    both = sorted({*left.namelist()} & {*right.namelist()})
    pairs = ((name, left.read(name), right.read(name)) for name in both)
    return [_difference(name, one, other) for name, one, other in pairs if one != other]


def _difference(name: str, one: bytes, other: bytes) -> str:
    """Sizes, how many bytes differ, and what stands at the first of them."""
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    count = sum(a != b for a, b in zip(one, other, strict=False))
    said = [f"{name}: {len(one):,} and {len(other):,} bytes, of which {count:,} differ, from {at:#x} on:"]
    return "\n".join([*said, *(f"    {_readable(content, at)}" for content in (one, other))])


def _readable(content: bytes, at: int) -> str:
    piece = content[max(0, at - SHOWN) : at + SHOWN]
    return "".join(chr(byte) if byte in LETTERS else "·" for byte in piece)


def _frames(left: zipfile.ZipFile, right: zipfile.ZipFile) -> list[str]:
    """What the archives say of their files besides the content: dates, rights, order."""
    if left.namelist() != right.namelist():
        return ["They are in another order."]
    pairs = zip(left.infolist(), right.infolist(), strict=True)
    return [
        f"{one.filename}: {field} {getattr(one, field)} and {getattr(other, field)}"
        for one, other in pairs
        for field in ("date_time", "external_attr", "compress_type", "compress_size", "create_version", "extra")
        if getattr(one, field) != getattr(other, field)
    ]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
