"""Packs the libraries of a folder into one signed file that `maru packs add` takes; docs/packs.md has the format.

    python3 packaging/engine/pack.py FOLDER NAME TITLE --commit HASH --system linux-x86_64 --out FILE [--key SECRET]

The key is the file of one that `minisign -G -W` has made, else that of a release (minisign.py). The same folder and key
give the same bytes.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import minisign

ABOUT, SIGNATURE = "pack.json", "pack.json.minisig"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def main() -> int:
    options = _options()
    files = sorted(path for path in options.folder.iterdir() if path.is_file())
    about = {
        "format": 1,
        "name": options.name,
        "title": options.title,
        "commit": options.commit,
        "system": options.system,
        "files": [_listed(path) for path in files],
    }
    content = json.dumps(about, indent=1).encode()
    secret = minisign.Secret.read(options.key.read_text(encoding="utf-8")) if options.key else minisign.release_key()
    with zipfile.ZipFile(options.out, "w") as archive:
        archive.writestr(_entry(ABOUT), content)
        archive.writestr(_entry(SIGNATURE), secret.sign(content, f"{options.name} {options.commit} {options.system}"))
        for path in files:
            _put(archive, path)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes, {len(files)} files")
    return 0


def _listed(path: Path) -> dict[str, str | int]:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {"name": path.name, "size": path.stat().st_size, "sha256": digest}


def _put(archive: zipfile.ZipFile, path: Path) -> None:
    """Piece by piece: CUDA's libraries are larger than some memories."""
    entry = _entry(path.name)
    entry.file_size = path.stat().st_size
    with path.open("rb") as content, archive.open(entry, "w") as out:
        while piece := content.read(1 << 20):
            out.write(piece)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="holds the backend's library and what that needs, and nothing else")
    parser.add_argument("name", help="ggml's word for the backend: cuda")
    parser.add_argument("title", help="what people read: CUDA 12.8")
    for name, kind in (("commit", str), ("system", str), ("out", Path)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    parser.add_argument("--key", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
