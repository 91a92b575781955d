"""Sorts a repository's files into what can be fetched: one model each, by quantization, split files together."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from app.domain.errors import NotFound
from app.domain.hub import Offer, RemoteFile, Repository

SUFFIX = ".gguf"
USUAL = ("Q4_K_M", "UD-Q4_K_XL", "Q4_K_S", "Q4_0", "MXFP4", "IQ4_XS", "Q5_K_M", "Q8_0")
"""What to take when nobody says: small with little loss, the first of these that is there."""
_PART = re.compile(r"-(\d{5})-of-(\d{5})$")
_QUANTIZATION = re.compile(
    r"(?:^|[-._])((?:UD-)?(?:I?Q\d(?:_[0-9A-Z]+)*|TQ\d_\d|MXFP4(?:_MOE)?|NVFP4|BF16|FP?16|FP?32))(?=$|[-._])",
    re.IGNORECASE,
)
_PROJECTOR = re.compile(r"(?:^|[-._])mmproj(?:$|[-._])", re.IGNORECASE)
_ADAPTER = re.compile(r"(?:^|[-._])(?:lora|adapter)(?:$|[-._])", re.IGNORECASE)
_NO_MODEL = re.compile(r"(?:^|[-._])(?:imatrix|vocab)(?:$|[-._])|^mtp-|-mtp$", re.IGNORECASE)
"""What it was quantized by, a vocabulary without weights, the part of a model that only guesses tokens ahead (MTP)."""


def offers(files: Iterable[RemoteFile]) -> tuple[Offer, ...]:
    """Models from the smallest to the largest, then what belongs to them. A split model that lacks a part is none."""
    groups: dict[tuple[str, str], dict[int, RemoteFile]] = defaultdict(dict)
    totals: dict[tuple[str, str], int] = {}
    for file in files:
        path = PurePosixPath(file.path)
        if path.suffix.lower() != SUFFIX or _NO_MODEL.search(path.stem):
            continue
        part = _PART.search(path.stem)
        stem = path.stem[: part.start()] if part else path.stem
        key = str(path.parent), stem + ("" if part is None else part[2])
        groups[key][int(part[1]) if part else 1] = file
        totals[key] = int(part[2]) if part else 1
    whole = (_offer(parts) for key, parts in groups.items() if sorted(parts) == list(range(1, totals[key] + 1)))
    return tuple(sorted(whole, key=lambda offer: (offer.kind != "model", offer.size_bytes)))


def choose_offer(repository: Repository, wish: str = "") -> Offer:
    """The one that is meant by a quantization or a file's name; without a wish the usual one. Raises NotFound."""
    models = [offer for offer in repository.offers if offer.kind == "model"]
    wishes = (wish,) if wish else USUAL
    for wanted in wishes:
        if found := next(_meant(repository.offers if wish else models, wanted), None):
            return found
    if not wish and models:
        return models[0]
    if not repository.offers:
        raise NotFound("gguf", repository.entry.repo)
    near = "\n".join(dict.fromkeys(offer.quantization or offer.files[0].path for offer in models))
    raise NotFound("model", f"{repository.entry.repo}:{wish}" if wish else repository.entry.repo, near)


def quantization_in(path: str) -> str:
    """What a file's name says, or its folder's; empty when neither does. FP16 is called F16, as llama.cpp does."""
    place = PurePosixPath(path)
    for name in (_PART.sub("", place.stem), place.parent.name):
        if found := _QUANTIZATION.findall(name):
            return re.sub("^FP(?=16|32)", "F", str(found[-1]).upper())
    return ""


def _offer(parts: dict[int, RemoteFile]) -> Offer:
    files = tuple(parts[number] for number in sorted(parts))
    name = PurePosixPath(files[0].path).stem
    kind = "projector" if _PROJECTOR.search(name) else "adapter" if _ADAPTER.search(name) else "model"
    return Offer(quantization_in(files[0].path), files, kind)


def _meant(among: Iterable[Offer], wanted: str) -> Iterator[Offer]:
    wanted = wanted.lower()
    for offer in among:
        paths = {file.path.lower() for file in offer.files}
        if wanted in {offer.quantization.lower(), *paths, *(path.rsplit("/", 1)[-1] for path in paths)}:
            yield offer
