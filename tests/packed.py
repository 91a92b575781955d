"""The far side of packs: makes them as packaging/engine/pack.py does, and wrong ones too."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.library.packs import SYSTEM
from tests.signer import Signer

COMMIT = "feedc0de" * 5
LIBRARY = "ggml-cuda.dll" if SYSTEM.startswith("win32-") else "libggml-cuda.so"


def described(files: Mapping[str, bytes], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A pack.json for these files."""
    listed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    ]
    about = {"format": 1, "name": "cuda", "title": "CUDA", "commit": COMMIT, "system": SYSTEM, "files": listed}
    return {**about, **more}


def packed(
    path: Path, about: Mapping[str, Any], files: Mapping[str, bytes], *, signer: Signer, signed: bytes = b""
) -> Path:
    """A pack; signed is what the signature is of, where that is not its pack.json."""
    content = json.dumps(about).encode()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pack.json", content)
        archive.writestr("pack.json.minisig", signer.sign(signed or content))
        for name, inside in files.items():
            archive.writestr(name, inside)
    return path
