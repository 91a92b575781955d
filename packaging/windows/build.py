"""Makes packages for Windows from dist/maru: `python dev.py package --release --installer --portable`.

With MARU_SIGN, a command in which $f stands for the file (signtool sign … $f), the programs, the installer and its
uninstaller are signed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from release import DIST, PROGRAM, Release, dev, this_release

HERE = Path(__file__).parent
INNO = "Inno Setup 6"
SIGN = "MARU_SIGN"
PICTURE = dev.BUILD / "freeze" / "maru" / "maru.ico"
"""As maru.spec has painted it."""


def main(arguments: list[str]) -> str | None:
    """None, or what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    for kind in ("installer", "portable"):
        parser.add_argument(f"--{kind}", action="store_true")
    options = parser.parse_args(arguments)
    if not PROGRAM.is_dir():
        return f"{PROGRAM} is missing: run `python dev.py package` first."
    if command := os.environ.get(SIGN):
        for program in PROGRAM.glob("*.exe"):
            subprocess.run(command.replace("$f", f'"{program}"'), check=True)
    release = this_release()
    made = [installer(release)] if options.installer else []
    made += [portable(release)] if options.portable else []
    for file in made:
        dev.say(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    return None


def installer(release: Release) -> Path:
    """Asks for no administrator. Raises dev.Stop where Inno Setup is not installed."""
    compiler = shutil.which("ISCC") or next(filter(Path.is_file, _usual_places()), None)
    if compiler is None:
        raise dev.Stop(f"The installer needs {INNO} (6.3 or newer).")
    target = DIST / f"Maru-{release.version}-windows-x86_64-setup.exe"
    said = {"Version": release.version, "Program": PROGRAM, "Picture": PICTURE, "Out": DIST, "Name": target.stem}
    words = [f"/D{name}={value}" for name, value in said.items()]
    if command := os.environ.get(SIGN):
        words += ["/DSigned", f"/Smaru={command}"]
    subprocess.run([compiler, "/Qp", *words, HERE / "maru.iss"], check=True)
    return target


def portable(release: Release) -> Path:
    """The same program with an empty folder for its data beside it: the same source makes the same bytes."""
    top = f"Maru-{release.version}"
    target = DIST / f"{top}-windows-x86_64-portable.zip"
    when = time.gmtime(release.seconds)[:6]
    readme = release.fill((HERE / "portable-README.txt").read_text(encoding="utf-8")).replace("\n", "\r\n")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{top}/data/", when), b"")
        archive.writestr(_entry(f"{top}/README.txt", when), readme.encode("utf-8-sig"))
        for file in sorted(path for path in PROGRAM.rglob("*") if path.is_file()):
            entry = _entry(f"{top}/{file.relative_to(PROGRAM).as_posix()}", when)
            with file.open("rb") as source, archive.open(entry, "w") as out:
                shutil.copyfileobj(source, out)
    return target


def _entry(name: str, when: tuple[int, ...]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, when)  # type: ignore[arg-type]  # the six numbers of a time
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _usual_places() -> list[Path]:
    folders = [os.environ.get(name, "") for name in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA")]
    return [Path(folder, *more, INNO, "ISCC.exe") for folder in folders if folder for more in ((), ("Programs",))]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (dev.Stop, subprocess.CalledProcessError) as stop:
        sys.exit(f"\n{stop}")
