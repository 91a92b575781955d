"""Makes the disk image from dist/Maru.app: `python3 dev.py package --release --dmg`.

With MARU_SIGNING_IDENTITY both are signed; with MARU_NOTARY_PROFILE, the name under which `xcrun notarytool
store-credentials` has put Apple's password into the keychain, the image is notarised as well.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import sign
from release import DIST, Release, dev, this_release

APP = DIST / "Maru.app"
NOTARY = "MARU_NOTARY_PROFILE"


def main(arguments: list[str]) -> str | None:
    """None, or what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dmg", action="store_true")
    if not parser.parse_args(arguments).dmg:
        return None
    if not APP.is_dir():
        return f"{APP} is missing: run `python3 dev.py package` first."
    is_trusted = sign.sign(APP)
    image = disk_image(this_release())
    if is_trusted:
        subprocess.run(sign.command(image, os.environ[sign.IDENTITY]), check=True)
    if profile := os.environ.get(NOTARY):
        notarise(image, profile)
    dev.say(f"{image}: {image.stat().st_size / 1e6:.1f} MB, {'signed' if is_trusted else 'not signed'}")
    return None


def disk_image(release: Release) -> Path:
    """The program beside a link to the folder into which it is dragged."""
    target = DIST / f"Maru-{release.version}-macos-{platform.machine()}.dmg"
    with tempfile.TemporaryDirectory(dir=DIST) as folder:
        subprocess.run(["ditto", APP, Path(folder, APP.name)], check=True)  # keeps links and signatures
        Path(folder, "Applications").symlink_to("/Applications")
        how = ["-volname", "Maru", "-fs", "HFS+", "-format", "UDZO", "-ov"]
        subprocess.run(["hdiutil", "create", *how, "-srcfolder", folder, target], check=True)
    return target


def notarise(image: Path, profile: str) -> None:
    """Apple looks through it, and its word is fastened to the image, so that a Mac needs no network to believe it."""
    subprocess.run(["xcrun", "notarytool", "submit", image, "--keychain-profile", profile, "--wait"], check=True)
    subprocess.run(["xcrun", "stapler", "staple", image], check=True)
    how = ["--assess", "--type", "open", "--context", "context:primary-signature", "--verbose"]
    subprocess.run(["spctl", *how, image], check=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (dev.Stop, subprocess.CalledProcessError) as stop:
        sys.exit(f"\n{stop}")
