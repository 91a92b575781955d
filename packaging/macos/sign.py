"""Signs Maru.app from the inside out, with Apple's hardened runtime; without a key, for this machine alone."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

ENTITLEMENTS = Path(__file__).with_name("entitlements.plist")
MAGIC = {bytes.fromhex(each) for each in ("cffaedfe", "cafebabe", "cafebabf")}
"""Mach-O of 64 bits, and files of several architectures, of either width."""
IDENTITY = "MARU_SIGNING_IDENTITY"
"""The variable that names the key in the keychain: Developer ID Application: NAME (TEAM)."""


def sign(app: Path) -> bool:
    """Whether others can trust it: with the key of IDENTITY, that is."""
    identity = os.environ.get(IDENTITY, "")
    for path in [*inside_out(app), app]:
        subprocess.run(command(path, identity), check=True)
    subprocess.run(["codesign", "--verify", "--deep", "--strict", app], check=True)
    return bool(identity)


def command(path: Path, identity: str) -> list[str | Path]:
    """Without a key there is no team either, and the hardened runtime would refuse our own libraries."""
    if not identity:
        return ["codesign", "--force", "--sign", "-", path]
    hardened = ["--options", "runtime", "--timestamp", "--entitlements", ENTITLEMENTS]
    return ["codesign", "--force", "--sign", identity, *hardened, path]


def inside_out(app: Path) -> Iterator[Path]:
    """All code in it, the deepest first: a signature covers those of what lies inside. Links lead to what is signed."""
    for path in sorted(app.rglob("*"), key=lambda path: (-len(path.parts), path)):
        if path.suffix == ".framework" and path.is_dir():
            yield path
        elif path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) in MAGIC:
                    yield path
