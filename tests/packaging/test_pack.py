import subprocess
import sys
from pathlib import Path

from app.library.packs import SYSTEM, add
from app.library.signing import read_public_key
from tests.packaging.test_announcing import PUBLIC, SECRET
from tests.packed import COMMIT, LIBRARY

SCRIPT = Path(__file__).parents[2] / "packaging" / "engine" / "pack.py"


def test_what_is_packed_and_signed_can_be_added(tmp_path: Path) -> None:
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    files = {LIBRARY: b"a backend" * 300_000, "libcudart.so.12": b"what it needs"}
    for name, content in files.items():
        (libraries / name).write_bytes(content)
    secret, pack, again = (tmp_path / name for name in ("key", "cuda.marupack", "again.marupack"))
    secret.write_text(SECRET, encoding="utf-8")
    words = ["cuda", "CUDA 12.8", "--commit", COMMIT, "--system", SYSTEM, "--key", str(secret)]
    for file in (pack, again):
        subprocess.run([sys.executable, SCRIPT, libraries, *words, "--out", file], check=True, capture_output=True)
    assert pack.read_bytes() == again.read_bytes()
    done = add(pack, tmp_path / "backends", commit=COMMIT, key=read_public_key(PUBLIC))
    assert done.about.title == "CUDA 12.8"
    assert {name: (done.folder / name).read_bytes() for name in files} == files
