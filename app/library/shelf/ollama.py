"""Ollama's models: manifests that name the blobs in which the files lie.

The layout is ollama/ollama's manifest/paths.go and manifest/manifest.go: `manifests/HOST/NAMESPACE/MODEL/TAG` (newer:
`manifests-v2`) is JSON whose layers have a media type and a digest; the blob is `blobs/sha256-DIGEST`. A manifest list
holds one manifest for each kind of runner, whole or as a reference to a blob.
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath

import msgspec

from app.library.shelf.found import Found
from app.library.shelf.looking import matching

MODEL = "application/vnd.ollama.image.model"
PROJECTOR = "application/vnd.ollama.image.projector"
MANIFESTS = ("manifests-v2", "manifests")
MANIFEST_LIMIT = 1024 * 1024  # bytes

_HOST, _NAMESPACE = "registry.ollama.ai", "library"
_DIGEST = re.compile(r"sha256[:-]([0-9a-fA-F]{64})")


class _Layer(msgspec.Struct, rename="camel", frozen=True):
    media_type: str = ""
    digest: str = ""


class _Manifest(msgspec.Struct, frozen=True):
    layers: tuple[_Layer, ...] = ()
    manifests: tuple["_Manifest", ...] = ()
    digest: str = ""


def found(folder: Path) -> Iterator[Found]:
    """Each file once, under the name that says most of it: `llama3.2:3b` rather than `llama3.2:latest`."""
    named: dict[Path, Found] = {}
    for name, manifest in sorted(_manifests(folder), key=lambda item: (item[0].endswith(":latest"), item[0])):
        model = _blob(folder, manifest, MODEL)
        if model:
            named.setdefault(model, Found(model, name, _blob(folder, manifest, PROJECTOR)))
    yield from named.values()


def _manifests(folder: Path) -> Iterator[tuple[str, _Manifest]]:
    for root in (folder / name for name in MANIFESTS):
        for path in matching(root, "*/*/*/*"):
            manifest = _read(path)
            for one in (manifest, *manifest.manifests):
                whole = _read(_blob_path(folder, one.digest)) if one.digest and not one.layers else one
                if whole.layers:
                    yield _name(path.relative_to(root)), whole


def _read(path: Path | None) -> _Manifest:
    """Empty where there is none."""
    if path is None:
        return _Manifest()
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(MANIFEST_LIMIT), type=_Manifest)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Manifest()


def _name(place: PurePath) -> str:
    """As `ollama list` shows it: without the usual host and namespace."""
    host, namespace, model, tag = place.parts
    usual = host == _HOST
    before = [*([] if usual else [host]), *([] if usual and namespace == _NAMESPACE else [namespace])]
    return "/".join([*before, model]) + f":{tag}"


def _blob(folder: Path, manifest: _Manifest, kind: str) -> Path | None:
    digests = (layer.digest for layer in manifest.layers if layer.media_type == kind)
    return next((_blob_path(folder, digest) for digest in digests), None)


def _blob_path(folder: Path, digest: str) -> Path | None:
    """None for what is no digest: it could lead anywhere."""
    known = _DIGEST.fullmatch(digest)
    return folder / "blobs" / f"sha256-{known[1].lower()}" if known else None
